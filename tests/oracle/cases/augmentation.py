"""Random image layers, with factors that leave nothing to chance."""

from __future__ import annotations

from typing import Any

from ..case import Case, Results
from .losses import draw

PHOTOS = draw(401, 2, 5, 6, 3, low=0, high=1)
UNIT: dict[str, Any] = {"value_range": (0, 1)}


def changed(kind: str, *positional: Any, **arguments: Any) -> Case:
    """Images after a layer in training, and at rest."""

    def run(api: Any) -> Results:
        layer = getattr(api.layers, kind)(*positional, **arguments)
        return {
            "training": layer(PHOTOS, training=True),
            "at rest": layer(PHOTOS, training=False),
        }

    return Case(run, atol=1e-5)


CASES: dict[str, Case] = {
    "RandomGrayscale": changed("RandomGrayscale", 1.0),
    # Half a turn is the same either way.
    "RandomHue": changed("RandomHue", (1.0, 1.0), **UNIT),
    "RandomSaturation": changed("RandomSaturation", (0.3, 0.3), **UNIT),
    "RandomColorDegeneration": changed("RandomColorDegeneration", (0.3, 0.3), **UNIT),
    "RandomSharpness smooth": changed("RandomSharpness", (0.2, 0.2), **UNIT),
    "RandomSharpness sharp": changed("RandomSharpness", (0.9, 0.9), **UNIT),
    "RandomInvert": changed("RandomInvert", (1.0, 1.0), **UNIT),
    "RandomGaussianBlur": changed(
        "RandomGaussianBlur", (1.0, 1.0), 3, (0.8, 0.8), **UNIT
    ),
}
