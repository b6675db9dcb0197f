"""What networks cost, and what fits a limit.

Properties: (1) multiply-adds are those of formulas written down here by hand, for every
layer that multiplies; (2) nothing that is found exceeds its limit, it is the widest of
its depth, and a larger limit leaves no fewer parameters in use; (3) what cannot fit is
an error that says how far off it is; (4) measured speeds are there for every batch, and
measuring leaves the network as it was; (5) the table has every network, and its page is
written whole.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tengen import Input, layers, models
from tengen.cli import main
from tengen.go.networks import NETWORKS, table
from tengen.go.sizing import cost, fitting, speed


def test_multiply_adds_layer_by_layer() -> None:
    board = Input((9, 7, 4))
    x = layers.Conv2D(6, 3, padding="same")(board)
    x = layers.Conv2D(6, 3, strides=2, groups=2)(x)  # 4 x 3 places
    x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2)(x)
    x = layers.SeparableConv2D(5, 3, padding="same")(x)
    x = layers.Dense(8)(x)
    x = layers.Reshape((12, 8))(x)
    x = layers.EinsumDense("npc,c->np", (12,), bias_axes="p")(x)
    model = models.Model(board, layers.Dense(2)(x))
    places, fewer = 9 * 7, 4 * 3
    by_hand = [
        places * 9 * 4 * 6,
        fewer * 9 * 3 * 6,
        fewer * 9 * 6 * 2,
        fewer * (9 * 12 + 12 * 5),
        fewer * 5 * 8,
        fewer * 8,
        fewer * 2,
    ]
    assert cost(model).multiply_adds == sum(by_hand)
    inside = models.Sequential([Input((9, 7, 4)), model])
    assert cost(inside).multiply_adds == sum(by_hand)


def test_alphagos_multiply_adds() -> None:
    by_hand = 361 * (25 * 48 * 192 + 11 * 9 * 192 * 192 + 192)
    assert cost(NETWORKS["alphago-policy"]()).multiply_adds == by_hand


def test_statistics_count_as_parameters_that_are_not_trained() -> None:
    counted = cost(NETWORKS["plain"](filters=8, blocks=3))
    assert counted.parameters - counted.trainable == 3 * 2 * 8


@pytest.mark.parametrize("name", ["plain", "mobile-se", "mixnet", "katago"])
def test_nothing_exceeds_its_limit_and_it_is_the_widest(name: str) -> None:
    family, limit = NETWORKS[name], 10_000
    found = fitting(family, limit, size=9, few=1)
    assert len(found) == 1
    for fit in found:
        model = family(size=9, filters=fit.filters, blocks=fit.blocks)
        assert model.count_params() == fit.cost.parameters <= limit
        wider = family.filters[family.filters.index(fit.filters) + 1]
        next_model = family(size=9, filters=wider, blocks=fit.blocks)
        assert next_model.count_params() > limit or wider > 24 * fit.blocks


def test_a_larger_limit_uses_no_fewer_parameters() -> None:
    used = [
        max(fit.cost.parameters for fit in fitting(NETWORKS["plain"], limit, few=1))
        for limit in (4_000, 8_000, 16_000)
    ]
    assert used == sorted(used) and used[0] < used[-1]


def test_what_cannot_fit_is_an_error() -> None:
    with pytest.raises(ValueError, match="exercise.*smallest.*more than 1,000"):
        fitting(NETWORKS["exercise"], 1_000)


def test_speeds_are_measured_on_a_copy() -> None:
    model = NETWORKS["plain"](size=9, filters=8, blocks=2)
    before = model.get_weights()
    measured = speed(model, batches=(1, 3), rounds=1)
    assert set(measured.evaluation) == {1, 3}
    assert min(*measured.evaluation.values(), measured.training) > 0
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_page_has_every_network(tmp_path: Path) -> None:
    page = tmp_path / "networks.md"
    table.write_page(table.defaults(size=9), page)
    text = page.read_text(encoding="utf-8")
    assert all(f"| {name} |" in text for name in NETWORKS)
    assert [path.name for path in tmp_path.iterdir()] == ["networks.md"]


def test_sizes_on_the_command_line() -> None:
    command = ["go", "size", "--network", "plain", "--size", "9", "--few", "1"]
    result = CliRunner().invoke(main, [*command, "--params-max", "20000"])
    assert result.exit_code == 0
    assert "plain" in result.stdout and "parameters" in result.stdout
    result = CliRunner().invoke(main, [*command, "--params-max", "20"])
    assert result.exit_code == 1
    assert "more than 20" in result.output
