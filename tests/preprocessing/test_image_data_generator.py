"""Images changed at random, against Keras 3.15, NumPy, and what the arguments say.

Properties: (1) given changes do what Keras does (on square images: it mixes up height
and width elsewhere); (2) what is drawn lies in the ranges that were given, and in all
of them; (3) statistics are those of the data; (4) flows hold every sample once per
epoch, split as Keras splits, and go together when they share a seed; (5) folders and
tables of files are read with the classes they say; (6) models train on all of these.
"""

from __future__ import annotations

import numpy as np
import pytest

from tengen import Input, layers, models, optimizers, utils
from tengen.preprocessing import image
from tengen.preprocessing.image import ImageDataGenerator

from .cases import AFFINE, FITTED

AXES = {"row_axis": 0, "col_axis": 1, "channel_axis": 2}


@pytest.mark.parametrize("at", range(len(AFFINE)))
def test_affine_changes_are_those_of_keras(keras_numbers, at):
    x = np.arange(5 * 5 * 2, dtype="float64").reshape(5, 5, 2) ** 1.5
    found = image.apply_affine_transform(x, **AFFINE[at], **AXES)
    np.testing.assert_allclose(found, keras_numbers["affine"][at], atol=1e-9)
    first = {"row_axis": 1, "col_axis": 2, "channel_axis": 0}
    turned = image.apply_affine_transform(x.transpose(2, 0, 1), **AFFINE[at], **first)
    np.testing.assert_allclose(turned.transpose(1, 2, 0), found, atol=1e-9)


def test_height_is_height_and_width_is_width():
    x = np.arange(12.0).reshape(3, 4, 1)
    down = image.apply_affine_transform(x, ty=1, **AXES)
    np.testing.assert_array_equal(down[:2], x[1:])
    side = image.apply_affine_transform(x, tx=1, **AXES)
    np.testing.assert_array_equal(side[:, :3], x[:, 1:])
    half_turn = image.apply_affine_transform(x, theta=180, **AXES)
    np.testing.assert_allclose(half_turn, x[::-1, ::-1], atol=1e-9)


def test_other_changes_are_those_of_keras(keras_numbers):
    x = np.arange(27.0).reshape(3, 3, 3)
    cases = [
        {"channel_shift_intensity": 5.0},
        {"flip_horizontal": True},
        {"flip_vertical": True, "channel_shift_intensity": -4.0},
    ]
    for case, expected in zip(cases, keras_numbers["changed"], strict=True):
        found = ImageDataGenerator().apply_transform(x, case)
        np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize(
    ("values", "brightness", "expected"),
    [
        ([0, 100, 200], 1.5, [0, 150, 255]),
        ([0, 100, 200], 0.5, [0, 50, 100]),
        ([0, 0.5, 1], 1.5, [0, 0.75, 1]),
        ([-1, 0, 1], 0.5, [-1, -0.5, 0]),
    ],
)
def test_brightness_stays_in_the_range_of_the_image(values, brightness, expected):
    x = np.array(values, "float64").reshape(1, -1, 1)
    found = ImageDataGenerator().apply_transform(x, {"brightness": brightness})
    np.testing.assert_allclose(found.ravel(), expected)


@pytest.mark.parametrize("at", range(len(FITTED)))
def test_statistics_are_those_of_keras(keras_numbers, at):
    x = np.random.RandomState(3).rand(9, 3, 2, 2)
    generator = ImageDataGenerator(**FITTED[at])
    generator.fit(x)
    found = generator.standardize(x[0].astype("float32"))
    np.testing.assert_allclose(found, keras_numbers["fitted"][at], rtol=2e-3, atol=1e-4)


def test_whitened_pixels_are_uncorrelated():
    rng = np.random.default_rng(0)
    x = rng.random((500, 2, 2, 1)) @ np.ones((1, 1)) + rng.random((500, 1, 1, 1))
    generator = ImageDataGenerator(zca_whitening=True)
    generator.fit(x)
    white = generator.standardize(x).reshape(500, 4)
    np.testing.assert_allclose(white.T @ white / 500, np.eye(4), atol=1e-3)


