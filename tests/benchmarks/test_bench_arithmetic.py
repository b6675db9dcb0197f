"""Multiply-adds: counted by formulas, and again from the kernels of real models."""

from __future__ import annotations

import importlib
from math import prod

import pytest

import tengen
from benchmarks import arithmetic
from benchmarks.arithmetic import PIECES, Pieces
from benchmarks.workloads import WORKLOADS
from tengen import layers

DENSE_AND_CONVOLUTIONS = [name for name in PIECES if name != "tickets.tickets"]


def build(name: str) -> object:
    family, model = name.split(".")
    return getattr(importlib.import_module(f"benchmarks.models.{family}"), model)(
        tengen
    )


def from_kernels(model: object) -> list[int]:
    """Multiply-adds of each layer with a kernel: its size times the positions."""
    counts = []
    for layer in model.layers:
        if isinstance(layer, layers.Conv2DTranspose):
            positions = prod(layer.input.shape[1:3])
        elif isinstance(layer, layers.Conv2D | layers.DepthwiseConv2D):
            positions = prod(layer.output.shape[1:3])
        elif isinstance(layer, layers.Dense):
            positions = 1
        else:
            continue
        counts.append(prod(layer.trainable_variables[0].shape) * positions)
    return counts


@pytest.mark.parametrize("name", DENSE_AND_CONVOLUTIONS)
def test_formulas_agree_with_the_kernels_of_the_model(name: str) -> None:
    counts = from_kernels(build(name))

    assert PIECES[name].forward == sum(counts)
    assert PIECES[name].first == counts[0]


def test_tickets_by_hand() -> None:
    title = 10 * 4 * 128 * (64 + 128)
    body = 100 * 4 * 32 * (64 + 32)
    assert PIECES["tickets.tickets"] == Pieces(0, title + body + 172 * 5)


def test_the_first_layer_saves_the_gradient_of_its_input() -> None:
    assert Pieces(first=10, others=100).training == 2 * 10 + 3 * 100


def test_a_residual_step_by_hand() -> None:
    stem, tower = 361 * 9 * 31 * 64, 12 * 361 * 9 * 64 * 64
    heads = 2 * 361 * 64 + 361 * 50 + 50
    assert WORKLOADS["go_residual"].operations == 2 * 128 * (
        2 * stem + 3 * (tower + heads)
    )
    assert WORKLOADS["go_residual_8"].operations == 2 * 8 * (stem + tower + heads)


def test_a_depthwise_convolution_sees_one_channel_at_a_time() -> None:
    assert arithmetic.depthwise(361, 9, 192) == arithmetic.conv(361, 9, 1, 192)
