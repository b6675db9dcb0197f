"""`predict`: a straight path from an array to an array.

The batch dimension is padded to a few sizes, so that few programs are compiled; a call
with data that fits into one batch does nothing but look up its program and run it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core import random_state
from tengen.core.trees import flatten, map_structure
from tengen.kernels.folding import Folded, fold
from tengen.training import eagerly
from tengen.training.step import make_predict_step


class Predictor:
    """The compiled forward pass of a model.

    Args:
        model: a built model.
        record: what `compile` was told, if it was.
    """

    def __init__(self, model: Any, record: Any = None) -> None:
        self.variables = [*model.variables, random_state.draws().state]
        self._step = make_predict_step(model, self.variables)
        self._record = record
        self._has_fixed_batch = _has_fixed_batch(model)
        self._programs: dict[Any, _Program] = {}

    def __call__(self, x: Any) -> Any:
        """Return predictions of one batch, as arrays on the device."""
        weights = [variable._value for variable in self.variables]
        predictions, changed = self._compute(weights, x)
        for index, value in changed.items():
            self.variables[index]._value = value
        return predictions

    def _compute(self, weights: list[Any], x: Any) -> tuple[Any, dict[int, Any]]:
        if eagerly.is_on(self._record):
            with jax.disable_jit():
                return self._step(weights, x)
        leaves, structure = jax.tree.flatten(x)
        key = (structure, *[(array.shape, array.dtype) for array in leaves])
        program = self._programs.get(key)
        if program is None:
            program = self._programs[key] = _Program(fold(self._step, weights, x))
        return program(weights, x)

    def batch(self, x: Any, batch_size: int) -> Any:
        """Return predictions of at most `batch_size` samples as NumPy arrays."""
        samples = _samples(x)
        size = samples if self._has_fixed_batch else _bucket(samples, batch_size)
        if size != samples:
            x = map_structure(lambda array: _pad(array, size), x)
            return _to_host(self(x), samples)
        return _to_host(self(x), None)

    def all(self, x: Any, batch_size: int, watch: Callable[[int], None]) -> Any:
        """Return predictions of any number of samples as NumPy arrays.

        Args:
            watch: called after each batch with the number of batches done.
        """
        samples = _samples(x)
        parts = []
        for done, start in enumerate(range(0, samples, batch_size), start=1):
            stop = min(start + batch_size, samples)
            rows = map_structure(lambda array: array[start:stop], x)  # noqa: B023
            parts.append(self.batch(rows, batch_size))
            watch(done)
        return join(parts)


class _Program:
    """The two compiled parts of a forward pass; the first runs when weights change."""

    def __init__(self, folded: Folded) -> None:
        self._prepare = jax.jit(folded.prepare)
        self._run = jax.jit(folded.run)
        self._weights: list[Any] | None = None  # those that were prepared
        self._prepared: list[Any] = []

    def __call__(self, weights: list[Any], x: Any) -> tuple[Any, dict[int, Any]]:
        before = self._weights
        if before is None or not all(map(operator.is_, weights, before)):
            self._prepared = self._prepare(weights)
            self._weights = weights
        results: tuple[Any, dict[int, Any]] = self._run(self._prepared, x)
        return results


def _has_fixed_batch(model: Any) -> bool:
    inputs = () if model._graph is None else model._graph.flat_inputs
    return any(symbol.shape[0] is not None for symbol in inputs)


def join(parts: list[Any]) -> Any:
    """Concatenate the predictions of batches, in their structure."""
    return map_structure(lambda *arrays: np.concatenate(arrays), *parts)


def _samples(x: Any) -> int:
    return int(flatten(x)[0].shape[0])


def _bucket(samples: int, batch_size: int) -> int:
    """Return the size a batch is padded to: a power of two, or the batch size."""
    return min(max(samples, 1 << (samples - 1).bit_length()), max(samples, batch_size))


def _pad(array: Any, size: int) -> Any:
    missing = size - array.shape[0]
    xp = jnp if isinstance(array, jax.Array) else np
    # The last row is repeated: padding with zeros might make a layer divide by zero.
    return xp.concatenate([array, xp.repeat(array[-1:], missing, axis=0)])


def _to_host(predictions: Any, samples: int | None) -> Any:
    return map_structure(lambda array: np.array(array)[:samples], predictions)
