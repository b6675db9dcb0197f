"""In these tests `keras` and `tensorflow` mean tengen, and nothing else afterwards."""

from __future__ import annotations

import pytest

from tengen import compat, config


@pytest.fixture(autouse=True)
def keras():
    yield compat.as_keras()
    compat.uninstall()
    config.set_image_data_format("channels_last")
