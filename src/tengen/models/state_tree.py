"""All that a model remembers, as nested dicts by the names of its variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tengen.core.messages import complain

_FORMATS = ("backend_tensor", "numpy_array")


class StateTrees:
    """`get_state_tree` and `set_state_tree`."""

    optimizer: Any

    def get_state_tree(self, value_format: str = "backend_tensor") -> dict[str, Any]:
        """Return the values of all variables.

        Args:
            value_format: `'backend_tensor'` or `'numpy_array'`.

        Returns:
            `'trainable_variables'`, `'non_trainable_variables'`,
            `'optimizer_variables'` and `'metrics_variables'`, each a dict by names,
            such as `{"dense": {"kernel": ..., "bias": ...}}`.

        Raises:
            ValueError: where two variables have one path, or for another format.
        """
        if value_format not in _FORMATS:
            expected = " or ".join(map(repr, _FORMATS))
            raise ValueError(complain("value_format", repr(value_format), expected))
        return {
            kind: _tree(variables, value_format == "numpy_array")
            for kind, variables in self._variables_by_kind().items()
        }

    def set_state_tree(self, state_tree: dict[str, Any]) -> None:
        """Assign values that `get_state_tree` returned, or some of them.

        Raises:
            ValueError: for a kind or a path that is not there, or another shape; then
                nothing is changed.
        """
        kinds = self._variables_by_kind()
        assignments = []
        for kind, tree in state_tree.items():
            if kind not in kinds:
                raise ValueError(complain("state tree", repr(kind), f"{[*kinds]}"))
            if kind == "optimizer_variables" and len(tree) == 1:
                # The name counts optimizers: `adam_1`.
                tree = {self.optimizer.name: next(iter(tree.values()))}
            known = {variable.path: variable for variable in kinds[kind]}
            for path, value in _leaves(tree):
                if path not in known:
                    what = f"state tree: {kind}"
                    raise ValueError(complain(what, repr(path), f"{[*known]}"))
                _check_shape(known[path], value)
                assignments.append((known[path], value))
        for variable, value in assignments:
            variable.assign(value)

    def _variables_by_kind(self) -> dict[str, list[Any]]:
        model: Any = self
        optimizer = model.optimizer
        if optimizer is not None and not optimizer.built and model.built:
            optimizer.build(model.trainable_variables)
        metrics = model.metrics
        return {
            "trainable_variables": model.trainable_variables,
            "non_trainable_variables": model.non_trainable_variables,
            "optimizer_variables": [] if optimizer is None else optimizer.variables,
            "metrics_variables": [v for metric in metrics for v in metric.variables],
        }


def _tree(variables: list[Any], as_arrays: bool) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for variable in variables:
        *folders, name = variable.path.split("/")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})
        if name in place:
            raise ValueError(
                complain(
                    f"two variables are named {variable.path!r}",
                    fix="give each layer a name= of its own",
                )
            )
        place[name] = np.asarray(variable.value) if as_arrays else variable.value
    return tree


def _leaves(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, item in tree.items():
        if isinstance(item, dict):
            yield from _leaves(item, f"{path}{name}/")
        else:
            yield f"{path}{name}", item


def _check_shape(variable: Any, value: Any) -> None:
    if tuple(np.shape(value)) != tuple(variable.shape):
        raise ValueError(
            complain(
                f"state tree: {variable.path!r}",
                f"shape {np.shape(value)}",
                str(tuple(variable.shape)),
            )
        )
