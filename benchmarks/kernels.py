"""Our kernels and XLA's own convolutions side by side, in one run.

    python benchmarks/kernels.py [--rounds 7] [--only depthwise]

For each convolution the forward pass, the input gradient and the weight gradient are
timed in alternation; the table shows the best of the rounds, GFLOP/s counted as for the
direct algorithm, and XLA's time over ours. The last lines show what becomes of XLA's
convolution inside a compiled loop.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tengen import kernels


class Case(NamedTuple):
    name: str
    batch: int
    side: int
    channels: int
    filters: int
    window: int
    stride: int = 1
    groups: int = 1

    @property
    def work(self) -> float:
        """Floating-point operations of the direct algorithm."""
        points = self.batch * (-(-self.side // self.stride)) ** 2
        taps = self.window**2 * self.channels // self.groups
        return 2.0 * points * taps * self.filters


CASES = [
    Case("Go residual 3x3", 128, 19, 64, 64, 3),
    Case("Go residual 3x3, batch 8", 8, 19, 64, 64, 3),
    Case("Go residual 3x3, batch 1", 1, 19, 64, 64, 3),
    Case("Go first 3x3", 128, 19, 31, 64, 3),
    Case("Go first 5x5", 128, 19, 31, 64, 5),
    Case("MNIST first 3x3", 128, 28, 1, 32, 3),
    Case("MNIST second 3x3", 128, 13, 32, 64, 3),
    Case("CIFAR first 3x3", 64, 32, 3, 32, 3),
    Case("CIFAR second 3x3", 64, 32, 32, 32, 3),
    Case("3x3, stride 2", 32, 32, 64, 64, 3, 2),
    Case("MobileNet expand 1x1", 128, 19, 64, 192, 1),
    Case("MobileNet project 1x1", 128, 19, 192, 64, 1),
    Case("MobileNet depthwise 3x3", 128, 19, 192, 192, 3, 1, 192),
]

Convolution = Callable[[Any, Any], Any]


def with_kernels(case: Case) -> Convolution:
    return lambda x, w: kernels.conv2d(x, w, case.stride, "same", 1, case.groups)


def with_xla(case: Case) -> Convolution:
    return lambda x, w: lax.conv_general_dilated(
        x,
        w,
        (case.stride, case.stride),
        "SAME",
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
        feature_group_count=case.groups,
    )


def passes(convolve: Convolution) -> list[Callable[..., Any]]:
    """Forward, input gradient, weight gradient, each compiled by itself."""
    return [
        jax.jit(lambda x, w, dy: convolve(x, w)),
        jax.jit(lambda x, w, dy: jax.vjp(lambda x: convolve(x, w), x)[1](dy)),
        jax.jit(lambda x, w, dy: jax.vjp(lambda w: convolve(x, w), w)[1](dy)),
    ]


def seconds(function: Callable[..., Any], *arrays: Any) -> float:
    begin = time.perf_counter()
    jax.block_until_ready(function(*arrays))
    return time.perf_counter() - begin


def best(functions: list[Callable[..., Any]], rounds: int, *arrays: Any) -> list[float]:
    """The best time of each function, measured in alternation."""
    times = [[seconds(f, *arrays) for f in functions] for _ in range(rounds + 2)]
    return [min(column) for column in zip(*times[2:], strict=True)]


def measure(case: Case, rounds: int) -> None:
    rng = np.random.default_rng(0)
    x = jnp.float32(rng.normal(size=(case.batch, case.side, case.side, case.channels)))
    shape = (case.window, case.window, case.channels // case.groups, case.filters)
    w = jnp.float32(rng.normal(size=shape))
    dy = with_xla(case)(x, w)
    both = passes(with_xla(case)) + passes(with_kernels(case))
    times = best(both, rounds, x, w, dy)
    for i, name in enumerate(["forward", "dx", "dw"]):
        xla, ours = times[i], times[i + 3]
        print(
            f"{case.name if i == 0 else '':26}{name:9}"
            f"{xla * 1e3:9.2f}{case.work / xla / 1e9:8.0f}"
            f"{ours * 1e3:9.2f}{case.work / ours / 1e9:8.0f}{xla / ours:8.1f}",
            flush=True,
        )


def measure_loop(case: Case, rounds: int) -> None:
    """A step with a weight gradient by itself, and five of them in a compiled loop."""
    rng = np.random.default_rng(0)
    x = jnp.float32(rng.normal(size=(case.batch, case.side, case.side, case.channels)))
    shape = (case.window, case.window, case.channels // case.groups, case.filters)
    w = jnp.float32(rng.normal(size=shape)) / 10
    for name, convolve in [
        ("XLA", with_xla(case)),
        ("kernels", with_kernels(case)),
    ]:

        def step(w: Any, convolve: Convolution = convolve) -> Any:
            return w - 1e-3 * jax.grad(lambda w: jnp.mean(convolve(x, w) ** 2))(w)

        once = jax.jit(step)
        loop = jax.jit(
            lambda w, step=step: lax.fori_loop(0, 5, lambda _, w: step(w), w)
        )
        alone, inside = best([once, loop], rounds, w)
        print(
            f"{case.name:26}{name:9}{alone * 1e3:9.2f} ms alone"
            f"{inside / 5 * 1e3:9.2f} ms in a loop"
        )


def measure_product(rounds: int) -> None:
    a = jnp.float32(np.random.default_rng(0).normal(size=(2048, 2048)))
    (time_of_product,) = best([jax.jit(lambda a: a @ a)], rounds, a)
    rate = 2 * 2048**3 / time_of_product / 1e9
    print(f"matrix product of 2048: {rate:.0f} GFLOP/s; kernels: {kernels.available()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="part of a name")
    options = parser.parse_args()
    measure_product(options.rounds)
    print(f"{'':35}{'XLA ms':>9}{'GF/s':>8}{'ours ms':>9}{'GF/s':>8}{'ratio':>8}")
    chosen = [case for case in CASES if options.only in case.name]
    for case in chosen:
        measure(case, options.rounds)
    for case in chosen[-1:] + chosen[:1]:
        # Small: what XLA does in a loop can take a thousand times longer.
        measure_loop(case._replace(batch=4), min(options.rounds, 3))


if __name__ == "__main__":
    main()
