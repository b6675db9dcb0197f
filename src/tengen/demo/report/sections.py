"""The parts of the report: each makes its markup of the results it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from tengen.demo.report import matrix, pictures
from tengen.demo.results import Classifier, Digits, Results, Textbook, Xor
from tengen.pages import Curve, chart, fixed, section, table, tag, text_tag

_SAMPLES = 42
_MISTAKES = 28


def paragraph(text: str) -> str:
    """Write a paragraph of plain text."""
    return text_tag("p", text)


def summary(results: Results) -> str:
    """Write the figures that matter most."""
    textbook, xor = results.textbook, results.xor
    tiles = [
        (
            "worked example",
            fixed(textbook.errors[-1]),
            f"error after {textbook.rounds:,} rounds; {textbook.errors[0]:.3f} before",
        ),
        ("XOR", f"{xor.right} of 4", "points on the right side"),
    ]
    for trained in results.classifiers:
        count = f"of {len(results.digits.y_test):,} test digits read rightly"
        tiles.append((f"{trained.name} network", _percent(trained.accuracy), count))
    if results.go is not None:
        winner = results.go.tournament.standings[0]
        count = f"of {winner.games} points at Go for {winner.name}, the best player"
        tiles.append(("Go tournament", f"{winner.points:g}", count))
    return tag(
        "dl",
        [
            tag(
                "div",
                [
                    text_tag("dt", name),
                    text_tag("dd", figure, class_="figure"),
                    text_tag("dd", remark),
                ],
            )
            for name, figure, remark in tiles
        ],
        class_="tiles",
    )


def worked_example(done: Textbook) -> str:
    """Write the section on the worked example."""
    drawing = re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", done.drawing)
    rounds = f"{done.rounds:,}"
    outputs = zip(done.targets, done.before, done.after, strict=True)
    return section(
        "worked-example",
        "Backpropagation, number by number",
        [
            paragraph(
                "Two inputs, two hidden neurons, two outputs: the network of the "
                "textbook. This is its first round. Blue is the way forward, from "
                "inputs to outputs; orange the way back, from the error to the new "
                "weights."
            ),
            tag("div", [drawing], class_="wide drawing"),
            tag(
                "div",
                [
                    chart(
                        f"Error over {rounds} rounds",
                        "round",
                        [Curve("error", "forward", done.errors, first=0)],
                        logarithmic=True,
                    ),
                    table(
                        ["output", "target", "at first", "at last"],
                        [
                            [f"o{k}", *map(_nine, numbers)]
                            for k, numbers in enumerate(outputs, start=1)
                        ]
                        + [
                            ["error", "0", _nine(done.errors[0])]
                            + [_nine(done.errors[-1])]
                        ],
                        "numbers",
                    ),
                ],
                class_="pair",
            ),
            tag(
                "p",
                [
                    "Every factor of every derivative: ",
                    text_tag("code", "tengen backprop --explain w5"),
                ],
                class_="hint",
            ),
        ],
    )


def exclusive_or(done: Xor) -> str:
    """Write the section on XOR."""
    epochs = len(done.losses)
    rows = [
        [f"{a:g}, {b:g}", f"{target:g}", f"{output:.3f}", _verdict(output, target)]
        for (a, b), target, output in zip(
            done.points, done.targets, done.outputs, strict=True
        )
    ]
    return section(
        "xor",
        "XOR: what one layer cannot learn",
        [
            paragraph(
                "No straight line parts the points where exactly one input is 1 from "
                "the others, so a perceptron fails. Four hidden neurons (tanh) bend "
                f"the line. One point at a time; {epochs:,} epochs, "
                f"{4 * epochs:,} steps."
            ),
            tag(
                "div",
                [
                    _field(done),
                    tag(
                        "div",
                        [
                            chart(
                                "Loss (cross-entropy)",
                                "epoch",
                                [Curve("loss", "forward", done.losses)],
                                logarithmic=True,
                            ),
                            table(["inputs", "target", "output", ""], rows, "numbers"),
                        ],
                    ),
                ],
                class_="pair",
            ),
        ],
    )


def reading_digits(digits: Digits, classifiers: tuple[Classifier, ...]) -> str:
    """Write the section on the digits."""
    best = max(classifiers, key=lambda trained: trained.accuracy)
    rows = [
        [
            trained.name,
            _percent(trained.accuracy),
            f"{trained.seconds:.1f} s",
            trained.epochs,
            f"{trained.parameters:,}",
            trained.plan,
        ]
        for trained in classifiers
    ]
    remarks = [f"The {t.name} network: {t.remark}." for t in classifiers if t.remark]
    return section(
        "digits",
        f"Reading digits: {digits.title}",
        [
            paragraph(digits.remark),
            table(
                ["network", "test accuracy", "training", "epochs", "weights", "layers"],
                rows,
                "networks",
            ),
            *map(paragraph, remarks),
            tag("div", [*_learning(classifiers)], class_="pair"),
            paragraph(
                "Dashed: training images that were held out, to see whether what is "
                "learned carries over; dropout makes it harder to read while learning "
                "than afterwards. The test images were read once, at the end."
            ),
            tag(
                "div",
                [
                    matrix.drawing(
                        matrix.confusion(digits.y_test, trained.predicted),
                        f"Test digits: the {trained.name} network",
                    )
                    for trained in classifiers
                ],
                class_="pair",
            ),
            text_tag("h3", f"What the {best.name} network sees"),
            _samples(digits, best),
            *_mistakes(digits, best),
        ],
    )


def time_and_machine(results: Results) -> str:
    """Write the section on measurements."""
    textbook, xor = results.textbook, results.xor
    rows = [
        [
            "worked example, NumPy",
            f"{textbook.rounds:,} rounds",
            f"{textbook.seconds:.2f} s",
        ],
        ["XOR", f"{4 * len(xor.losses):,} steps", f"{xor.seconds:.2f} s"],
    ]
    for trained in results.classifiers:
        images = f"{trained.epochs} x {trained.samples:,} images"
        rows.append([f"{trained.name} network", images, f"{trained.seconds:.1f} s"])
    if results.go is not None:
        rows += [
            [f"{run.name} network, Go", f"{run.trained:,} positions"]
            + [f"{run.seconds:.1f} s"]
            for run in results.go.runs
        ]
        games = f"{len(results.go.tournament.games)} games"
        rows.append(["Go with its tournament", games, f"{results.go.seconds:.1f} s"])
    rows.append(["in all", "", f"{results.seconds:.1f} s"])
    return section(
        "machine",
        "Time and machine",
        [
            paragraph("With compilation, and with validation where there is any."),
            tag(
                "div",
                [
                    table(["step", "work", "time"], rows, "numbers"),
                    table(["machine", ""], results.machine.facts, "facts"),
                ],
                class_="pair",
            ),
        ],
    )


def _nine(value: float) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".")  # as the textbook prints


def _percent(part: float) -> str:
    return f"{100 * part:.2f} %"


def _verdict(output: float, target: float) -> str:
    return "right" if (output > 0.5) == (target > 0.5) else "wrong"


def _field(done: Xor) -> str:
    """Draw the network's output over the plane of its inputs, with the four points."""
    side, margin = 320, 1
    reach = side / 1.5  # pixels from input 0 to input 1

    def place(point: np.ndarray) -> tuple[float, float]:
        x, y = (point + 0.25) * reach
        return round(margin + x, 1), round(margin + side - y, 1)

    image = pictures.field(done.field)
    parts = [
        tag("image", href=image, x=margin, y=margin, width=side, height=side),
        tag("rect", x=margin, y=margin, width=side, height=side, class_="border"),
    ]
    for point, target, output in zip(
        done.points, done.targets, done.outputs, strict=True
    ):
        x, y = place(point)
        look = "one" if target > 0.5 else "zero"
        parts.append(tag("circle", cx=x, cy=y, r=15, class_=look))
        parts.append(text_tag("text", f"{target:g}", x=x, y=y + 6, class_="target"))
        words = f"{output:.3f}"
        parts.append(text_tag("text", words, x=x, y=y + 31, class_="output"))
    title = "Output for every pair of inputs"
    size = side + 2 * margin
    picture = tag(
        "svg", parts, viewBox=f"0 0 {size} {size}", role="img", aria_label=title
    )
    return tag(
        "figure",
        [
            text_tag("figcaption", title),
            picture,
            text_tag("p", "blue 0, orange 1; in the circles what it should be"),
        ],
        class_="chart field",
    )


