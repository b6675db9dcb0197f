"""Who is measured, and with what each is installed."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass, field

from benchmarks.places import STORE

_KERAS = "keras==3.15.1"


_LINUX_PC = sys.platform == "linux" and platform.machine() == "x86_64"


def _tensorflow() -> str:
    return "tensorflow-cpu==2.21.0" if _LINUX_PC else "tensorflow==2.21.0"


def _torch() -> str:
    """Without CUDA, which only the builds for Linux PCs bring along unasked."""
    return "torch==2.13.0+cpu" if _LINUX_PC else "torch==2.13.0"


# Environment -> what it is made of. The versions are the newest that were tried.
PACKAGES = {
    "tensorflow": (_tensorflow(), _KERAS),
    "jax": ("jax==0.10.2", _KERAS),
    "torch": (_torch(), _KERAS),
    "go": ("open_spiel==2.0.2", "pgx==2.6.0", "jax==0.10.2"),
}


@dataclass(frozen=True)
class Peer:
    """One column of the table.

    Attributes:
        name: what the command line calls it.
        title: what the table calls it.
        environment: which of `PACKAGES` it lives in; `project` is the one of tengen.
        module: `keras`, `tengen`, `torch`, or one that only plays Go.
        backend: what is beneath, as a distribution's name.
        compiled: through `torch.compile`.
        is_rival: counts when the best peer is looked for.
        variables: further environment variables.
    """

    name: str
    title: str
    environment: str
    module: str
    backend: str
    compiled: bool = False
    is_rival: bool = True
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def only_plays_go(self) -> bool:
        """Whether it knows no networks of ours."""
        return self.environment == "go"

    @property
    def import_statement(self) -> str:
        """What a user writes before the first model."""
        if self.module == "torch":
            return "import torch; from torch import nn, optim"
        return f"from {self.module} import layers, models, optimizers"


PEERS = {
    peer.name: peer
    for peer in [
        Peer("tengen", "tengen", "project", "tengen", "jax", is_rival=False),
        Peer(
            "tengen-xla",
            "tengen, XLA alone",
            "project",
            "tengen",
            "jax",
            is_rival=False,
            variables={"TENGEN_KERNELS": "xla"},
        ),
        Peer(
            "keras-tensorflow",
            "Keras-TensorFlow",
            "tensorflow",
            "keras",
            _tensorflow().partition("==")[0],
            variables={"KERAS_BACKEND": "tensorflow"},
        ),
        Peer(
            "keras-jax",
            "Keras-JAX",
            "jax",
            "keras",
            "jax",
            variables={"KERAS_BACKEND": "jax"},
        ),
        Peer(
            "keras-torch",
            "Keras-PyTorch",
            "torch",
            "keras",
            "torch",
            variables={"KERAS_BACKEND": "torch"},
        ),
        Peer("torch-eager", "PyTorch eager", "torch", "torch", "torch"),
        Peer(
            "torch-compile",
            "torch.compile",
            "torch",
            "torch",
            "torch",
            compiled=True,
        ),
        Peer("open-spiel", "OpenSpiel", "go", "pyspiel", "open_spiel"),
        Peer("pgx", "pgx", "go", "pgx", "pgx"),
    ]
}
DEFAULT = tuple(name for name in PEERS if name != "tengen-xla")


def variables(peer: Peer, threads: int, caches: str | None = None) -> dict[str, str]:
    """Return the environment of a peer's process.

    Args:
        threads: as many compute.
        caches: folder for compiled programs; one that is kept where `None`.
    """
    folder = caches or str(STORE / "caches")
    number = str(threads)
    ours = {
        "OMP_NUM_THREADS": number,
        "MKL_NUM_THREADS": number,
        "OPENBLAS_NUM_THREADS": number,
        "TF_NUM_INTRAOP_THREADS": number,
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "CUDA_VISIBLE_DEVICES": "",
        "JAX_PLATFORMS": "cpu",
        "TENGEN_CACHE": f"{folder}/tengen",
        "TORCHINDUCTOR_CACHE_DIR": f"{folder}/inductor",
        "KERAS_HOME": f"{folder}/keras",
        "PYTHONPATH": "",
    }
    mine = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
    return {**mine, **ours, **peer.variables}


# Settings of the caller's that would change what is measured.
_FOREIGN = {
    *("KERAS_BACKEND", "TENGEN_KERNELS", "TENGEN_ISA", "XLA_FLAGS", "LD_PRELOAD"),
    *("KMP_AFFINITY", "KMP_BLOCKTIME", "JAX_ENABLE_X64", "TF_ENABLE_ONEDNN_OPTS"),
}
