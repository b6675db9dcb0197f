"""Regularizers and constraints: values, defaults, names."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ..case import Case, Results

MATRIX = np.random.RandomState(21).standard_normal((5, 4)).astype("float32")
FILTERS = np.random.RandomState(22).standard_normal((3, 3, 2, 4)).astype("float32")
WITH_ZEROS = MATRIX * (np.abs(MATRIX) > 0.5) * [[1], [1], [0], [1], [1]]
WITH_ZEROS = WITH_ZEROS.astype("float32")


def regularizers(api: Any) -> Results:
    kinds = api.regularizers
    made = {
        "L1": kinds.L1(0.03),
        "L2": kinds.L2(0.02),
        "L1L2": kinds.L1L2(l1=0.03, l2=0.02),
        "l1": kinds.l1(0.03),
        "l2": kinds.l2(0.02),
        "l1_l2": kinds.l1_l2(l1=0.01, l2=0.05),
        "L1 default": kinds.L1(),
        "L2 default": kinds.L2(),
        "L1L2 default": kinds.L1L2(),
        "l1_l2 default": kinds.l1_l2(),
        "by name l1": kinds.get("l1"),
        "by name l2": kinds.get("l2"),
    }
    values = {name: penalty(MATRIX) for name, penalty in made.items()}
    values["filters"] = made["L1L2"](FILTERS)
    values["gradient"] = jax.grad(made["L1L2"])(MATRIX)
    return values


def orthogonal(api: Any) -> Results:
    kind, matrix = api.regularizers.OrthogonalRegularizer, jnp.asarray(MATRIX)
    return {
        "rows": kind(factor=0.02)(matrix),
        "columns": kind(factor=0.02, mode="columns")(matrix),
    }


def constraints(api: Any) -> Results:
    kinds = api.constraints
    made = {
        "MaxNorm": kinds.MaxNorm(1.2),
        "MaxNorm axis 1": kinds.MaxNorm(max_value=0.8, axis=1),
        "MaxNorm default": kinds.MaxNorm(),
        "max_norm": kinds.max_norm(0.9),
        "NonNeg": kinds.NonNeg(),
        "non_neg": kinds.non_neg(),
        "by name max_norm": kinds.get("max_norm"),
        "by name non_neg": kinds.get("non_neg"),
    }
    values: Results = {name: keep(MATRIX) for name, keep in made.items()}
    values["of zeros"] = made["MaxNorm"](WITH_ZEROS)
    values["filters"] = kinds.MaxNorm(1.0, axis=[0, 1, 2])(FILTERS)
    return values


def more_constraints(api: Any) -> Results:
    kinds = api.constraints
    return {
        "UnitNorm": kinds.UnitNorm()(MATRIX),
        "UnitNorm axis 1": kinds.UnitNorm(axis=1)(MATRIX),
        "unit_norm": kinds.unit_norm()(WITH_ZEROS),
        "MinMaxNorm": kinds.MinMaxNorm(0.9, 1.1)(MATRIX),
        "MinMaxNorm rate": kinds.MinMaxNorm(0.9, 1.1, rate=0.4, axis=1)(MATRIX),
        "min_max_norm": kinds.min_max_norm()(WITH_ZEROS),
    }


CASES = {
    "regularizers": Case(regularizers),
    "constraints": Case(constraints),
    "orthogonal": Case(orthogonal, needs=("regularizers.OrthogonalRegularizer",)),
    "more constraints": Case(
        more_constraints, needs=("constraints.UnitNorm", "constraints.MinMaxNorm")
    ),
}
