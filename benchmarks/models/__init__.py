"""The models, written once for all who speak Keras.

Every function takes the module, `keras` or `tengen`, and returns a compiled model;
further arguments go to `compile`. Beside each `model` stands `model_data(samples)`:
random inputs and targets of the right shapes, since the speed does not depend on them.
"""
