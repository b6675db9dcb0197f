"""Folders, series and data sets as batches.

Properties: (1) each file comes once, with the number of its folder; (2) the parts of a
split do not overlap, and are Keras's for the same seed (its rule: shuffle by
`RandomState(seed)`, the last ones are for validation); (3) images are resized as by
JAX's `image.resize` without smoothing; (4) windows hold what their definition says.
"""

from __future__ import annotations

import jax.image
import numpy as np
import pytest

from tengen import Input, layers, models, utils
from tengen.utils.images import resized


@pytest.fixture
def pictures(tmp_path):
    for number, name in enumerate(("cat", "dog")):
        (tmp_path / name).mkdir()
        for at in range(5):
            values = np.full((6, 4, 3), 100 * number + 10 * at, "float64")
            utils.save_img(tmp_path / name / f"{at}.png", values, scale=False)
    return tmp_path


def read(folder, **options):
    options = {"image_size": (6, 4), "verbose": False, **options}
    return utils.image_dataset_from_directory(folder, **options)


def values(dataset):
    return [int(x[0, 0, 0]) for batch in dataset for x in batch[0]]


def test_each_image_comes_once_with_its_folder_s_number(pictures):
    data = read(pictures, shuffle=False, batch_size=4)
    assert data.class_names == ["cat", "dog"]
    assert len(data) == 3 and len(data.file_paths) == 10
    assert values(data) == [0, 10, 20, 30, 40, 100, 110, 120, 130, 140]
    labels = np.concatenate([y for _, y in data])
    assert labels.tolist() == [0] * 5 + [1] * 5 and labels.dtype == np.int32
    x, _ = next(iter(data))
    assert x.shape == (4, 6, 4, 3) and x.dtype == np.float32


def test_each_round_has_an_order_of_its_own(pictures):
    data = read(pictures, seed=1)
    rounds = [values(data) for _ in range(2)]
    assert sorted(rounds[0]) == sorted(rounds[1]) and rounds[0] != rounds[1]
    for x, y in data:
        np.testing.assert_array_equal(x[:, 0, 0, 0] >= 100, y)


@pytest.mark.parametrize(
    ("mode", "shape", "last"),
    [("int", (10,), 1), ("binary", (10, 1), [1.0]), ("categorical", (10, 2), [0, 1])],
)
def test_modes_of_labels(pictures, mode, shape, last):
    _, y = next(iter(read(pictures, label_mode=mode, shuffle=False)))
    assert y.shape == shape and y[-1].tolist() == last


@pytest.mark.parametrize("options", [{"labels": None}, {"label_mode": None}])
def test_images_alone(pictures, options):
    batch = next(iter(read(pictures, **options)))
    assert batch.shape == (10, 6, 4, 3)


def test_labels_of_ones_own_and_single_images(pictures):
    data = read(pictures, labels=[*range(10)], shuffle=False, batch_size=None)
    found = [(int(x[0, 0, 0]), int(y)) for x, y in data]
    assert found[7] == (120, 7)


def test_a_split_is_that_of_keras(pictures):
    options = {"validation_split": 0.3, "seed": 5}
    train = read(pictures, subset="training", **options)
    held = read(pictures, subset="validation", **options)
    order = np.arange(10)
    np.random.RandomState(5).shuffle(order)
    everything = sorted(str(path) for path in pictures.rglob("*.png"))
    assert held.file_paths == [everything[at] for at in order[7:]]
    assert train.file_paths == [everything[at] for at in order[:7]]
    both = read(pictures, subset="both", **options)
    assert [part.file_paths for part in both] == [train.file_paths, held.file_paths]


def test_what_was_found_is_printed(pictures, capsys):
    read(pictures, verbose=True, validation_split=0.2, subset="both", seed=1)
    assert capsys.readouterr().out.splitlines() == [
        "Found 10 files belonging to 2 classes.",
        "Using 8 files for training.",
        "Using 2 files for validation.",
    ]


@pytest.mark.parametrize("method", ["bilinear", "nearest"])
@pytest.mark.parametrize("size", [(3, 9), (11, 4), (5, 7), (1, 1)])
def test_images_are_resized_as_a_network_would(method, size):
    image = np.random.default_rng(0).random((5, 7, 2)).astype("float32")
    expected = jax.image.resize(image, (*size, 2), method, antialias=False)
    np.testing.assert_allclose(resized(image, size, method), expected, atol=1e-6)


def test_cutting_and_filling_keep_proportions():
    image = np.arange(8.0, dtype="float32").reshape(2, 4, 1)
    cut = resized(image, (2, 2), "nearest", "crop")
    np.testing.assert_array_equal(cut, image[:, 1:3])
    filled = resized(image, (4, 4), "nearest", "pad")
    np.testing.assert_array_equal(filled[1:3], image)
    assert not filled[[0, 3]].any()


def test_other_methods_are_pillow_s():
    image = np.full((4, 4, 3), 7.0, "float32")
    assert (resized(image, (2, 3), "bicubic") == 7).all()


