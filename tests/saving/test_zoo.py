"""The models that travel to Keras and back are many, and no layer is left out."""

from __future__ import annotations

from zoo import ZOO

import tengen
from tengen import layers

# What every course uses and what its users try next.
# Left out is TextVectorization: it reads text, before models of numbers begin, and real
# Keras has it with TensorFlow only.
LAYERS = """
    Dense Activation Dropout Flatten Reshape InputLayer Conv2D Conv2DTranspose
    MaxPooling2D GlobalMaxPooling2D UpSampling2D Embedding LSTM Add Average Concatenate
    BatchNormalization LayerNormalization GroupNormalization GlobalAveragePooling2D
    AveragePooling2D ZeroPadding2D Cropping2D DepthwiseConv2D SeparableConv2D Conv1D
    MaxPooling1D AveragePooling1D GlobalMaxPooling1D GlobalAveragePooling1D UpSampling1D
    GRU SimpleRNN Bidirectional TimeDistributed RNN Permute RepeatVector Lambda Masking
    ReLU LeakyReLU PReLU ELU Softmax Maximum Minimum Multiply Subtract Dot GaussianNoise
    SpatialDropout1D SpatialDropout2D Rescaling Normalization Resizing RandomFlip
    RandomRotation RandomTranslation RandomZoom RandomCrop RandomContrast
    MultiHeadAttention Attention Identity Wrapper
""".split()


def classes_in_the_zoo():
    """Return the names of all classes of layers in the models, and of their bases."""
    found = set()
    for make in ZOO.values():
        model, _ = make(tengen)
        for layer in model.all_layers():
            found.update(base.__name__ for base in type(layer).__mro__)
    return found


def test_there_are_more_than_forty_models():
    assert len(ZOO) >= 40


def test_every_layer_of_the_first_two_priorities_is_in_a_model():
    assert {name for name in LAYERS if not hasattr(layers, name)} == set()
    # `Wrapper` must stand there by itself: all wrappers are Wrappers.
    found = classes_in_the_zoo() - {"Wrapper"}
    own = {"Wrapper"} if "Doubled" in found else set()
    assert set(LAYERS) - found - own == set()
