"""Connectionist temporal classification: sequences without an alignment.

Graves, Fernández, Gomez and Schmidhuber 2006, "Connectionist Temporal Classification".
"""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core.messages import complain
from tengen.ops._dispatch import op
from tengen.ops._families import floats, tensor

__all__ = ["ctc_decode", "ctc_loss"]
_NEVER = -1e5  # the logarithm of a probability of zero, that sums bear


@op
def ctc_loss(
    target: Any,
    output: Any,
    target_length: Any,
    output_length: Any,
    mask_index: int = 0,
) -> jax.Array:
    """Return `-log p` of label sequences, summed over all their alignments.

    An alignment gives each time step a label or a blank; repeated labels without a
    blank between them count once (section 4.1 of the paper, in logarithms).

    Args:
        target: labels `(N, L)`.
        output: logits `(N, T, C)`.
        target_length: number of labels of each sample, `(N,)`.
        output_length: number of time steps of each sample, `(N,)`.
        mask_index: the class that means blank.

    Returns:
        Losses `(N,)`; about 100,000 where a sequence is too long for its time steps.

    Example:
        >>> import jax.numpy as jnp
        >>> loss = ctc_loss([[1]], jnp.zeros((1, 2, 2)), [1], [2])
        >>> round(float(loss[0]), 4)  # 3 of 4 alignments give "1"
        0.2877
    """
    labels = jnp.asarray(tensor(target)).astype("int32")
    log_p = jax.nn.log_softmax(floats(output))
    labels_count = jnp.asarray(tensor(target_length))
    times = jnp.asarray(tensor(output_length))
    # States: blank, label 1, blank, label 2, ..., blank.
    states = jnp.full((labels.shape[0], 2 * labels.shape[1] + 1), mask_index)
    states = states.at[:, 1::2].set(labels)
    before = jnp.pad(states, ((0, 0), (2, 0)), constant_values=-1)[:, :-2]
    may_jump = (states != mask_index) & (states != before)
    emitted = jnp.take_along_axis(log_p, states[:, None, :], axis=2)  # (N, T, S)
    start = jnp.where(jnp.arange(states.shape[1]) < 2, emitted[:, 0], _NEVER)

    def step(alpha: jax.Array, now: Any) -> tuple[jax.Array, None]:
        time, log_now = now
        one = jnp.pad(alpha, ((0, 0), (1, 0)), constant_values=_NEVER)[:, :-1]
        two = jnp.pad(alpha, ((0, 0), (2, 0)), constant_values=_NEVER)[:, :-2]
        two = jnp.where(may_jump, two, _NEVER)
        reached = jnp.logaddexp(jnp.logaddexp(alpha, one), two) + log_now
        return jnp.where((time < times)[:, None], reached, alpha), None

    later = jnp.arange(1, log_p.shape[1])
    moved = jnp.moveaxis(emitted, 1, 0)[1:]
    alpha, _ = jax.lax.scan(step, start, (later, moved))
    last = 2 * labels_count[:, None]
    at_blank = jnp.take_along_axis(alpha, last, axis=1)
    at_label = jnp.take_along_axis(alpha, jnp.maximum(last - 1, 0), axis=1)
    at_label = jnp.where(last > 0, at_label, _NEVER)
    return -jnp.logaddexp(at_blank, at_label)[:, 0]


