"""Files written by real Keras 2.15 and 3.15, stored here: they predict and train alike.

Properties: (1) predictions agree within 1e-5; (2) training goes on with the optimizer's
state: further epochs give Keras's losses; (3) weights can be loaded into a model built
here, from every kind of file; (4) damaged ones are refused without crash or delay.
"""

from __future__ import annotations

import io
import json
import time
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest
from attacks import mutate
from keras_networks import NETWORKS

import tengen
from tengen import models

ARCHIVE = Path(__file__).parent / "data" / "keras_files.zip"


def _names():
    with zipfile.ZipFile(ARCHIVE) as archive:
        return [n for n in archive.namelist() if not n.endswith(".json")]


NAMES = _names()
WHOLE = [name for name in NAMES if not name.endswith(".weights.h5")]


def unpacked(name, folder):
    """Write one file of the archive; return its path and what Keras says of it."""
    with zipfile.ZipFile(ARCHIVE) as archive:
        path = folder / name.replace("/", "-")
        path.write_bytes(archive.read(name))
        facts = name.removesuffix(".weights.h5").rsplit(".", 1)[0] + ".json"
        if name.endswith(".weights.h5"):
            facts = name.removesuffix(".weights.h5") + ".json"
        return path, json.loads(archive.read(facts))


def network_of(name):
    return NETWORKS[name.split("/")[1].split("-")[0]]


@pytest.mark.parametrize("name", WHOLE)
def test_they_predict_and_train_as_in_keras(name, tmp_path):
    path, facts = unpacked(name, tmp_path)
    _, x, y, _, _ = network_of(name)(tengen)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # nothing of the file is ignored
        model = models.load_model(path)
    predictions = model.predict(x, verbose=0)
    np.testing.assert_allclose(predictions, facts["predictions"], atol=1e-5)
    history = model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0).history
    assert set(history) == set(facts["history"])
    for key, values in facts["history"].items():
        np.testing.assert_allclose(history[key], values, rtol=2e-4, err_msg=key)


@pytest.mark.parametrize("name", NAMES)
def test_their_weights_fit_a_model_built_here(name, tmp_path):
    path, facts = unpacked(name, tmp_path)
    model, x, *_ = network_of(name)(tengen)
    model.load_weights(path)
    predictions = model.predict(x, verbose=0)
    np.testing.assert_allclose(predictions, facts["predictions"], atol=1e-5)


@pytest.mark.parametrize("name", ["keras3/images-adam.keras", "keras2/images-adam.h5"])
def test_damaged_ones_are_refused_or_harmless(name, tmp_path):
    path, _ = unpacked(name, tmp_path)
    content = path.read_bytes()
    for seed in range(40):
        path.write_bytes(mutate(content, seed))
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                models.load_model(path)
            except ValueError as error:
                assert path.name in str(error)
        assert time.process_time() - start < 2


def test_json_of_keras_2_is_understood():
    with zipfile.ZipFile(ARCHIVE) as archive:
        whole = io.BytesIO(archive.read("keras2/images-adam.keras"))
    with zipfile.ZipFile(whole) as inner:
        text = inner.read("config.json").decode()
    model = models.model_from_json(text)
    assert model.count_params() == network_of("x/images")(tengen)[0].count_params()
    assert model.compiled
