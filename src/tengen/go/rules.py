"""Rules of Go as data: ko, suicide, komi, how a game is counted.

Rule sets differ in little, and all that differs here is a field of :class:`Rules`.
The named sets are in :data:`RULES`. Sources: J. Tromp and B. Taylor, *The game of Go*
(tromp.github.io/go.html); the rule books of the associations they are named after.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from difflib import get_close_matches
from math import isfinite
from typing import Literal

__all__ = ["RULES", "Rules", "rules"]

Ko = Literal["simple", "positional", "situational"]
Scoring = Literal["area", "territory"]
HandicapBonus = Literal["0", "N-1", "N"]

_CHOICES: dict[str, tuple[str, ...]] = {
    "ko": ("simple", "positional", "situational"),
    "scoring": ("area", "territory"),
    "handicap_bonus": ("0", "N-1", "N"),
}


@dataclass(frozen=True)
class Rules:
    """One set of rules.

    Args:
        ko: what may not come back. ``"simple"``: the one stone just taken may not take
            back at once. ``"positional"``: no move may bring back an earlier grid of
            stones, the empty board at the start included. ``"situational"``: nor an
            earlier grid with the same player to move. A pass is always legal.
        suicide: whether a move may leave its own chain without liberties (it is then
            taken off).
        komi: points that White is given.
        scoring: ``"area"`` counts stones and territory; ``"territory"`` territory and
            prisoners.
        handicap_bonus: points that White is given for N handicap stones: ``"0"``,
            ``"N-1"`` or ``"N"``.

    Raises:
        ValueError: for a word that is not in these lists, or a komi that is no number.

    Example:
        >>> Rules(ko="simple", komi=6.5).ko
        'simple'
    """

    ko: Ko = "positional"
    suicide: bool = False
    komi: float = 7.5
    scoring: Scoring = "area"
    handicap_bonus: HandicapBonus = "0"

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            choices = _CHOICES.get(field.name)
            if choices and value not in choices:
                words = ", ".join(map(repr, choices))
                raise ValueError(
                    f"Rules: {field.name} is one of {words}, not {value!r}."
                )
        if not isfinite(self.komi):
            raise ValueError(f"Rules: komi must be a finite number, not {self.komi}.")

    def bonus(self, handicap: int) -> int:
        """Points that White is given for so many handicap stones."""
        given = {"0": 0, "N-1": handicap - 1, "N": handicap}[self.handicap_bonus]
        return max(given, 0)


RULES: dict[str, Rules] = {
    "tournament": Rules(),
    "cgos": Rules(),
    "tromp-taylor": Rules(suicide=True),
    "chinese": Rules(ko="simple", handicap_bonus="N"),
    "chinese-superko": Rules(ko="positional", handicap_bonus="N"),
    "aga": Rules(ko="situational", handicap_bonus="N-1"),
    "new-zealand": Rules(ko="situational", suicide=True, komi=7.0),
    "japanese": Rules(ko="simple", komi=6.5, scoring="territory"),
    "korean": Rules(ko="simple", komi=6.5, scoring="territory"),
}
"""Rule sets by name. ``"tournament"`` is Tromp-Taylor without suicide, as on CGOS."""


def rules(name: str | Rules) -> Rules:
    """The rules of this name; a :class:`Rules` is handed back as it is.

    Raises:
        ValueError: if no rules have this name.

    Example:
        >>> rules("japanese").scoring
        'territory'
    """
    if isinstance(name, Rules):
        return name
    key = str(name).strip().lower().replace("_", "-").replace(" ", "-")
    if key in RULES:
        return RULES[key]
    near = get_close_matches(key, RULES, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise ValueError(f"No rules named {name!r}.{hint} There are: {', '.join(RULES)}.")
