"""Scripts of Keras 1, Keras 2, Keras 3 and tf.keras, unchanged.

`as_keras()` lets `import keras` and `import tensorflow` mean tengen, with every old
path and spelling; `tengen run script.py` does so for a whole script. Old spellings are
translated by the tables in `keras1` and `keras2`; what is not here is refused when it
is imported, with the nearest thing there is.

Example:
    >>> keras = as_keras()
    >>> from keras.layers.core import Dense
    >>> Dense(output_dim=3).units
    3
    >>> uninstall()
"""

from __future__ import annotations

from types import ModuleType

__all__ = ["as_keras", "uninstall"]


def as_keras() -> ModuleType:
    """Let `keras` and `tensorflow` mean tengen in this process; return `keras`.

    Raises:
        ImportError: where a real one is loaded already; it is never replaced.
    """
    from tengen.compat.finder import install

    return install()


def uninstall() -> None:
    """Let `keras` and `tensorflow` mean what they meant before."""
    from tengen.compat.finder import uninstall as remove

    remove()
