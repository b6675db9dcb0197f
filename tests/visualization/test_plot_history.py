"""`plot_history`: the right numbers at the right epochs, a panel per quantity.

Properties: (1) curves are the history's numbers; (2) training is dots and validation a
line; (3) epochs count from 1, go on after a pause, and validation may be rarer;
(4) what is unknown is named; (5) pyplot is left alone.
"""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from tengen import Sequential, callbacks, layers
from tengen.visualization import curves_of, plot_history

RECORD = {
    "loss": [0.9, 0.5, 0.4, 0.3],
    "accuracy": [0.5, 0.7, 0.8, 0.9],
    "val_loss": [0.8, 0.6, 0.5, 0.6],
    "val_accuracy": [0.6, 0.7, 0.7, 0.6],
    "learning_rate": [0.1, 0.1, 0.01, 0.01],
}


def test_a_panel_per_quantity_and_what_is_in_it():
    figure = plot_history(RECORD)
    assert [a.get_title() for a in figure.axes] == ["loss", "accuracy", "learning_rate"]
    training, validation = figure.axes[0].lines
    np.testing.assert_array_equal(training.get_xdata(), [1, 2, 3, 4])
    np.testing.assert_array_equal(training.get_ydata(), RECORD["loss"])
    np.testing.assert_array_equal(validation.get_ydata(), RECORD["val_loss"])
    assert (training.get_marker(), training.get_linestyle()) == ("o", "None")
    assert validation.get_linestyle() == "-"
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert labels == ["training", "validation"]
    assert figure.axes[2].get_legend() is None


def test_chosen_quantities_in_the_order_they_are_named():
    assert [c.name for c in curves_of(RECORD, ["accuracy", "loss"])] == [
        *("accuracy", "loss")
    ]
    assert [c.name for c in curves_of(RECORD, "loss")] == ["loss"]
    with pytest.raises(ValueError, match="'acuracy'[\\s\\S]*did you mean 'accuracy'"):
        plot_history(RECORD, ["acuracy"])
    with pytest.raises(ValueError, match="no epochs"):
        plot_history({})
    with pytest.raises(ValueError, match="no epochs"):
        plot_history(callbacks.History())


def test_validation_that_is_done_less_often():
    record = {"loss": [4.0, 3.0, 2.0, 1.0, 0.5], "val_loss": [3.5, 1.5]}
    (curves,) = curves_of(record)
    assert curves.training[0] == [1, 2, 3, 4, 5]
    assert curves.validation == ([2, 4], [3.5, 1.5])
    (only,) = curves_of({"val_loss": [1.0, 2.0]})
    assert only.training == ([], []) and only.validation[0] == [1, 2]


def test_what_fit_returns():
    model = Sequential([layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse", metrics=["mae"])
    x, y = np.ones((8, 2)), np.ones((8, 1))
    model.fit(x, y, epochs=2, verbose=0)
    history = model.fit(
        x, y, epochs=5, initial_epoch=2, validation_data=(x, y), verbose=0
    )
    loss, mae = curves_of(history)
    assert loss.training == ([3, 4, 5], history.history["loss"])
    assert mae.validation == ([3, 4, 5], history.history["val_mae"])
    assert len(plot_history(history).axes) == 2


def test_rows_of_panels_and_files(tmp_path):
    record = {f"output{n}_loss": [1.0, 0.5] for n in range(5)}
    figure = plot_history(record, to_file=tmp_path / "history.svg")
    assert len(figure.axes) == 5
    assert tuple(figure.get_size_inches()) == (3 * 4.6, 2 * 3.2)
    assert (tmp_path / "history.svg").read_bytes().startswith(b"<?xml")
    with pytest.raises(FileNotFoundError):
        plot_history(record, to_file=tmp_path / "away" / "history.png")


def test_pyplot_is_left_alone(tmp_path):
    script = (
        "import sys; from tengen.visualization import plot_history\n"
        "assert 'matplotlib' not in sys.modules and 'igraph' not in sys.modules\n"
        "plot_history({'loss': [1.0, 0.5]}, to_file=sys.argv[1])\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "history.png"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
