"""Arguments that both sides get: real Keras, whose results are stored, and tengen."""

AFFINE = [
    {"theta": 30},
    {"tx": 1.5},
    {"ty": -2},
    {"shear": 20},
    {"zx": 0.5, "zy": 2.0},
    {"theta": 40, "fill_mode": "reflect"},
    {"theta": 40, "fill_mode": "wrap"},
    {"theta": -15, "tx": 1, "ty": 0.5, "shear": 5, "zx": 0.9, "zy": 1.1},
    {"theta": 10, "tx": 3, "fill_mode": "constant", "cval": -1.0, "order": 0},
    {"theta": 25, "order": 3},
]

FITTED = [
    {"featurewise_center": True},
    {"featurewise_std_normalization": True},
    {"samplewise_center": True, "rescale": 0.5},
    {"samplewise_std_normalization": True},
    {"zca_whitening": True},
    {"zca_whitening": True, "zca_epsilon": 0.1},
]

TEXTS = ["The cat sat on the mat.", "A cat, a hat; the END", "dogs\tand\ncats"]

TOKENIZERS = [
    {},
    {"num_words": 4},
    {"num_words": 5, "oov_token": "<?>"},
    {"char_level": True, "lower": False},
    {"filters": "", "split": " "},
]

SERIES = [
    {"length": 4},
    {"length": 4, "sampling_rate": 2, "stride": 3, "batch_size": 2},
    {"length": 3, "start_index": 5, "end_index": 12, "batch_size": 4},
    {"length": 5, "reverse": True, "batch_size": 7},
]

SKIPGRAMS = [
    {"sequence": [1, 2, 0, 3], "vocabulary_size": 5, "window_size": 1},
    {"sequence": [1, 2, 0, 3, 4, 1], "vocabulary_size": 5},
    {"sequence": [3, 1, 2], "vocabulary_size": 5, "categorical": True},
]