@op
def ctc_decode(
    inputs: Any,
    sequence_lengths: Any,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int = 0,
) -> tuple[jax.Array, jax.Array]:
    """Return the most probable label sequences behind the outputs of a network.

    Args:
        inputs: logits `(N, T, C)`.
        sequence_lengths: number of time steps of each sample, `(N,)`.
        strategy: `'greedy'` (the best class of each step) or `'beam_search'` (sums over
            alignments of the `beam_width` best beginnings; it runs on the host).
        beam_width: how many beginnings are kept.
        top_paths: how many sequences are returned, for `'beam_search'`.
        merge_repeated: whether repeated classes count once, for `'greedy'`.
        mask_index: the class that means blank.

    Returns:
        Labels `(top_paths, N, T)`, filled up with -1, and scores `(N, top_paths)`: for
        `'greedy'` minus the sum of the greatest logits, else the logarithm of the
        probability.
    """
    inputs = floats(inputs)
    lengths = jnp.asarray(tensor(sequence_lengths)).astype("int32")
    if strategy == "greedy":
        return _greedy(inputs, lengths, merge_repeated, mask_index)
    if strategy != "beam_search":
        choices = "'greedy' or 'beam_search'"
        raise ValueError(complain("ctc_decode: strategy", repr(strategy), choices))
    count, times, _ = inputs.shape
    shapes = (
        jax.ShapeDtypeStruct((top_paths, count, times), "int32"),
        jax.ShapeDtypeStruct((count, top_paths), inputs.dtype),
    )

    def search(logits: Any, lengths: Any) -> Any:
        log_p = np.asarray(jax.nn.log_softmax(logits), "float64")
        labels = np.full(shapes[0].shape, -1, "int32")
        scores = np.full(shapes[1].shape, -np.inf, shapes[1].dtype)
        for sample, length in enumerate(np.asarray(lengths)):
            best = _beam_search(log_p[sample, :length], beam_width, mask_index)
            for rank, (path, score) in enumerate(best[:top_paths]):
                labels[rank, sample, : len(path)] = path
                scores[sample, rank] = score
        return labels, scores

    labels, scores = jax.pure_callback(search, shapes, inputs, lengths)
    return labels, scores


def _greedy(
    inputs: jax.Array, lengths: jax.Array, merge_repeated: bool, blank: int
) -> tuple[jax.Array, jax.Array]:
    times = jnp.arange(inputs.shape[1])
    is_over = times >= lengths[:, None]
    labels = jnp.where(is_over, blank, jnp.argmax(inputs, -1))
    scores = -jnp.sum(jnp.where(is_over, 0, jnp.max(inputs, -1)), 1)
    is_blank = labels == blank
    if merge_repeated:
        is_blank |= jnp.pad(labels[:, 1:] == labels[:, :-1], ((0, 0), (1, 0)))
    order = jnp.argsort(is_blank, axis=1, stable=True)
    labels = jnp.take_along_axis(jnp.where(is_blank, -1, labels), order, axis=1)
    return labels.astype("int32")[None], scores[:, None]


def _beam_search(
    log_p: np.ndarray[Any, Any], width: int, blank: int
) -> list[tuple[tuple[int, ...], float]]:
    """Return label sequences with their log-probabilities, the best first.

    Each beginning carries two sums: of the alignments that end in a blank, and of
    those that end in its last label.
    """
    beams: dict[tuple[int, ...], list[float]] = {(): [0.0, -math.inf]}
    for now in log_p.tolist():
        grown: dict[tuple[int, ...], list[float]] = {}
        for path, (in_blank, in_label) in beams.items():
            total = _log_sum(in_blank, in_label)
            _grow(grown, path, 0, total + now[blank])
            for label, log in enumerate(now):
                if label == blank:
                    continue
                repeats = bool(path) and path[-1] == label
                if repeats:
                    _grow(grown, path, 1, in_label + log)
                _grow(grown, (*path, label), 1, log + (in_blank if repeats else total))
        ranked = sorted(grown.items(), key=lambda item: -_log_sum(*item[1]))
        beams = dict(ranked[:width])
    return [(path, _log_sum(*sums)) for path, sums in beams.items()]


def _grow(
    sums: dict[tuple[int, ...], list[float]],
    path: tuple[int, ...],
    end: int,
    log: float,
) -> None:
    found = sums.setdefault(path, [-math.inf, -math.inf])
    found[end] = _log_sum(found[end], log)


def _log_sum(a: float, b: float) -> float:
    """Return log(exp(a) + exp(b))."""
    high, low = max(a, b), min(a, b)
    return high if low == -math.inf else high + math.log1p(math.exp(low - high))
