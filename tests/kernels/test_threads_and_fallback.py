"""The same bits from one thread and from many; and XLA where the kernels are not."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tengen import kernels


def results() -> list[Any]:
    """A convolution network's loss and gradients, with everything that we have."""
    rng = np.random.default_rng(0)
    x = jnp.float32(rng.normal(size=(9, 18, 17, 20)))
    parameters = [
        jnp.float32(rng.normal(size=shape) / 10)
        for shape in [(3, 3, 20, 24), (3, 3, 24, 1), (1, 1, 24, 33), (5, 5, 33, 16)]
    ]

    def loss(parameters: list[Any], x: Any) -> Any:
        first, second, third, fourth = parameters
        y = kernels.conv2d(x, first, 1, "same", bias=first[0, 0, 0], activation="relu")
        y = kernels.depthwise_conv2d(y, second, 1, "same")
        y, _, _ = kernels.batch_norm_training(y)
        y = kernels.max_pool2d(kernels.conv2d(y, third))
        return kernels.conv2d(y, fourth, 2, "same").var()

    return jax.tree.leaves(jax.jit(jax.value_and_grad(loss, (0, 1)))(parameters, x))


def bits() -> str:
    """A digest of what each kernel computes, without sums of XLA's between them."""
    rng = np.random.default_rng(0)
    x = jnp.float32(rng.normal(size=(9, 18, 17, 20)))
    digest = hashlib.sha256()

    def add(function: Any, *arrays: Any) -> None:
        y, pull = jax.vjp(function, *arrays)
        for value in jax.tree.leaves((y, pull(y))):
            digest.update(np.asarray(value).tobytes())

    for shape, groups in [((3, 3, 20, 24), 1), ((5, 5, 20, 9), 1), ((3, 3, 1, 20), 20)]:
        kernel = jnp.float32(rng.normal(size=shape))
        add(lambda x, k, g=groups: kernels.conv2d(x, k, 1, "same", 1, g), x, kernel)
    add(lambda x: kernels.max_pool2d(x, 3, 2, "same"), x)
    digest.update(np.asarray(kernels.batch_norm_training(x)[2]).tobytes())
    return digest.hexdigest()


def run_in_process(change: str) -> list[str]:
    """A fresh process: whether kernels served it, `bits`, and the spread of results."""
    code = f"{change}\nfrom kernels import test_threads_and_fallback as t\nt.report()"
    path = str(Path(__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def report() -> None:
    print(kernels.available(), bits(), *(float(v.std()) for v in results()[1:]))


needs_kernels = pytest.mark.skipif(
    not kernels.available(), reason="the compiled kernels are missing or switched off"
)


@needs_kernels
@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity") or (os.cpu_count() or 1) < 2,
    reason="threads cannot be counted here",
)
def test_results_do_not_depend_on_the_number_of_threads() -> None:
    alone = run_in_process(
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
    )
    together = run_in_process("")
    assert alone[:2] == together[:2] == ["True", alone[1]]


@pytest.mark.parametrize(
    "change",
    [
        "import os; os.environ['TENGEN_KERNELS'] = 'xla'",
        "import sys; sys.modules['tengen._native'] = None",
    ],
    ids=["switched off", "without the module"],
)
def test_the_package_works_without_kernels(change: str) -> None:
    served, _, *figures = run_in_process(change)
    assert served == "False"
    expected = [float(value.std()) for value in results()[1:]]
    np.testing.assert_allclose(np.array(figures, float), expected, rtol=1e-3)


@needs_kernels
@pytest.mark.parametrize("isa", ["portable", "avx2"])
def test_older_processors(isa: str) -> None:
    _, _, *figures = run_in_process(f"import os; os.environ['TENGEN_ISA'] = '{isa}'")
    expected = [float(value.std()) for value in results()[1:]]
    np.testing.assert_allclose(np.array(figures, float), expected, rtol=1e-3)


@needs_kernels
def test_kernels_are_chosen_when_lowering_for_cpu_only() -> None:
    x, kernel = jnp.ones((1, 8, 8, 16)), jnp.ones((3, 3, 16, 16))
    traced = jax.jit(kernels.conv2d).trace(x, kernel)
    assert "tengen_conv" in traced.lower(lowering_platforms=("cpu",)).as_text()
    on_gpu = traced.lower(lowering_platforms=("cuda",)).as_text()
    assert "convolution" in on_gpu and "tengen_conv" not in on_gpu