def drawn(shape=(20, 10, 3), rounds=400, **arguments):
    generator = ImageDataGenerator(**arguments)
    return [generator.get_random_transform(shape, seed) for seed in range(rounds)]


@pytest.mark.parametrize(
    ("arguments", "name", "low", "high"),
    [
        ({"rotation_range": 30}, "theta", -30, 30),
        ({"shear_range": 5.0}, "shear", -5, 5),
        ({"width_shift_range": 0.2}, "tx", -2, 2),
        ({"height_shift_range": 0.2}, "ty", -4, 4),
        ({"height_shift_range": 3.0}, "ty", -3, 3),
        ({"zoom_range": 0.3}, "zx", 0.7, 1.3),
        ({"zoom_range": (0.5, 0.9)}, "zy", 0.5, 0.9),
        ({"channel_shift_range": 7.0}, "channel_shift_intensity", -7, 7),
        ({"brightness_range": (0.2, 0.6)}, "brightness", 0.2, 0.6),
    ],
)
def test_what_is_drawn_fills_its_range(arguments, name, low, high):
    values = np.array([changes[name] for changes in drawn(**arguments)])
    assert low <= values.min() and values.max() <= high
    width = high - low
    assert values.min() < low + 0.05 * width and values.max() > high - 0.05 * width
    assert abs(values.mean() - (low + high) / 2) < 0.1 * width
    untouched = ImageDataGenerator().get_random_transform((20, 10, 3))
    others = {k for k in untouched if not k.startswith(name[0])}
    for changes in drawn(rounds=3, **arguments):
        assert {k: changes[k] for k in others} == {k: untouched[k] for k in others}


def test_shifts_by_whole_pixels_and_by_lists():
    values = {changes["tx"] for changes in drawn(width_shift_range=3)}
    assert values == {-2.0, -1.0, 0.0, 1.0, 2.0}
    values = {changes["ty"] for changes in drawn(height_shift_range=[1, 4])}
    assert values == {-4.0, -1.0, 1.0, 4.0}


def test_half_of_the_images_are_mirrored():
    flips = [c["flip_horizontal"] for c in drawn(horizontal_flip=True)]
    assert 150 < sum(flips) < 250
    assert not any(c["flip_vertical"] for c in drawn(horizontal_flip=True))


def test_random_functions_stay_in_their_ranges():
    np.random.seed(0)
    x = np.arange(75.0).reshape(3, 5, 5)
    for function, argument in [
        (image.random_rotation, (20,)),
        (image.random_shift, (0.2, 0.4)),
        (image.random_shear, (10,)),
        (image.random_zoom, ((0.5, 0.9),)),
        (image.random_channel_shift, (10,)),
        (image.random_brightness, ((0.5, 0.9),)),
    ]:
        found = function(x, *argument)
        assert found.shape == x.shape
        assert (found != x).any()
    assert image.random_brightness(x, (0.5, 0.9)).max() <= 0.9 * 255


X = np.arange(10.0)[:, None, None, None] * np.ones((10, 4, 4, 1))


def test_an_epoch_holds_every_sample_once_in_an_order_of_its_own():
    flow = ImageDataGenerator().flow(X, np.arange(10), batch_size=4, seed=3)
    assert len(flow) == 3
    epochs = [[next(flow) for _ in range(3)] for _ in range(2)]
    orders = [np.concatenate([y for _, y in epoch]) for epoch in epochs]
    assert all(sorted(order) == [*range(10)] for order in orders)
    assert (orders[0] != orders[1]).any()
    for x, y in epochs[0]:
        np.testing.assert_array_equal(x[:, 0, 0, 0], y)
        assert x.dtype == np.float32


