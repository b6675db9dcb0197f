"""Reuters and Boston: many classes, and a number."""

# ruff: noqa

# %% 30
from keras.datasets import reuters

# %% 31
(train_data, train_labels), (test_data, test_labels) = reuters.load_data(
    num_words=10000
)

# %% check
assert (len(train_data), len(test_data)) == (8982, 2246)
assert set(train_labels) == set(range(46))

# %% 32
from keras.datasets import boston_housing

(train_data, train_targets), (test_data, test_targets) = boston_housing.load_data()

# %% check
assert (train_data.shape, test_data.shape) == ((404, 13), (102, 13))
assert len(train_targets) == 404
