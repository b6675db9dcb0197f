"""Networks that play Go, one family per file, built of standard Keras layers.

    from tengen.go.networks import NETWORKS

    model = NETWORKS["mobile"]()                   # 19x19, 31 planes, < 100,000
    model = NETWORKS["residual"](size=9, filters=32, blocks=4)

The input is named "board" and is `(N, size, size, planes)`. The outputs are named
"policy" (probabilities of all points, in some networks also of the pass) and "value"
(the probability that White wins). The networks of AlphaGo have one output each; a
family's `outputs` says so.

Not here: planes (`tengen.go.planes`), training (`tengen.go.training`), and what fits a
limit of parameters (`tengen.go.sizing`).
"""

from __future__ import annotations

from difflib import get_close_matches

from tengen.go.networks import (
    alphago,
    alphago_zero,
    convnext,
    exercise,
    global_pooling,
    golois,
    mix,
    mobile,
    official,
    plain,
    residual,
    shuffle,
)
from tengen.go.networks.family import NetworkFamily

NETWORKS: dict[str, NetworkFamily] = {
    family.name: family
    for family in (
        plain.FAMILY,
        residual.FAMILY,
        mobile.FAMILY,
        mobile.EXCITED,
        mix.FAMILY,
        shuffle.FAMILY,
        global_pooling.FAMILY,
        convnext.FAMILY,
        official.FAMILY,
        exercise.FAMILY,
        golois.RESIDUAL,
        golois.PLAIN,
        alphago.POLICY,
        alphago.VALUE,
        alphago_zero.FAMILY,
    )
}


def find(name: str) -> NetworkFamily:
    """Return the family of a name.

    Raises:
        ValueError: for a name that none has.

    Example:
        >>> find("mobile").source
        'Sandler et al. 2018; Cazenave 2020'
    """
    if name not in NETWORKS:
        close = get_close_matches(name, NETWORKS, 1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(
            f"No network is named {name!r}.{hint} There are {', '.join(NETWORKS)}."
        )
    return NETWORKS[name]


__all__ = ["NETWORKS", "NetworkFamily", "find"]
