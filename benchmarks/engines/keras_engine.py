"""Whoever speaks Keras: Keras itself on three backends, and tengen."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable
from importlib import metadata
from typing import Any

import numpy as np

from benchmarks.engines import NotThereYet, Timing, Variant, epochs_of, seconds_of, take
from benchmarks.workloads import Workload

_SEVERAL_STEPS = 16


class KerasEngine:
    """An engine over the module `keras` or `tengen`.

    Args:
        module: the module's name.
        backend: what is beneath it, as a distribution's name.
    """

    def __init__(self, module: str, backend: str) -> None:
        self.keras: Any = importlib.import_module(module)
        self.backend = backend

    @property
    def is_tengen(self) -> bool:
        """Whether this is tengen."""
        return str(self.keras.__name__) == "tengen"

    def versions(self) -> dict[str, str]:
        """Return the versions of front and backend."""
        front = self.keras.__name__
        backend = {self.backend: metadata.version(self.backend)}
        return {front: self.keras.__version__, **backend}

    def variants(self, workload: Workload) -> list[Variant]:
        """Return the settings to try."""
        if self.is_tengen:
            return [{}]
        if workload.kind == "inference":
            return [{"call": call} for call in ("predict", "predict_on_batch", "model")]
        if self.backend == "torch":
            return [{}]
        several = {"steps_per_execution": min(_SEVERAL_STEPS, workload.most_steps)}
        if self.backend == "jax":
            return [{}, several]
        return [{}, several, {**several, "jit_compile": True}]

    def make(self, workload: Workload, variant: Variant, steps: int) -> Any:
        """Build the model, with data for at most so many steps."""
        if workload.kind == "go":
            from benchmarks.engines.go_engine import TengenGames

            return TengenGames(workload)
        family, name = workload.model.split(".")
        models = importlib.import_module(f"benchmarks.models.{family}")
        settings = {key: value for key, value in variant.items() if key != "call"}
        model = self._build(getattr(models, name), settings)
        x, y = getattr(models, f"{name}_data")(workload.batch * steps)
        if workload.kind == "inference":
            return Inference(self.keras, model, x, variant.get("call", "predict"))
        return Training(model, x, y, workload.batch, steps)

    def _build(self, function: Callable[..., Any], settings: dict[str, Any]) -> Any:
        try:
            return function(self.keras, **settings)
        except AttributeError as error:
            if self.is_tengen and str(error).startswith("module 'tengen"):
                raise NotThereYet(str(error)) from error
            raise

    def forget(self) -> None:
        """Free what the last runner held."""
        if not self.is_tengen:
            self.keras.backend.clear_session()
        gc.collect()

    def product(self, size: int) -> Callable[[], Any] | None:
        """Return XLA's product of two matrices, `None` for other backends."""
        if self.backend != "jax":
            return None
        import jax
        import jax.numpy as jnp

        x = jnp.ones((size, size), "float32")
        multiply = jax.jit(jnp.matmul)
        return lambda: multiply(x, x).block_until_ready()


class Training:
    """`fit` over data in memory."""

    def __init__(self, model: Any, x: Any, y: Any, batch: int, most: int) -> None:
        self.model, self.x, self.y = model, x, y
        self.batch, self.most = batch, most

    def run(self, steps: int) -> Timing:
        """Fit for about so many steps: one epoch, or several over all data."""
        epochs, each = epochs_of(steps, self.most)
        x, y = take(self.x, each * self.batch), take(self.y, each * self.batch)
        seconds = seconds_of(
            lambda: self.model.fit(
                x, y, batch_size=self.batch, epochs=epochs, verbose=0
            )
        )
        return Timing(seconds, epochs * each)


class Inference:
    """`predict`, or a shorter way to the same numbers, one batch after the other."""

    def __init__(self, keras: Any, model: Any, x: Any, call: str) -> None:
        def through_predict() -> Any:
            return model.predict(x, batch_size=len(x), verbose=0)

        def through_model() -> Any:
            outputs = model(x, training=False)
            return [keras.ops.convert_to_numpy(output) for output in outputs]

        self.once = {
            "predict": through_predict,
            "predict_on_batch": lambda: model.predict_on_batch(x),
            "model": through_model,
        }[call]

    def run(self, steps: int) -> Timing:
        """Compute the outputs of one batch so many times."""

        def all_of_them() -> None:
            for _ in range(steps):
                outputs = self.once()
            assert all(isinstance(output, np.ndarray) for output in outputs)

        return Timing(seconds_of(all_of_them), steps)