def test_channels_first(pictures):
    x, _ = next(iter(read(pictures, data_format="channels_first", image_size=(2, 5))))
    assert x.shape == (10, 3, 2, 5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"validation_split": 0.2}, "both or neither"),
        ({"validation_split": 0.2, "subset": "training"}, "seed"),
        ({"validation_split": 2.0, "subset": "both", "seed": 1}, "validation_split"),
        ({"labels": [1, 2]}, "2 labels; expected 10"),
        ({"labels": "guess"}, "'guess'"),
        ({"label_mode": "one-hot"}, "'one-hot'"),
        ({"class_names": ["cat"]}, "class_names"),
        ({"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True}, "one of them"),
        ({"interpolation": "cubic", "image_size": (3, 3)}, "'cubic'"),
    ],
)
def test_mistakes_are_named(pictures, options, message):
    with pytest.raises(ValueError, match=message):
        next(iter(read(pictures, **options)))


def test_no_folder_and_no_files(tmp_path):
    with pytest.raises(FileNotFoundError, match="no folder"):
        read(tmp_path / "none")
    with pytest.raises(ValueError, match="no file in"):
        read(tmp_path)


def test_a_model_trains_on_a_folder(pictures):
    data = read(pictures, batch_size=4, seed=0).map(lambda x, y: (x / 255, y))
    model = models.Sequential(
        [Input((6, 4, 3)), layers.Flatten(), layers.Dense(1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy")
    losses = model.fit(data, epochs=6, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_texts(tmp_path):
    for name, text in (("bad", "boring"), ("good", "splendid, ä")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.txt").write_text(text, encoding="utf-8")
    data = utils.text_dataset_from_directory(tmp_path, shuffle=False, verbose=False)
    texts, labels = next(iter(data))
    assert texts.tolist() == ["boring", "splendid, ä"] and labels.tolist() == [0, 1]
    short = utils.text_dataset_from_directory(
        tmp_path, shuffle=False, max_length=3, labels=None, verbose=False
    )
    assert next(iter(short)).tolist() == ["bor", "spl"]


@pytest.mark.parametrize("rate", [1, 2])
@pytest.mark.parametrize("stride", [1, 3])
def test_windows_hold_what_their_definition_says(rate, stride):
    series = np.arange(20)
    data = utils.timeseries_dataset_from_array(
        series, series * 10, 4, sequence_stride=stride, sampling_rate=rate, batch_size=3
    )
    found = [(*x, t) for xs, ts in data for x, t in zip(xs, ts, strict=True)]
    last = 20 - 3 * rate
    assert [tuple(map(int, row)) for row in found] == [
        (*range(t, t + 4 * rate, rate), 10 * t) for t in range(0, last, stride)
    ]
    assert len(data) == -(-len(found) // 3)


def test_windows_of_a_part_alone_mixed_and_one_by_one():
    series = np.arange(30)
    part = {"start_index": 10, "end_index": 16}
    data = utils.timeseries_dataset_from_array(series, None, 3, **part)
    assert next(iter(data)).tolist() == [[t, t + 1, t + 2] for t in range(10, 14)]
    mixed = utils.timeseries_dataset_from_array(
        series, series, 3, shuffle=True, seed=1, batch_size=None
    )
    rounds = [[int(t) for _, t in mixed] for _ in range(2)]
    assert sorted(rounds[0]) == [*range(28)] and rounds[0] != rounds[1]
    with pytest.raises(ValueError, match="sequence_length=9"):
        utils.timeseries_dataset_from_array(series, None, 9, end_index=5)


def test_one_data_set_as_two():
    x, y = np.arange(10), np.arange(10) * 2
    left, right = utils.split_dataset((x, y), left_size=0.7)
    assert [int(a) for a, _ in left] == [*range(7)]
    assert [int(b) for _, b in right.batch(3).unbatch()] == [14, 16, 18]
    left, right = utils.split_dataset(x, right_size=4, shuffle=True, seed=3)
    assert (len(left), len(right)) == (6, 4)
    parts = [int(a) for part in (left, right) for a in part]
    assert sorted(parts) == [*range(10)] and parts != [*range(10)]
    batches = utils.Dataset.range(10).batch(2)
    assert [len(part) for part in utils.split_dataset(batches, 3)] == [3, 2]


@pytest.mark.parametrize(
    "sizes", [(None, None), (0, None), (11, None), (1.0, None), (6, 6), (10, None)]
)
def test_impossible_sizes(sizes):
    with pytest.raises(ValueError, match="split_dataset"):
        utils.split_dataset(np.arange(10), *sizes)


def test_elements_have_the_method_of_tensorflow():
    x = next(iter(utils.Dataset.from_tensor_slices(np.ones((4, 2, 3))).batch(2)))
    assert type(x.numpy()) is np.ndarray and x[0].numpy().shape == (2, 3)
    assert isinstance(x[0, 0, 0].numpy(), float)
    assert ["a", "b"][next(iter(utils.Dataset.range(1, 2)))] == "b"


def test_names_are_counted_anew():
    utils.clear_session()
    assert layers.Dense(1).name == "dense"
    assert layers.Dense(1).name == "dense_1"
    utils.clear_session()
    assert layers.Dense(1).name == "dense"