def test_without_shuffling_the_order_is_that_of_the_data():
    flow = ImageDataGenerator().flow(X, batch_size=4, shuffle=False)
    assert flow[2][:, 0, 0, 0].tolist() == [8, 9]
    with pytest.raises(IndexError, match="0 to 2"):
        flow[3]
    next(flow)
    flow.reset()
    assert next(flow)[0, 0, 0, 0] == 0


def test_flows_with_one_seed_go_together():
    changes = {"rotation_range": 90, "horizontal_flip": True, "zoom_range": 0.3}
    rng = np.random.default_rng(0)
    pictures = rng.random((10, 6, 6, 1))
    flows = [
        ImageDataGenerator(**changes).flow(array, seed=1, batch_size=3)
        for array in (pictures, pictures * 2)
    ]
    for _ in range(7):
        first, second = next(flows[0]), next(flows[1])
        np.testing.assert_allclose(2 * first, second, rtol=1e-5)
    other = ImageDataGenerator(**changes).flow(pictures, seed=2, batch_size=3)
    assert (next(other) != flows[0][0]).any()


def test_numpy_s_seed_makes_a_flow_repeatable():
    runs = []
    for _ in range(2):
        np.random.seed(7)
        flow = ImageDataGenerator(rotation_range=50).flow(X + np.eye(4)[..., None])
        runs.append(next(flow))
    np.testing.assert_array_equal(runs[0], runs[1])


def test_a_batch_is_drawn_anew_each_time():
    ramp = np.arange(16.0).reshape(1, 4, 4, 1)
    flow = ImageDataGenerator(rotation_range=90).flow(ramp, seed=1)
    assert (flow[0] != flow[0]).any()


def test_the_first_samples_are_those_for_validation():
    generator = ImageDataGenerator(validation_split=0.3)
    y = np.tile([0, 1], 5)
    held = generator.flow(X, y, subset="validation", shuffle=False)[0]
    rest = generator.flow(X, y, subset="training", shuffle=False)[0]
    assert held[0][:, 0, 0, 0].tolist() == [0, 1, 2]
    assert rest[0][:, 0, 0, 0].tolist() == [3, 4, 5, 6, 7, 8, 9]


def test_a_split_that_leaves_a_class_out_is_refused():
    generator = ImageDataGenerator(validation_split=0.5)
    y = np.repeat([0, 1], 5)
    with pytest.raises(ValueError, match="different classes"):
        generator.flow(X, y, subset="training")
    generator.flow(X, y, subset="training", ignore_class_split=True)


def test_weights_and_further_inputs_go_along():
    more = np.arange(10) * 10
    flow = ImageDataGenerator().flow(
        (X, [more]), np.arange(10), batch_size=5, sample_weight=np.arange(10) / 10
    )
    (images, others), y, weights = next(flow)
    np.testing.assert_array_equal(images[:, 0, 0, 0], y)
    np.testing.assert_array_equal(others, y * 10)
    np.testing.assert_allclose(weights, y / 10)


def test_values_are_changed_in_the_order_of_keras():
    generator = ImageDataGenerator(
        rescale=0.5, preprocessing_function=lambda x: x + 2, samplewise_center=True
    )
    x = np.arange(4.0).reshape(1, 2, 2, 1)
    found = generator.flow(x)[0].ravel()
    np.testing.assert_allclose(found, [-0.75, -0.25, 0.25, 0.75])


def test_channels_first():
    x = np.zeros((2, 3, 4, 6))
    x[:, :, :, 0] = 1
    generator = ImageDataGenerator(
        data_format="channels_first", featurewise_center=True
    )
    generator.fit(x)
    assert generator.mean.shape == (3, 1, 1)
    flipped = generator.apply_transform(x[0], {"flip_horizontal": True})
    np.testing.assert_array_equal(flipped[:, :, 5], 1)


def test_fitting_on_changed_images():
    x = np.zeros((4, 5, 5, 1))
    x[:, :, 0] = 1
    generator = ImageDataGenerator(featurewise_center=True, horizontal_flip=True)
    generator.fit(x, augment=True, rounds=3, seed=0)
    np.testing.assert_allclose(generator.mean, 0.2, rtol=1e-5)


