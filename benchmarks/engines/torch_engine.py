"""Plain PyTorch, eager or through `torch.compile`, images channels-last."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable
from typing import Any

import torch

from benchmarks.engines import Timing, Variant, epochs_of, seconds_of
from benchmarks.torch_models import Parts
from benchmarks.workloads import Workload


class TorchEngine:
    """An engine over PyTorch.

    Args:
        compiled: through `torch.compile`.
        threads: as many compute.
    """

    def __init__(self, compiled: bool, threads: int) -> None:
        self.compiled = compiled
        torch.set_num_threads(threads)

    def versions(self) -> dict[str, str]:
        """Return PyTorch's version."""
        return {"torch": str(torch.__version__)}

    def variants(self, workload: Workload) -> list[Variant]:
        """Return the settings to try."""
        if workload.kind == "inference":
            return [{}, {"freezing": True}] if self.compiled else [{}]
        ways = ("fused", "compiled") if self.compiled else ("fused", "foreach", "loop")
        return [{"optimizer": way} for way in ways]

    def make(self, workload: Workload, variant: Variant, steps: int) -> Any:
        """Build the model, with data for at most so many steps."""
        family, name = workload.model.split(".")
        models = importlib.import_module(f"benchmarks.torch_models.{family}")
        data = importlib.import_module(f"benchmarks.models.{family}")
        parts: Parts = getattr(models, name)()
        x, y = getattr(data, f"{name}_data")(workload.batch * steps)
        if workload.kind == "inference":
            freezing = bool(variant.get("freezing"))
            return Inference(parts, x, self.compiled, freezing)
        return Training(
            parts, x, y, workload.batch, self.compiled, variant.get("optimizer", "loop")
        )

    def forget(self) -> None:
        """Free what the last runner held."""
        torch.compiler.reset()
        gc.collect()

    def product(self, size: int) -> Callable[[], Any] | None:
        """Return PyTorch's product of two matrices."""
        x = torch.ones(size, size)
        return lambda: x @ x


class Training:
    """A loop of steps, as everybody writes it, with the sums that `fit` would show.

    An epoch draws an order, gathers the data once, and then goes through views.
    """

    def __init__(
        self, parts: Parts, x: Any, y: Any, batch: int, compiled: bool, way: str
    ) -> None:
        self.parts = parts
        self.x, self.y = _tensors(x), _tensors(y)
        self.batch = batch
        self.most = _samples(self.x) // batch
        self.optimizer = _optimizer(parts, way)
        self.update = self.optimizer.step
        self.forward: Callable[..., Any] = self._forward
        parts.module.train()
        if compiled:
            self.forward = torch.compile(self._forward)
        if compiled and way == "compiled":
            self.update = torch.compile(self.optimizer.step)

    def _forward(self, x: Any, y: Any) -> Any:
        return self.parts.judge(self.parts.module(x), y)

    def run(self, steps: int) -> Timing:
        """Train about so many steps: one epoch, or several over all data."""
        epochs, each = epochs_of(steps, self.most)

        def all_of_them() -> None:
            for _ in range(epochs):
                self._epoch(each)

        return Timing(seconds_of(all_of_them), epochs * each)

    def _epoch(self, steps: int) -> tuple[float, float]:
        order = torch.randperm(steps * self.batch)
        x, y = _gather(self.x, order), _gather(self.y, order)
        loss_sum, metric_sum = torch.zeros(()), torch.zeros(())
        for at in range(0, steps * self.batch, self.batch):
            loss, metric = self.forward(
                _slice(x, at, self.batch), _slice(y, at, self.batch)
            )
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.update()
            loss_sum += loss.detach()
            if torch.is_tensor(metric):
                metric_sum += metric.detach()
        return float(loss_sum), float(metric_sum)


class Inference:
    """NumPy in, NumPy out, one batch after the other."""

    def __init__(self, parts: Parts, x: Any, compiled: bool, freezing: bool) -> None:
        self.x = x
        self.module = parts.module.eval()
        if compiled:
            if freezing:  # PyTorch's advice for inference on CPUs
                self.module = torch.compile(self.module, options={"freezing": True})
            else:
                self.module = torch.compile(self.module)

    def run(self, steps: int) -> Timing:
        """Compute the outputs of one batch so many times."""

        def all_of_them() -> None:
            with torch.inference_mode():
                for _ in range(steps):
                    outputs = self.module(torch.from_numpy(self.x))
                    [output.numpy() for output in outputs]

        return Timing(seconds_of(all_of_them), steps)


def _optimizer(parts: Parts, way: str) -> Any:
    how = {"fused": {"fused": True}, "foreach": {"foreach": True}}.get(way, {})
    parameters = list(parts.module.parameters())
    try:
        return parts.optimizer(parameters, **how)
    except (TypeError, RuntimeError):  # RMSprop has no fused kernel
        return parts.optimizer(parameters)


def _tensors(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {name: _tensors(branch) for name, branch in tree.items()}
    return torch.from_numpy(tree)


def _gather(tree: Any, order: Any) -> Any:
    if isinstance(tree, dict):
        return {name: _gather(branch, order) for name, branch in tree.items()}
    return tree[order]


def _slice(tree: Any, start: int, length: int) -> Any:
    if isinstance(tree, dict):
        return {name: _slice(branch, start, length) for name, branch in tree.items()}
    return tree[start : start + length]


def _samples(tree: Any) -> int:
    return _samples(next(iter(tree.values()))) if isinstance(tree, dict) else len(tree)
