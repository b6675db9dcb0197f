"""Stores what real Keras 3 makes of the same input: `python make_keras_numbers.py`.

Run by a Python that has Keras; writes `keras_numbers.json` beside this file.
"""

import json
import pathlib

import numpy as np
from cases import AFFINE, FITTED, SERIES, SKIPGRAMS, TEXTS, TOKENIZERS
from keras.src.legacy.preprocessing import image, sequence, text


def affine():
    x = np.arange(5 * 5 * 2, dtype="float64").reshape(5, 5, 2) ** 1.5
    axes = {"row_axis": 0, "col_axis": 1, "channel_axis": 2}
    return [image.apply_affine_transform(x, **case, **axes).tolist() for case in AFFINE]


def fitted():
    x = np.random.RandomState(3).rand(9, 3, 2, 2)
    found = []
    for case in FITTED:
        generator = image.ImageDataGenerator(**case)
        generator.fit(x.copy())
        found.append(generator.standardize(x[0].astype("float32").copy()).tolist())
    return found


def changed():
    generator = image.ImageDataGenerator()
    x = np.arange(27.0).reshape(3, 3, 3)
    cases = [
        {"channel_shift_intensity": 5.0},
        {"flip_horizontal": True},
        {"flip_vertical": True, "channel_shift_intensity": -4.0},
    ]
    return [generator.apply_transform(x.copy(), case).tolist() for case in cases]


def tokenized():
    found = []
    for case in TOKENIZERS:
        tokenizer = text.Tokenizer(**case)
        tokenizer.fit_on_texts(TEXTS)
        numbers = tokenizer.texts_to_sequences(TEXTS + ["a dog sat"])
        modes = ("binary", "count", "freq", "tfidf")
        found.append(
            {
                "word_index": tokenizer.word_index,
                "numbers": numbers,
                "texts": tokenizer.sequences_to_texts(numbers),
                "matrices": [
                    tokenizer.texts_to_matrix(TEXTS, mode).tolist() for mode in modes
                ],
                "json": tokenizer.to_json(),
            }
        )
    return found


def series():
    data = np.arange(40.0).reshape(20, 2)
    found = []
    for case in SERIES:
        windows = sequence.TimeseriesGenerator(data, np.arange(20), **case)
        batches = [windows[at] for at in range(len(windows))]
        found.append([[x.tolist(), y.tolist()] for x, y in batches])
    return found


def main():
    numbers = {
        "affine": affine(),
        "fitted": fitted(),
        "changed": changed(),
        "tokenized": tokenized(),
        "series": series(),
        "table": sequence.make_sampling_table(8, 1e-3).tolist(),
        "skipgrams": [
            sequence.skipgrams(**case, negative_samples=0, shuffle=False)
            for case in SKIPGRAMS
        ],
        "md5": [text.hashing_trick(line, 50, "md5") for line in TEXTS],
    }
    path = pathlib.Path(__file__).with_name("keras_numbers.json")
    path.write_text(json.dumps(numbers) + "\n")


main()