def test_forgetting_to_fit_is_said(capsys):
    ImageDataGenerator(featurewise_center=True).standardize(np.ones((2, 2, 1)))
    assert "generator.fit(x)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ImageDataGenerator(zoom_range=(1, 2, 3)), "zoom_range"),
        (lambda: ImageDataGenerator(brightness_range=0.5), "brightness_range"),
        (lambda: ImageDataGenerator(fill_mode="mirror"), "'mirror'.*nearest"),
        (lambda: ImageDataGenerator(validation_split=1.5), "validation_split"),
        (lambda: ImageDataGenerator(data_format="th!"), "data_format"),
        (lambda: ImageDataGenerator().flow(X[..., 0]), r"x\[..., None\]"),
        (lambda: ImageDataGenerator().flow(X, [1, 2]), "10 images and 2 rows"),
        (lambda: ImageDataGenerator().flow(X, subset="training"), "validation_split"),
        (lambda: ImageDataGenerator().fit(X[0]), r"\(4, 4, 1\)"),
        (lambda: ImageDataGenerator().flow_from_directory("no"), "no folder 'no'"),
    ],
)
def test_mistakes_are_named(call, message):
    with pytest.raises((ValueError, FileNotFoundError), match=f"(?s){message}"):
        call()


@pytest.fixture
def folder(tmp_path):
    for number, name in enumerate(("cats", "dogs")):
        (tmp_path / name / "more").mkdir(parents=True)
        for at in range(4):
            values = np.full((5, 7, 3), 100 * number + 10 * at, "float64")
            below = "more" if at == 3 else "."
            path = tmp_path / name / below / f"{at}.png"
            image.save_img(path, values, scale=False)
    (tmp_path / "cats" / "notes.txt").write_text("no image")
    return tmp_path


def test_a_folder_per_class(folder, capsys):
    flow = ImageDataGenerator(rescale=0.1).flow_from_directory(
        folder, target_size=(4, 6), batch_size=3, shuffle=False
    )
    assert capsys.readouterr().out == "Found 8 images belonging to 2 classes.\n"
    assert flow.class_indices == {"cats": 0, "dogs": 1}
    assert flow.classes.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert flow.filenames[3].replace("\\", "/") == "cats/more/3.png"
    assert (flow.samples, flow.num_classes, flow.image_shape) == (8, 2, (4, 6, 3))
    x, y = flow[1]
    np.testing.assert_allclose(x[:, 0, 0, 0], [3, 10, 11])
    assert y.tolist() == [[1, 0], [0, 1], [0, 1]]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("binary", [0.0, 1.0]), ("sparse", [0.0, 1.0]), ("categorical", [[1, 0], [0, 1]])],
)
def test_targets_of_folders(folder, mode, expected):
    flow = ImageDataGenerator().flow_from_directory(
        folder, class_mode=mode, shuffle=False, color_mode="grayscale"
    )
    x, y = flow[0]
    assert x.shape == (8, 256, 256, 1)
    assert y[[0, 7]].tolist() == expected


def test_images_as_their_own_targets_and_without_any(folder):
    options = {"target_size": (4, 4), "batch_size": 8}
    generator = ImageDataGenerator(rotation_range=10)
    x, y = next(generator.flow_from_directory(folder, class_mode="input", **options))
    np.testing.assert_array_equal(x, y)
    x = next(generator.flow_from_directory(folder, class_mode=None, **options))
    assert x.shape == (8, 4, 4, 3)


def test_folders_are_split_class_by_class(folder):
    generator = ImageDataGenerator(validation_split=0.25)
    held = generator.flow_from_directory(folder, subset="validation", shuffle=False)
    rest = generator.flow_from_directory(folder, subset="training", shuffle=False)
    assert [name.split(".")[0][-1] for name in held.filenames] == ["0", "0"]
    assert not set(held.filenames) & set(rest.filenames)
    assert len(rest.filenames) == 6


