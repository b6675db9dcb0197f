"""What old scripts do beside building layers.

Properties: (1) the methods of Keras 1 and 2 give what today's give; (2) arguments of
old data sets are understood; (3) images, words and series are made ready under their
old paths.
"""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from tengen import preprocessing, utils


@pytest.fixture
def remembering():
    from keras.layers import LSTM
    from keras.models import Sequential

    return Sequential([LSTM(3, batch_input_shape=(2, None, 2), stateful=True)])


def test_reset_states_of_a_model(remembering):
    x = np.ones((2, 3, 2), "float32")
    first = remembering.predict(x, batch_size=2)
    assert (remembering.predict(x, batch_size=2) != first).any()
    remembering.reset_states()
    np.testing.assert_array_equal(remembering.predict(x, batch_size=2), first)


def test_reset_states_of_models_in_models(remembering):
    from keras.models import Sequential

    x = np.ones((2, 3, 2), "float32")
    outer = Sequential([remembering])
    first = outer.predict(x, batch_size=2)
    outer.reset_states()
    np.testing.assert_array_equal(outer.predict(x, batch_size=2), first)


def test_clear_session_counts_names_anew():
    from keras import backend
    from keras.layers import Dense

    backend.clear_session()
    assert [Dense(1).name, Dense(1).name] == ["dense", "dense_1"]
    backend.clear_session()
    assert Dense(1).name == "dense"


def test_arguments_of_data_sets_of_keras_1(data_dir, capsys):
    from keras.datasets import imdb, mnist, reuters

    (x, y), _ = imdb.load_data("imdb_full.pkl", nb_words=50, maxlen=60, test_split=0.2)
    (today, _), _ = imdb.load_data(num_words=50, maxlen=60)
    assert list(x) == list(today) and max(map(max, x)) < 50
    (x, _), (held, _) = reuters.load_data(nb_words=50, test_split=0.1)
    assert len(held) == round(0.1 * (len(x) + len(held)))
    assert mnist.load_data("mnist.pkl.gz")[0][0].shape == (60000, 28, 28)


def test_regularizers_of_keras_1():
    from keras.regularizers import activity_l2, l1l2

    assert activity_l2(0.1).l2 == pytest.approx(0.1)
    assert (l1l2(l1=0.1, l2=0.2).l1, l1l2(l1=0.1, l2=0.2).l2) == (0.1, 0.2)


def test_custom_objects_are_where_keras_2_had_them():
    from keras.utils import get_custom_objects
    from keras.utils.generic_utils import get_custom_objects as older

    assert get_custom_objects() is older()


SAME = [
    ("keras.preprocessing.image", "random_rotation", preprocessing.image),
    ("keras.preprocessing.image", "load_img", preprocessing.image),
    ("keras.preprocessing.sequence", "skipgrams", preprocessing.sequence),
    ("keras.preprocessing.sequence", "TimeseriesGenerator", preprocessing.sequence),
    ("keras.preprocessing.text", "hashing_trick", preprocessing.text),
    ("keras.preprocessing", "image_dataset_from_directory", utils),
    ("keras.preprocessing.image", "image_dataset_from_directory", utils),
    ("keras.utils", "timeseries_dataset_from_array", utils),
    ("keras.utils", "split_dataset", utils),
    ("tensorflow.data", "Dataset", utils),
]


@pytest.mark.parametrize(("path", "name", "room"), SAME)
def test_old_paths_lead_to_what_there_is(path, name, room):
    import importlib

    assert getattr(importlib.import_module(path), name) is getattr(room, name)


def test_tools_of_keras_1(capfd):
    from keras.preprocessing.image import ImageDataGenerator
    from keras.preprocessing.text import Tokenizer

    assert Tokenizer(nb_words=3).num_words == 3
    assert ImageDataGenerator(dim_ordering="th").data_format == "channels_first"
    assert isinstance(ImageDataGenerator(), preprocessing.image.ImageDataGenerator)


def test_a_tokenizer_in_a_pickle():
    from keras.preprocessing.text import Tokenizer

    tokenizer = Tokenizer(num_words=4)
    tokenizer.fit_on_texts(["a b a c"])
    again = pickle.loads(pickle.dumps(tokenizer))
    assert again.texts_to_sequences(["b a"]) == [[2, 1]]
    assert type(again) is preprocessing.text.Tokenizer  # readable without this door
    assert copy.deepcopy(tokenizer).word_index == tokenizer.word_index


@pytest.mark.parametrize(
    "path", ["keras_preprocessing", "keras.preprocessing", "keras.src.preprocessing"]
)
def test_a_pickle_of_keras_2_is_found(path):
    # what `pickle.dump(tokenizer)` of Keras 2 writes, by hand, in protocol 0
    state = (
        "(dS'word_index'\n(dS'a'\nI1\nssS'num_words'\nNsS'char_level'\nI00\ns"
        "S'lower'\nI01\nsS'filters'\nS','\nsS'split'\nS' '\nsS'oov_token'\nNs"
    )
    text = (
        f"ccopyreg\n_reconstructor\n(c{path}.text\nTokenizer\nc__builtin__\nobject\nNtR"
    )
    tokenizer = pickle.loads((text + state + "b.").encode())
    assert tokenizer.texts_to_sequences(["a,x"]) == [[1]]


def test_a_flow_in_a_pickle():
    from keras.preprocessing.image import ImageDataGenerator

    flow = ImageDataGenerator(rescale=0.5).flow(np.ones((4, 2, 2, 1)), seed=1)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(flow))[0], flow[0])


@pytest.fixture
def small():
    from keras.layers import Dense, Flatten
    from keras.models import Sequential

    model = Sequential([Flatten(input_shape=(4, 4, 1)), Dense(1)])
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize("steps", [2, 7])
def test_fit_generator_takes_as_many_batches_as_it_is_told(small, steps):
    from keras.callbacks import Callback
    from keras.preprocessing.image import ImageDataGenerator

    class Count(Callback):
        batches = 0

        def on_batch_end(self, batch, logs=None):
            self.batches += 1

    flow = ImageDataGenerator().flow(np.zeros((9, 4, 4, 1)), np.zeros(9), batch_size=3)
    count = Count()
    small.fit_generator(flow, steps, 2, verbose=0, callbacks=[count])
    assert count.batches == 2 * steps


def test_samples_per_epoch_of_a_flow(small):
    from keras.preprocessing.image import ImageDataGenerator

    flow = ImageDataGenerator().flow(np.zeros((8, 4, 4, 1)), np.zeros(8), batch_size=4)
    history = small.fit_generator(flow, samples_per_epoch=8, nb_epoch=3, verbose=0)
    assert len(history.history["loss"]) == 3


def test_a_tutorial_s_folder_of_images(tmp_path, small):
    import tensorflow as tf
    from keras.preprocessing.image import array_to_img

    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for at in range(3):
            array_to_img(np.eye(4)[..., None]).save(tmp_path / name / f"{at}.png")
    data = tf.keras.utils.image_dataset_from_directory(
        tmp_path, image_size=(4, 4), batch_size=2, color_mode="grayscale", seed=1
    )
    for images, labels in data.take(1):
        assert images[0].numpy().astype("uint8").max() == 255
        assert data.class_names[labels[0]] in ("a", "b")
    data = data.cache().shuffle(10).prefetch(buffer_size=tf.data.AUTOTUNE)
    data = data.map(lambda x, y: (x / 255, y))
    history = small.fit(data, epochs=2, verbose=0).history
    assert np.isfinite(history["loss"]).all()
