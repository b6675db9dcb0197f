"""Public names of Keras that tengen keeps at another place, or builds from its own."""

from __future__ import annotations

from typing import Any

# Public name of Keras -> (module of tengen, name there).
ELSEWHERE = {
    "keras.KerasTensor": ("tengen.core.symbolic", "SymbolicTensor"),
    "keras.InputSpec": ("tengen.layers", "InputSpec"),
    "keras.DTypePolicy": ("tengen.core.dtypes", "DTypePolicy"),
    "keras.dtype_policies.DTypePolicy": ("tengen.core.dtypes", "DTypePolicy"),
    "keras.backend.standardize_dtype": ("tengen.core.dtypes", "standardize_dtype"),
    "keras.backend.is_float_dtype": ("tengen.core.dtypes", "is_float"),
    "keras.backend.is_int_dtype": ("tengen.core.dtypes", "is_integer"),
    "keras.tree.assert_same_structure": (
        "tengen.core.trees",
        "assert_same_structure",
    ),
    "keras.tree.flatten": ("tengen.core.trees", "flatten"),
    "keras.tree.map_structure": ("tengen.core.trees", "map_structure"),
    "keras.tree.pack_sequence_as": ("tengen.core.trees", "pack_like"),
    "keras.backend.clear_session": ("tengen.core.naming", "reset_names"),
    "keras.utils.clear_session": ("tengen.core.naming", "reset_names"),
}


def replacements() -> dict[str, Any]:
    """Return what the borrowed tests get from this folder, by the path they use."""
    from . import case, example_data

    return {
        "keras.src.testing.TestCase": case.TestCase,
        "keras.src.testing.test_case.TestCase": case.TestCase,
        "keras.src.testing.test_utils.get_test_data": example_data.get_test_data,
        "keras.src.testing.test_utils.named_product": example_data.named_product,
        **{
            f"keras.src.testing.{home}{kind}uses_{device}": _no
            for home in ("", "test_case.")
            for kind in ("", "jax_", "tensorflow_", "torch_")
            for device in ("gpu", "tpu")
        },
    }


def _no() -> bool:
    """The tests run on the CPU, whatever the machine has."""
    return False
