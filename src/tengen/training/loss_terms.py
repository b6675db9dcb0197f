"""Which loss goes with which output, for all the forms that `compile(loss=)` takes.

One loss serves each output. A list goes by the outputs' order, a dict by their names or
keys. Several losses for one output are added: `[["mse", "mae"], "mse"]`. Where outputs
have a structure, such as a tuple, a list beside it may hold losses of the whole:
`[of_both, (of_first, of_second)]`; these get tuples.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tengen import losses as losses_module
from tengen.core.messages import complain, did_you_mean
from tengen.core.trees import flatten, map_structure, pack_like

_BRANCHES = (list, tuple, dict)


class LossTerm(NamedTuple):
    """One loss.

    Attributes:
        name: of the output, or of the outputs, joined.
        place: an output's number, or a structure of numbers.
    """

    name: str
    loss: Callable[..., Any]
    weight: Any
    place: Any

    @property
    def output(self) -> int | None:
        """The number of the output, where there is one alone."""
        return self.place if isinstance(self.place, int) else None

    def compute(
        self, targets: list[Any], predictions: list[Any], sample_weights: list[Any]
    ) -> Any:
        """Return the loss of a batch without its weight; `None` without targets."""
        places = flatten(self.place)
        if any(targets[place] is None for place in places):
            return None
        return self.loss(
            map_structure(lambda place: targets[place], self.place),
            map_structure(lambda place: predictions[place], self.place),
            self._sample_weight([sample_weights[place] for place in places]),
        )

    def _sample_weight(self, weights: list[Any]) -> Any:
        if any(weight is not weights[0] for weight in weights):
            raise ValueError(
                complain(
                    f"the loss of {self.name!r} takes several outputs together",
                    "different sample_weight for each",
                    "one for all of them",
                )
            )
        return weights[0]


def loss_terms(
    loss: Any, weights: Any, names: list[str], structure: Any
) -> list[LossTerm]:
    """Return the losses that `compile` was told, one by one.

    Args:
        loss, weights: as `compile` takes them.
        names: one for each flat output.
        structure: the outputs' structure, with their numbers as leaves.

    Raises:
        ValueError: for an unknown output, or another number of losses than of outputs.
    """
    if not isinstance(loss, _BRANCHES):
        spread_weights = spread("loss_weights", weights, names, repeat=True)
        loss, structure = [loss] * len(names), [*range(len(names))]
        return _terms(loss, spread_weights, structure, names, ())
    by_name = isinstance(loss, dict) and not isinstance(structure, dict)
    is_flat = not any(isinstance(item, _BRANCHES) for item in flat_items(structure))
    if isinstance(loss, dict) and is_flat:
        check_keys("loss", loss, names)
    if by_name or _is_one_for_each(loss, names, structure):
        loss = spread("loss", loss, names)
        weights = spread("loss_weights", weights, names, repeat=True)
        structure = [*range(len(names))]
    elif isinstance(loss, dict) and is_flat:
        spread_weights = spread("loss_weights", weights, names, repeat=True)
        weights = dict(zip(names, spread_weights, strict=True))
    return _terms(loss, weights, structure, names, ())


def flat_items(structure: Any) -> list[Any]:
    """Return the items of a branch; a leaf alone is the only one."""
    if isinstance(structure, dict):
        return [*structure.values()]
    return [*structure] if isinstance(structure, (list, tuple)) else [structure]


def _is_one_for_each(loss: Any, names: list[str], structure: Any) -> bool:
    """Say whether a list has one loss for each output; complain where it should."""
    if isinstance(loss, dict) or any(isinstance(item, _BRANCHES) for item in loss):
        return False
    if len(loss) == len(names):
        return True
    of_the_whole = not isinstance(structure, type(loss)) and all(
        callable(item) and not isinstance(item, losses_module.Loss) for item in loss
    )
    if len(names) > 1 and not of_the_whole:
        spread("loss", loss, names)  # says how many there are
    return False


def _terms(
    loss: Any, weight: Any, place: Any, names: list[str], path: tuple[Any, ...]
) -> list[LossTerm]:
    if loss is None:
        return []
    if not isinstance(loss, _BRANCHES):
        weight = 1.0 if weight is None else weight
        return [LossTerm(_name(place, names, path), as_loss(loss), weight, place)]
    is_dict = isinstance(loss, dict)
    outputs = len(flatten(place))
    if not is_dict and isinstance(place, _BRANCHES) and len(loss) == outputs:
        if not any(isinstance(item, _BRANCHES) for item in loss):
            loss = pack_like(place, list(loss))
            is_dict = isinstance(loss, dict)
    if not is_dict and not isinstance(place, type(loss)):
        # A list of losses for the same outputs.
        return [
            term
            for index, item in enumerate(loss)
            for term in _terms(item, _part(weight, index), place, names, path)
        ]
    if is_dict:
        keys: list[Any] = [*place] if isinstance(place, dict) else []
        check_keys("loss", loss, keys)
        pairs = [(key, loss[key]) for key in keys if key in loss]
    else:
        if len(loss) > len(place):
            spread("loss", loss, [names[index] for index in flatten(place)])
        pairs = [*enumerate(loss)]
    return [
        term
        for key, item in pairs
        for term in _terms(item, _part(weight, key), place[key], names, (*path, key))
    ]


def _part(weights: Any, key: Any) -> Any:
    if isinstance(weights, dict):
        return weights.get(key)
    if isinstance(weights, (list, tuple)):
        is_there = isinstance(key, int) and key < len(weights)
        return weights[key] if is_there else None
    return weights


def _name(place: Any, names: list[str], path: tuple[Any, ...]) -> str:
    own = "_".join(names[index] for index in flatten(place))
    if not path:
        return own
    if isinstance(path[-1], int):
        path = (*path[:-1], own)
    return "/".join(map(str, path))


def spread(
    what: str,
    given: Any,
    names: list[str],
    repeat: bool = False,
    nested: bool = False,
) -> list[Any]:
    """Return one item per output from one thing, a list, or a dict by name.

    Args:
        repeat: a single thing serves every output (losses); otherwise only the one.
        nested: items are themselves lists (metrics).

    Raises:
        ValueError: for an unknown output name or a wrong number of items.
    """
    count = len(names)
    if given is None:
        return [None] * count
    if isinstance(given, dict):
        check_keys(what, given, names)
        return [given.get(name) for name in names]
    if isinstance(given, (list, tuple)):
        if nested and (count == 1 or len(given) != count):
            flat = not any(isinstance(item, (list, tuple, dict)) for item in given)
            if count == 1 and not flat and len(given) == 1:
                return [given[0]]
            if flat:
                return [list(given)] * count
        if len(given) != count:
            raise ValueError(
                complain(
                    f"compile: {what}",
                    f"{len(given)} items",
                    f"{count}, one for each output: {names}",
                )
            )
        return list(given)
    return [given] * count if repeat or nested or count == 1 else [given]


def check_keys(what: str, given: dict[str, Any], names: list[str]) -> None:
    """Check that a dict names nothing but outputs."""
    for key in given:
        if key not in names:
            raise ValueError(
                complain(
                    f"{what}: no output is named {key!r}",
                    expected=f"names among {names}",
                    fix=did_you_mean(str(key), names),
                )
            )


def as_loss(identifier: Any) -> Callable[..., Any]:
    """Return the loss object that a name, a class, a function or an object means."""
    loss = losses_module.get(identifier)
    if isinstance(loss, type):
        loss = loss()
    if isinstance(loss, losses_module.Loss):
        return loss
    return losses_module.LossFunctionWrapper(loss, name=getattr(loss, "__name__", None))
