"""The end of a run: the last evaluation, the network's file, and a page about it."""

from __future__ import annotations

import dataclasses
import json
import os
from typing import TYPE_CHECKING, Any

import numpy as np

import tengen.pages as pages
from tengen.go.board import Board
from tengen.go.data import Positions
from tengen.go.drawing import board_svg
from tengen.go.points import BLACK, point_text
from tengen.go.training.checkpoint import Place
from tengen.go.training.display import Display, describe
from tengen.go.training.evaluation import Evaluation, Scores, evaluate, predictions
from tengen.go.training.journal import Journal, read_journal
from tengen.go.training.model_file import write_model
from tengen.go.training.plan import Plan

if TYPE_CHECKING:
    from tengen.go.training.loop import Result

_BOARDS = 9
_LOOKS = ("blue", "orange", "plum")


def finish(
    plan: Plan,
    model: Any,
    place: Place,
    held_out: Positions,
    journal: Journal,
    display: Display,
) -> Result:
    """Evaluate the trained network, write its file, results and page."""
    from tengen.go.training.loop import Result, write_validation

    if plan.ema:
        model.optimizer.finalize_variable_values(model.trainable_variables)
    last = evaluate(model, held_out, plan.validation_positions)  # ends the curves
    write_validation(journal, "validation", plan, place, last)
    found = evaluate(model, held_out, plan.final_positions)
    write_validation(journal, "final", plan, place, found)
    path = plan.folder / "model.keras"
    write_model(model, path)
    results = {
        "network": plan.network,
        "parameters": model.count_params(),
        "trainable": sum(weight.size for weight in model.trainable_weights),
        "steps": place.step,
        "trained": place.step * plan.batch_size,
        "seconds": round(place.seconds, 1),
        **found.as_dict(),
    }
    pages.write_whole(plan.folder / "result.json", json.dumps(results, indent=2) + "\n")
    page = plan.folder / "report.html"
    pages.write_whole(page, write_page(plan, model, held_out, results, found))
    display.say(f"{found.overall.positions:,} held-out positions: ")
    display.say(f"  {describe(found.overall)}")
    for name, scores in found.phases.items():
        display.say(f"  {name:<8} {describe(scores)}")
    for sentence in found.dead:
        display.warn(sentence)
    display.say(f"{path} ({os.path.getsize(path):,} bytes), {page}")
    return Result(model, True, place.step, place.seconds, found, path)


def write_page(
    plan: Plan,
    model: Any,
    held_out: Positions,
    results: dict[str, Any],
    found: Evaluation,
) -> str:
    """Return a page with results, learning curves and positions."""
    log = read_journal(plan.folder / "log.jsonl")
    lead = (
        f"{results['parameters']:,} parameters, {results['trained']:,} positions, "
        f"{results['seconds'] / 60:.1f} minutes."
    )
    main = [
        pages.section("results", "On held-out games", [_table(found)]),
        pages.section("curves", "Learning curves", [_curves(log)]),
        pages.section("positions", "Positions", _positions(model, held_out)),
        pages.section("plan", "How it was trained", [_plan_table(plan)]),
    ]
    return pages.page(f"Network {plan.network}", lead, main)


def _table(found: Evaluation) -> str:
    columns = {
        "all": found.overall,
        **{name: scores for name, scores in found.phases.items()},
    }
    head = ["", *columns]
    rows = []
    for field in dataclasses.fields(Scores):
        values = [getattr(scores, field.name) for scores in columns.values()]
        if values[0] is not None:
            rows.append([field.name.replace("_", " "), *map(_figure, values)])
    return pages.table(head, rows, "numbers")


def _figure(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"


class _Line(pages.Curve):
    """A curve over thousands of positions: values are pairs `(n, 2)`."""

    def points(self) -> Any:
        return np.asarray(self.values, "float64")


def _curves(log: list[dict[str, Any]]) -> str:
    training = [line for line in log if line["kind"] == "training"]
    checked = [line for line in log if line["kind"] == "validation"]
    wanted = [
        ("Loss while training", training, {"loss": "loss"}),
        (
            "Share of moves found",
            checked,
            {"policy_top1": "first", "policy_top5": "among the first five"},
        ),
        ("Error of the value", checked, {"value_mse": "mean squared error"}),
        ("Learning rate", training, {"rate": "rate"}),
    ]
    charts = []
    for title, lines, names in wanted:
        curves = [
            _Line(label, look, points)
            for look, (key, label) in zip(_LOOKS, names.items(), strict=False)
            if len(points := _points(lines, key)) > 1
        ]
        if curves:
            charts.append(pages.chart(title, "thousands of positions", curves))
    return pages.tag("div", charts, class_="pair")


def _points(lines: list[dict[str, Any]], key: str) -> list[tuple[float, float]]:
    return [
        (line["trained"] / 1000, line[key])
        for line in lines
        if line.get(key) is not None
    ]


def _positions(model: Any, held_out: Positions) -> list[str]:
    """Draw some held-out positions with the network's probabilities."""
    upright = Positions(
        held_out.archive,
        part="held out",
        planes=held_out.planes,
        outputs=held_out.outputs,
        symmetry="none",
    )
    batch = upright.at(0, min(_BOARDS, upright.available))
    policy, value = predictions(model, batch.x)
    figures = []
    for index in range(len(batch.games)):
        game = held_out.archive.game(int(batch.games[index]))
        ply = int(batch.plies[index])
        colour, point = game.moves[ply]
        played = point_text(point, held_out.size)
        board = board_after(game, ply)
        last = game.moves[ply - 1][1] if ply else None
        words = f"move {ply + 1}: {'Black' if colour == BLACK else 'White'} {played}"
        if value is not None:
            words += f"; White wins {100 * float(value[index]):.0f} %"
            words += f" (record {100 * float(batch.value[index]):.0f} %)"
        drawing = board_svg(
            board,
            last_move=last,
            probabilities=None if policy is None else policy[index],
            marks={point: "square"},
            title=words,
        )
        caption = pages.text_tag("figcaption", words)
        figures.append(pages.tag("figure", [drawing, caption]))
    lead = "The disks are the network's probabilities, the square is the move played."
    return [pages.text_tag("p", lead), pages.tag("div", figures, class_="pair")]


def board_after(game: Any, ply: int) -> Board:
    """Return the board of a recorded game after `ply` moves."""
    board = Board(game.size, rules="tromp-taylor", komi=game.komi)
    board.put(black=game.setup_black, white=game.setup_white)
    for colour, point in game.moves[:ply]:
        board.play(point, colour)
    return board


def _plan_table(plan: Plan) -> str:
    fields = dataclasses.asdict(plan).items()
    rows = [[name.replace("_", " "), str(v)] for name, v in fields if v is not None]
    return pages.table(["", ""], rows, "facts")
