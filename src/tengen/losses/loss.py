"""`Loss`: a function of targets and outputs, and how its values become one number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import jax
import numpy as np

from tengen.core import config, context
from tengen.core.configurable import Configurable
from tengen.core.dtypes import standardize_dtype
from tengen.core.naming import auto_name
from tengen.core.trees import leaves, map_structure
from tengen.losses._registry import registry
from tengen.losses._tensors import as_tensor, cast, to_same_rank
from tengen.losses.reduction import reduce_losses, standardize_reduction


@registry.register()
class Loss(Configurable):
    """Base of all losses; a subclass writes `call(y_true, y_pred)`.

    Args:
        name: name of the loss; made from the class name if `None`.
        reduction: `'sum_over_batch_size'` or `'mean'` (average over all losses),
            `'sum'`, `'mean_with_sample_weight'` (divide by the sum of the weights),
            `'none'` (no reduction).
        dtype: float type that targets and outputs are cast to.

    Example:
        >>> class Worst(Loss):
        ...     def call(self, y_true, y_pred):
        ...         return abs(y_true - y_pred).max(-1)
        >>> float(Worst()([[0.0, 1.0]], [[0.25, 0.5]]))
        0.5
    """

    def __init__(
        self,
        name: str | None = None,
        reduction: str | None = "sum_over_batch_size",
        dtype: Any = None,
    ) -> None:
        self.name = name or auto_name(type(self).__name__)
        self.reduction = standardize_reduction(reduction)
        self._dtype = dtype

    @property
    def dtype(self) -> str:
        """The float type it computes in."""
        if self._dtype is None:
            return config.floatx()
        return standardize_dtype(getattr(self._dtype, "compute_dtype", self._dtype))

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the losses `(N, ...)` of a batch; subclasses write this."""
        raise NotImplementedError(f"{type(self).__name__} needs a method call()")

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the reduced loss of a batch.

        Args:
            y_true: targets `(N, ...)`.
            y_pred: outputs `(N, ...)`; their mask, if any, is applied.
            sample_weight: `(N,)`, or one weight per loss.
        """
        with call_in_progress() as call:
            mask = call.mask_of(y_pred)
            y_pred = _cast_all(y_pred, self.dtype)
            losses = as_tensor(self.call(_cast_all(y_true, self.dtype), y_pred))
            own_mask = call.mask_of(losses)
            if own_mask is not None:
                mask = own_mask if mask is None else mask & own_mask
            return reduce_losses(losses, self.reduction, sample_weight, mask)


class LossFunctionWrapper(Loss):
    """A `Loss` made of a function `fn(y_true, y_pred, **kwargs)`.

    Args:
        fn: returns the losses of a batch.
        kwargs: further arguments of the function.

    Example:
        >>> def absolute(y_true, y_pred):
        ...     return abs(y_true - y_pred).mean(-1)
        >>> float(LossFunctionWrapper(absolute)([[1.0]], [[3.0]]))
        2.0
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name or _name_of(fn), reduction, dtype)
        self.fn = fn
        self._fn_kwargs = kwargs

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Call the function; `(n,)` targets of `(n, 1)` outputs are expanded."""
        if isinstance(y_true, jax.Array) and isinstance(y_pred, jax.Array):
            y_true, y_pred = to_same_rank(y_true, y_pred)
        return self.fn(y_true, y_pred, **self._fn_kwargs)


def _name_of(fn: Callable[..., Any]) -> str:
    return getattr(fn, "__name__", None) or auto_name(type(fn).__name__)


@contextmanager
def call_in_progress() -> Iterator[context.Call]:
    """Enter the call in progress, or a new one where there is none."""
    call = context.current_call()
    if call is not None:
        yield call
        return
    with context.open_call() as call:
        yield call


def _cast_all(values: Any, dtype: str) -> Any:
    """Cast a tensor, or each of a structure of tensors; nested numbers are a tensor."""
    is_tree = isinstance(values, (list, tuple, dict))
    if is_tree and not (
        isinstance(values, dict) or any(np.ndim(leaf) for leaf in leaves(values))
    ):
        values = np.asarray(values)
    return map_structure(lambda leaf: cast(leaf, dtype), values)
