"""`Bidirectional`: a recurrent layer run in both directions."""

from __future__ import annotations

from typing import Any, Unpack

import jax.numpy as jnp

from tengen.core.messages import complain
from tengen.core.trees import flatten
from tengen.layers._arguments import CallSignature
from tengen.layers.core.wrapper import build_inner, checked_layer
from tengen.layers.layer import Layer, LayerOptions

_MODES = ("sum", "mul", "ave", "concat", None)


class Bidirectional(Layer):
    """Runs one recurrent layer forwards, a copy of it backwards, and merges them.

    Args:
        layer: a recurrent layer, such as `LSTM(4)`.
        merge_mode: `'concat'` (side by side), `'sum'`, `'mul'`, `'ave'`, or `None` for
            a tuple of both outputs.
        weights: initial weights, first those of the forward layer.
        backward_layer: the layer that runs backwards, if not a copy of `layer`; its
            `go_backwards` is the opposite of the first one's.

    Shapes:
        input `(N, T, inputs)`; output `(N, T, 2 * units)` with `return_sequences`, else
        `(N, 2 * units)`; units where the mode is not `'concat'`. With `return_state`,
        followed by the forward and then the backward states.

    Source:
        Schuster and Paliwal 1997.

    Example:
        >>> import numpy as np
        >>> from tengen import layers
        >>> Bidirectional(layers.LSTM(4))(np.ones((2, 6, 3))).shape
        (2, 8)
    """

    def __init__(
        self,
        layer: Any,
        merge_mode: str | None = "concat",
        weights: Any = None,
        backward_layer: Any = None,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**options)
        checked_layer(self, "layer", layer)
        if merge_mode not in _MODES:
            raise ValueError(
                complain(
                    f"{type(self).__name__}: merge_mode",
                    repr(merge_mode),
                    f"one of {', '.join(map(repr, _MODES))}",
                )
            )
        self.merge_mode = merge_mode
        self.forward_layer = _copy(layer, "forward")
        if backward_layer is None:
            self.backward_layer = _copy(layer, "backward")
            self.backward_layer.go_backwards = not layer.go_backwards
        else:
            self.backward_layer = checked_layer(self, "backward_layer", backward_layer)
        self._check_that_they_fit()
        for each in (self.forward_layer, self.backward_layer):
            if hasattr(each, "zero_output_for_mask"):
                # What a masked step repeats differs between the directions.
                each.zero_output_for_mask = each.return_sequences
        self.stateful = layer.stateful
        self.return_sequences = layer.return_sequences
        self.return_state = layer.return_state
        self.supports_masking = True
        self.input_spec = layer.input_spec
        self._initial_weights = weights

    def _check_that_they_fit(self) -> None:
        ahead: Any = self.forward_layer
        back: Any = self.backward_layer
        same = ("stateful", "return_sequences", "return_state")
        wrong = [name for name in same if getattr(ahead, name) != getattr(back, name)]
        if ahead.go_backwards == back.go_backwards:
            raise ValueError(
                complain(
                    f"{type(self).__name__}: backward_layer",
                    f"go_backwards={back.go_backwards}, as the forward layer",
                    f"go_backwards={not back.go_backwards}",
                )
            )
        if wrong:
            raise ValueError(
                complain(
                    f"{type(self).__name__}: backward_layer",
                    f"{wrong[0]}={getattr(back, wrong[0])}",
                    f"{wrong[0]}={getattr(ahead, wrong[0])}, as in the forward layer",
                )
            )

    @property
    def layer(self) -> Layer:
        """The forward layer."""
        return self.forward_layer

    def _present_arguments(self, constructor: Any) -> dict[str, Any]:
        weights = ("weights",)  # they are saved as weights
        found = super()._present_arguments(constructor)
        return {name: found[name] for name in found if name not in weights}

    def build(self, sequences_shape: Any, initial_state_shape: Any = None) -> None:
        """Build both layers."""
        build_inner(self.forward_layer, sequences_shape)
        build_inner(self.backward_layer, sequences_shape)
        if self._initial_weights is not None:
            self.set_weights(list(self._initial_weights))

    def reset_state(self) -> None:
        """Set the states of stateful layers to zero."""
        for each in (self.forward_layer, self.backward_layer):
            each.reset_state()

    reset_states = reset_state

    def call(
        self,
        sequences: Any,
        initial_state: Any = None,
        mask: Any = None,
        training: bool = False,
    ) -> Any:
        """Return the merged output(s), with `return_state` followed by the states."""
        ahead_state, back_state = _halves(initial_state)
        ahead = _run(self.forward_layer, sequences, ahead_state, mask, training)
        back = _run(self.backward_layer, sequences, back_state, mask, training)
        states: tuple[Any, ...] = ()
        if self.return_state:
            states = (*ahead[1:], *back[1:])
            ahead, back = ahead[0], back[0]
        if self.return_sequences:
            back = jnp.flip(back, 1)
        if self.merge_mode is None:
            return (ahead, back, *states)
        output = self._merge(ahead, back)
        return (output, *states) if self.return_state else output

    def _merge(self, ahead: Any, back: Any) -> Any:
        if self.merge_mode == "concat":
            return jnp.concatenate([ahead, back], axis=-1)
        if self.merge_mode == "mul":
            return ahead * back
        return (ahead + back) / (2 if self.merge_mode == "ave" else 1)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Return the mask of the steps where all outputs are returned."""
        mask = flatten(previous_mask)[0] if self.return_sequences else None
        return [mask, mask if self.merge_mode is None else None]


def _copy(layer: Any, prefix: str) -> Any:
    config = layer.get_config()
    config["name"] = f"{prefix}_{layer.name.removeprefix(f'{prefix}_')}"
    return type(layer).from_config(config)


def _halves(states: Any) -> tuple[Any, Any]:
    if states is None:
        return None, None
    half = len(states) // 2
    return list(states[:half]), list(states[half:])


def _run(layer: Any, sequences: Any, state: Any, mask: Any, training: bool) -> Any:
    options: dict[str, Any] = {"training": training}
    if mask is not None:
        options["mask"] = mask
    if state is not None:
        options["initial_state"] = state
    names = CallSignature.of(layer.call).names
    options = {name: value for name, value in options.items() if name in names}
    return layer(sequences, **options)
