"""Initializers: what their samples look like, and those that have no chance in them.

Two generators never draw the same numbers; what must agree is the distribution: mean,
standard deviation and bounds of some ten thousand draws for matrices and filters of
unequal fans.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..case import Case, Results, public

SHAPES = {"matrix": (120, 200), "filters": (3, 5, 40, 24), "filters1d": (5, 60, 50)}
SMALL = (4, 3)

DRAWN: dict[str, dict[str, Any]] = {
    "GlorotUniform": {},
    "GlorotNormal": {},
    "HeUniform": {},
    "HeNormal": {},
    "LecunUniform": {},
    "LecunNormal": {},
    "RandomUniform": {"minval": -0.3, "maxval": 0.9},
    "RandomNormal": {"mean": 0.4, "stddev": 0.7},
    "TruncatedNormal": {"mean": -0.2, "stddev": 0.5},
}
SCALED = [
    (scale, mode, distribution)
    for scale, mode in ((2.0, "fan_in"), (0.5, "fan_out"), (1.0, "fan_avg"))
    for distribution in ("uniform", "truncated_normal", "untruncated_normal")
]


def sample(values: Any) -> Results:
    """Moments and bounds: bounded distributions are also told by where they end."""
    values = np.asarray(values, dtype="float64")
    deviation = values.std()
    kurtosis = np.mean(((values - values.mean()) / deviation) ** 4)
    return {
        "one more than the mean in deviations": 1 + values.mean() / deviation,
        "deviation": deviation,
        "root of the kurtosis": np.sqrt(kurtosis),
        "inner half": np.mean(np.abs(values - values.mean()) < deviation),
    }


def bounds(values: Any) -> Results:
    values = np.asarray(values)
    return {"lowest": values.min(), "highest": values.max()}


def drawn(name: str, **arguments: Any) -> Case:
    def run(api: Any) -> Results:
        initializer = public(api, f"initializers.{name}")(seed=11, **arguments)
        bounded = "normal" not in str((name, arguments)).lower()
        results: Results = {}
        for label, shape in SHAPES.items():
            values = initializer(shape)
            results[label] = sample(values) | (bounds(values) if bounded else {})
        return results

    return Case(run, rtol=0.04)


def defaults(api: Any) -> Results:
    """Spreads of the three random initializers when nothing is said."""
    names = "RandomUniform", "RandomNormal", "TruncatedNormal"
    return {
        name: sample(public(api, f"initializers.{name}")(seed=5)((200, 200)))
        for name in names
    }


def by_name(api: Any) -> Results:
    """The names that layers take as strings."""
    names = "glorot_uniform glorot_normal he_uniform he_normal lecun_uniform"
    names += " lecun_normal random_uniform random_normal truncated_normal"
    names += " variance_scaling uniform normal"
    return {
        name: sample(api.initializers.get(name)((150, 250))) for name in names.split()
    }


def certain(api: Any) -> Results:
    """Initializers without chance."""
    get, kinds = api.initializers.get, api.initializers
    return {
        "zeros": kinds.Zeros()(SMALL),
        "ones": kinds.Ones()(SMALL),
        "constant": kinds.Constant(2.5)(SMALL),
        "constant default": kinds.Constant()(SMALL),
        "identity": kinds.Identity()(SMALL),
        "identity with gain": kinds.Identity(gain=0.5)((3, 3)),
        "zeros by name": get("zeros")(SMALL),
        "ones by name": get("ones")(SMALL),
        "identity by name": get("identity")((3, 3)),
    }


def orthogonal(api: Any) -> Results:
    """Products with the own transpose; tall, wide, of filters, with a gain."""
    results: Results = {}
    for label, shape in {
        "tall": (7, 4),
        "wide": (4, 7),
        "filters": (2, 2, 3, 5),
    }.items():
        for gain in 1.0, 1.5:
            values = api.initializers.Orthogonal(gain=gain, seed=3)(shape)
            rows = np.asarray(values).reshape(-1, shape[-1])
            product = rows.T @ rows if len(rows) >= shape[-1] else rows @ rows.T
            results[f"{label} {gain}"] = product
    return results


def filters(api: Any) -> Results:
    """Filters of short-time Fourier transforms."""
    STFT = api.initializers.STFT
    return {
        "real": STFT()((9, 1, 5)),
        "imag": STFT(side="imag", scaling="spectrum", periodic=True)((8, 1, 7)),
        "hamming": STFT(window="hamming", scaling=None)((8, 1, 3)),
        "ones": STFT(window=None)((8, 1, 3)),
    }


CASES = {
    "STFT": Case(filters),
    **{name: drawn(name, **arguments) for name, arguments in DRAWN.items()},
    **{
        f"VarianceScaling {scale} {mode} {distribution}": drawn(
            "VarianceScaling", scale=scale, mode=mode, distribution=distribution
        )
        for scale, mode, distribution in SCALED
    },
    "defaults": Case(defaults, rtol=0.04),
    "by name": Case(by_name, rtol=0.04),
    "certain": Case(certain),
    "orthogonal": Case(orthogonal, atol=2e-6),
}