def test_some_classes_in_an_order_of_ones_own(folder):
    flow = ImageDataGenerator().flow_from_directory(folder, classes=["dogs", "cats"])
    assert flow.class_indices == {"dogs": 0, "cats": 1}


def test_what_was_made_can_be_looked_at(folder, tmp_path):
    looked = tmp_path / "looked"
    flow = ImageDataGenerator(rotation_range=20).flow_from_directory(
        folder, save_to_dir=looked, save_prefix="aug", batch_size=2, classes=["cats"]
    )
    next(flow)
    names = [path.name for path in looked.iterdir()]
    assert len(names) == 2 and all(name.startswith("aug_") for name in names)


TABLE = {
    "filename": ["cats/0.png", "dogs/1.png", "none.png", "dogs/2.png"],
    "class": ["cat", "dog", "dog", "dog"],
    "height": [0.5, 1.5, 2.5, 3.5],
    "weight": [1, 2, 3, 4],
}


def test_a_table_of_files(folder, capsys):
    flow = ImageDataGenerator().flow_from_dataframe(
        TABLE, folder, shuffle=False, target_size=(4, 4), weight_col="weight"
    )
    printed = capsys.readouterr()
    assert "Found 3 validated image filenames belonging to 2 classes" in printed.out
    assert "1 of 4 names" in printed.err and "none.png" in printed.err
    x, y, weights = flow[0]
    assert y.tolist() == [[1, 0], [0, 1], [0, 1]]
    assert weights.tolist() == [1, 2, 4]
    assert x[:, 0, 0, 0].tolist() == [0, 110, 120]


def test_numbers_and_several_columns_of_a_table(folder):
    generator = ImageDataGenerator()
    options = {"shuffle": False, "target_size": (4, 4)}
    flow = generator.flow_from_dataframe(
        TABLE, folder, y_col="height", class_mode="raw", **options
    )
    assert flow[0][1].tolist() == [0.5, 1.5, 3.5]
    flow = generator.flow_from_dataframe(
        TABLE, folder, y_col=["height", "weight"], class_mode="multi_output", **options
    )
    assert [column.tolist() for column in flow[0][1]] == [[0.5, 1.5, 3.5], [1, 2, 4]]


def test_several_classes_per_image(folder):
    table = {**TABLE, "class": [["cat"], ["dog", "old"], ["dog"], ["old"]]}
    flow = ImageDataGenerator().flow_from_dataframe(
        table, folder, shuffle=False, target_size=(4, 4)
    )
    assert flow.class_indices == {"cat": 0, "dog": 1, "old": 2}
    assert flow[0][1].tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 1]]


def test_a_column_that_is_not_there(folder):
    with pytest.raises(ValueError, match="no column 'label'.*filename"):
        ImageDataGenerator().flow_from_dataframe(TABLE, folder, y_col="label")


def test_a_model_trains_on_a_flow_for_whole_epochs():
    utils.set_random_seed(0)
    x = np.random.default_rng(0).random((40, 6, 6, 1))
    y = (x.mean((1, 2, 3)) > 0.5).astype("float32")
    flow = ImageDataGenerator(horizontal_flip=True).flow(x, y, batch_size=16, seed=0)
    model = models.Sequential(
        [Input((6, 6, 1)), layers.Flatten(), layers.Dense(1, activation="sigmoid")]
    )
    model.compile(optimizers.Adam(0.05), "binary_crossentropy")
    history = model.fit(flow, epochs=4, validation_data=flow, verbose=0).history
    assert len(history["loss"]) == 4 and history["loss"][-1] < history["loss"][0]
    ordered = ImageDataGenerator().flow(x, batch_size=16, shuffle=False)
    np.testing.assert_allclose(
        model.predict(ordered, verbose=0), model.predict(x, verbose=0), rtol=1e-5
    )
    assert np.isfinite(model.evaluate(flow, verbose=0))
