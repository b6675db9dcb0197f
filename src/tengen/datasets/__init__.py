"""The data sets of `keras.datasets`, each a module with `load_data`.

`from tengen.datasets import mnist; (x, y), (x_test, y_test) = mnist.load_data()`.
Files are taken from the folder that `TENGEN_DATA` names, from the cache that Keras
uses (`$KERAS_HOME/datasets`, else `~/.keras/datasets`), or are downloaded into it.
`available("mnist")` says whether that needs no download, `reachable("mnist")` whether
the server answers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tengen.datasets import boston_housing as boston_housing
    from tengen.datasets import california_housing as california_housing
    from tengen.datasets import cifar10 as cifar10
    from tengen.datasets import cifar100 as cifar100
    from tengen.datasets import fashion_mnist as fashion_mnist
    from tengen.datasets import imdb as imdb
    from tengen.datasets import mnist as mnist
    from tengen.datasets import reuters as reuters
    from tengen.datasets.files import available as available
    from tengen.datasets.server import reachable as reachable

__all__ = [
    "available",
    "boston_housing",
    "california_housing",
    "cifar10",
    "cifar100",
    "fashion_mnist",
    "imdb",
    "mnist",
    "reachable",
    "reuters",
]

_FUNCTIONS = {"available": "files", "reachable": "server"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'tengen.datasets' has no attribute {name!r}")
    if name in _FUNCTIONS:
        return getattr(import_module(f"tengen.datasets.{_FUNCTIONS[name]}"), name)
    return import_module(f"tengen.datasets.{name}")


def __dir__() -> list[str]:
    return sorted(__all__)