def _learning(classifiers: tuple[Classifier, ...]) -> Iterable[str]:
    for name, title in (("loss", "Loss (cross-entropy)"), ("accuracy", "Accuracy")):
        drawn = []
        for trained in classifiers:
            look = trained.name
            drawn.append(Curve(trained.name, look, trained.history[name]))
            held_out = trained.history[f"val_{name}"]
            drawn.append(Curve(f"{trained.name}, held out", f"{look} dashed", held_out))
        yield chart(title, "epoch", drawn)


def _samples(digits: Digits, trained: Classifier) -> str:
    predicted = trained.predicted
    # Spread over the whole test set, so that many writers are seen.
    chosen = np.linspace(0, len(predicted) - 1, _SAMPLES).round().astype(int)
    note = f"{_SAMPLES} test digits, evenly spread, and what they are taken for"
    return _gallery(digits, trained, chosen, note)


def _mistakes(digits: Digits, trained: Classifier) -> Iterable[str]:
    wrong = np.flatnonzero(trained.predicted != digits.y_test)
    if not len(wrong):
        return
    surest = wrong[np.argsort(-trained.probabilities[wrong].max(-1))][:_MISTAKES]
    yield text_tag("h3", "Where it errs")
    note = f"{len(wrong):,} of {len(digits.y_test):,} test digits are misread"
    if len(wrong) > len(surest):
        note += f"; these are the {len(surest)} of which it is surest"
    yield _gallery(digits, trained, surest, note)


def _gallery(digits: Digits, trained: Classifier, chosen: np.ndarray, note: str) -> str:
    items = []
    for index in chosen.tolist():
        truth, guess = int(digits.y_test[index]), int(trained.predicted[index])
        is_right = truth == guess
        words = f"a {truth}, taken for a {guess}"
        caption = [text_tag("b", guess)]
        if not is_right:
            caption.append(text_tag("span", f"is {truth}"))
        image = pictures.digit(digits.x_test[index], words)
        look = "sample" if is_right else "sample wrong"
        items.append(tag("li", [image, tag("p", caption)], class_=look))
    return paragraph(note + ":") + tag("ul", items, class_="gallery")
