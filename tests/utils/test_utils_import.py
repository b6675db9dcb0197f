"""The room is cheap to enter: names are there, what is behind them loads when used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import tengen.utils


def test_every_name_is_there():
    for name in tengen.utils.__all__:
        assert callable(getattr(tengen.utils, name)), name
    assert set(tengen.utils.__all__) <= set(dir(tengen.utils))
    with pytest.raises(AttributeError, match="to_categorial"):
        tengen.utils.to_categorial  # noqa: B018


def test_nothing_heavy_is_imported():
    script = (
        "import sys, tengen.utils, tengen.utils.file_cache, tengen.utils.progbar\n"
        "import tengen.utils.images, tengen.utils.seeding\n"
        "heavy = {'jax', 'rich', 'PIL', 'matplotlib', 'h5py'} & set(sys.modules)\n"
        "sys.exit(' '.join(heavy) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
