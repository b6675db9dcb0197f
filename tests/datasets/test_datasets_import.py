"""The room is cheap to enter."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tengen import datasets


def test_every_data_set_is_there():
    for name in set(datasets.__all__) - {"available", "reachable"}:
        assert callable(getattr(datasets, name).load_data)
    with pytest.raises(AttributeError, match="cifar20"):
        datasets.cifar20  # noqa: B018


def test_nothing_heavy_is_imported():
    script = (
        "import sys, tengen.datasets\n"
        "assert 'numpy' not in sys.modules\n"
        "from tengen.datasets import mnist, cifar10, imdb\n"
        "heavy = {'jax', 'rich', 'PIL', 'ssl', 'h5py'} & set(sys.modules)\n"
        "sys.exit(' '.join(heavy) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
