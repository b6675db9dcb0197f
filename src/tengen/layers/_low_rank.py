"""Low-rank adaptation: a large kernel stays as it is, a small update is trained."""

from __future__ import annotations

from typing import Any

from tengen import initializers
from tengen.core.context import compute_dtype
from tengen.core.messages import complain
from tengen.core.variable import Variable
from tengen.layers._checks import positive
from tengen.layers.layer import Layer


class Adaptable(Layer):
    """Base of the layers that have `enable_lora`.

    With it, the layer computes with W + alpha / rank * A B instead of W. The weight W
    `(..., n)` is trained no more; A `(..., rank)` and B `(rank, n)` are. B begins with
    zeros, so that nothing changes at first. Files of weights hold the sum under W's
    name: they fit the layer with and without the update.

    Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021,
    section 4.1.
    """

    _adapted = "kernel"
    _base: Variable
    lora_rank: int | None = None
    lora_alpha: float | None = None

    def _set_lora(self, rank: int | None, alpha: float | None) -> None:
        """Take the constructor's arguments."""
        self.lora_rank = None if rank is None else positive(self, "lora_rank", rank)
        self.lora_alpha = self.lora_rank if alpha is None else alpha

    def _begin_lora(self) -> None:
        """Enable the update at the end of `build` if the constructor asked for it."""
        if self.lora_rank is not None:
            self.built = True
            self.enable_lora(self.lora_rank, self.lora_alpha)

    @property
    def lora_enabled(self) -> bool:
        """Whether `enable_lora` was called."""
        return f"lora_{self._adapted}_a" in self.__dict__

    def enable_lora(
        self,
        rank: int,
        lora_alpha: float | None = None,
        a_initializer: Any = "he_uniform",
        b_initializer: Any = "zeros",
    ) -> None:
        """Train an update of low rank from now on; compile the model again after it.

        Args:
            rank: rank of the update.
            lora_alpha: the update is multiplied by `lora_alpha / rank`; `rank` if
                `None`.
            a_initializer, b_initializer: for its two factors.

        Raises:
            ValueError: where the layer is not built, has an update already, or
                constrains the weight.
        """
        self._check_lora()
        regularizer = getattr(self, f"{self._adapted}_regularizer")
        *first, last = self._base.shape
        for side, shape, initializer in (
            ("a", (*first, positive(self, "rank", rank)), a_initializer),
            ("b", (rank, last), b_initializer),
        ):
            name = f"lora_{self._adapted}_{side}"
            factor = self.add_weight(
                name=name,
                shape=shape,
                initializer=initializers.get(initializer),
                dtype="float32",
                regularizer=regularizer,
            )
            setattr(self, name, factor)
        self._base.trainable = False
        self._set_lora(rank, lora_alpha)

    def _check_lora(self) -> None:
        wrong = None
        if getattr(self, f"{self._adapted}_constraint") is not None:
            wrong = f"{self._adapted}_constraint, which a sum does not keep to"
        elif not self.built:
            wrong = "no weights; build the layer first"
        elif self.lora_enabled:
            wrong = "an update of low rank already"
        if wrong:
            raise ValueError(complain(f"enable_lora: layer {self.name!r} has {wrong}"))

    def _factors(self) -> tuple[Variable, Variable]:
        name = f"lora_{self._adapted}_"
        return getattr(self, f"{name}a"), getattr(self, f"{name}b")

    def _scale(self) -> float:
        return float(self.lora_alpha or 0) / int(self.lora_rank or 1)

    def _adapted_value(self) -> Any:
        """Return the weight, or its sum with the update."""
        if not self.lora_enabled:
            return self._base
        first, second = self._factors()
        base = self._base.value
        return base + (self._scale() * (first.value @ second.value)).astype(base.dtype)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments, those of the update where there is one."""
        config = super().get_config()
        for name in ("lora_rank", "lora_alpha"):
            config.pop(name, None)
            if self.lora_rank is not None:
                config[name] = getattr(self, name)
        return config

    def save_own_variables(self, store: dict[str, Any]) -> None:
        """Put the weights into a dict, the update added to the weight it is for."""
        if not self.lora_enabled:
            return super().save_own_variables(store)
        with compute_dtype(None):
            total = self._adapted_value()
        for index, variable in enumerate(self._saved_weights()):
            store[str(index)] = total if variable is self._base else variable
        return None

    def load_own_variables(self, store: dict[str, Any]) -> None:
        """Take weights from such a dict; the update is nothing at first."""
        if not self.lora_enabled:
            return super().load_own_variables(store)
        saved = self._saved_weights()
        self._check_stored(store, saved)
        for index, variable in enumerate(saved):
            variable.assign(store[str(index)])
        second = self._factors()[1]
        second.assign(0 * second.value)
        return None

    def _saved_weights(self) -> list[Variable]:
        """Return the weights that the layer has without an update, in that order."""
        factors = {id(factor) for factor in self._factors()}
        others = [v for v in self._own_weights() if id(v) not in factors]
        return [self._base, *(v for v in others if v is not self._base)]


class AdaptableKernel(Adaptable):
    """An adaptable layer whose weight is called `kernel`."""

    @property
    def kernel(self) -> Any:
        """The kernel; with an update of low rank, an array: the sum of both."""
        if "_base" not in self.__dict__:
            raise AttributeError(f"layer {self.name!r} has no kernel until it is built")
        return self._adapted_value()

    @kernel.setter
    def kernel(self, kernel: Variable) -> None:
        self._base = kernel
