"""The `TestCase` that borrowed tests find where they look for Keras's own.

It has the same method names and means the same by them, with one exception: errors are
compared by their type, not by their words (see README.md).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from absl.testing import parameterized

import tengen
from tengen.core.dtypes import standardize_dtype
from tengen.core.naming import reset_names

from .layer_check import LayerCheck

SEED = 1337
# Keras itself does not keep these two apart from one place to the next.
WRONG_ARGUMENT = (ValueError, TypeError)


def accepted(expected: Any) -> Any:
    """Return the types that stand for an expected one."""
    kinds = expected if isinstance(expected, tuple) else (expected,)
    if any(kind in WRONG_ARGUMENT for kind in kinds):
        return tuple(dict.fromkeys((*kinds, *WRONG_ARGUMENT)))
    return kinds


class _Raises:
    """What `with assertRaises(...) as context` gives: `context.exception`."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def __enter__(self) -> Any:
        self._context.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self._context.__exit__(*error)

    @property
    def exception(self) -> Any:
        return _Said(self._context.exception)


class _Said:
    """An error whose text is equal to whatever a test compares it with."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __str__(self) -> str:
        return _AnyText(self._error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._error, name)


class _AnyText(str):
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str)

    def __contains__(self, other: object) -> bool:
        return isinstance(other, str)


class _KeepsMarks(type(parameterized.TestCase)):  # type: ignore[misc]
    """Hands marks that stand above `parameterized` down to the tests it makes."""

    def __new__(mcs, name: str, bases: Any, members: dict[str, Any]) -> Any:
        for member in members.values():
            test = getattr(member, "_test_method", None)
            if test is not None:
                vars(test).update(
                    {k: v for k, v in vars(member).items() if k == "pytestmark"}
                )
        return super().__new__(mcs, name, bases, members)


class TestCase(parameterized.TestCase, metaclass=_KeepsMarks):
    """Base of all borrowed tests."""

    maxDiff = None
    __test__ = False  # nothing for pytest to collect here

    def setUp(self) -> None:
        super().setUp()
        reset_names()
        tengen.utils.set_random_seed(SEED)

    def get_temp_dir(self) -> str:
        """Return a new folder that is gone after the test."""
        folder = tempfile.mkdtemp(prefix="tengen-borrowed-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return folder

    # -- errors, by type ---------------------------------------------------------------

    def assertRaises(self, expected_exception: Any, *args: Any, **kwargs: Any) -> Any:
        kinds = accepted(expected_exception)
        if args:
            return super().assertRaises(kinds, *args, **kwargs)
        return _Raises(super().assertRaises(kinds, **kwargs))

    def assertRaisesRegex(
        self, expected_exception: Any, expected_regex: Any, *args: Any, **kwargs: Any
    ) -> Any:
        return self.assertRaises(expected_exception, *args, **kwargs)

    # -- arrays ------------------------------------------------------------------------

    def convert_to_numpy(self, x: Any) -> np.ndarray[Any, Any]:
        """Return a tensor, variable or nested list as an array."""
        return x.numpy() if isinstance(x, tengen.Variable) else np.asarray(x)

    def assertAllClose(
        self,
        actual: Any,
        desired: Any,
        atol: float = 1e-6,
        rtol: float = 1e-6,
        tpu_atol: float | None = None,
        tpu_rtol: float | None = None,
        msg: str | None = None,
    ) -> None:
        np.testing.assert_allclose(
            self.convert_to_numpy(actual),
            self.convert_to_numpy(desired),
            atol=atol,
            rtol=rtol,
            err_msg=msg or "",
        )

    def assertNotAllClose(self, actual: Any, desired: Any, **options: Any) -> None:
        try:
            self.assertAllClose(actual, desired, **options)
        except AssertionError:
            return
        self.fail(f"equal within the tolerance:\n{actual}\n{desired}")

    def assertAlmostEqual(
        self,
        actual: Any,
        desired: Any,
        decimal: int = 3,
        tpu_decimal: int | None = None,
        msg: str | None = None,
    ) -> None:
        np.testing.assert_almost_equal(
            self.convert_to_numpy(actual),
            self.convert_to_numpy(desired),
            decimal=decimal,
            err_msg=msg or "",
        )

    def assertAllEqual(self, actual: Any, desired: Any, msg: str | None = None) -> None:
        np.testing.assert_array_equal(
            self.convert_to_numpy(actual),
            self.convert_to_numpy(desired),
            err_msg=msg or "",
        )

    def assertLen(self, container: Any, expected_len: int, msg: Any = None) -> None:
        self.assertEqual(len(container), expected_len, msg)

    def assertDType(self, x: Any, dtype: Any, msg: str | None = None) -> None:
        found = getattr(x, "dtype", type(x))
        self.assertEqual(standardize_dtype(found), standardize_dtype(dtype), msg)

    def assertSparse(self, x: Any, sparse: bool = True) -> None:
        self._has(x, "sparse", sparse)

    def assertRagged(self, x: Any, ragged: bool = True) -> None:
        self._has(x, "ragged", ragged)

    def _has(self, x: Any, property_name: str, expected: bool) -> None:
        found = bool(getattr(x, property_name, False))
        self.assertEqual(found, expected, f"{property_name}: {x}")

    def assertFileExists(self, path: Any) -> None:
        self.assertTrue(Path(path).is_file(), f"no file {path}")

    # -- configurations ----------------------------------------------------------------

    def run_class_serialization_test(
        self, instance: Any, custom_objects: dict[str, Any] | None = None
    ) -> Any:
        """Make an object again from its config, and from its serialized form."""
        from .hook import public

        serialize = public("keras.saving.serialize_keras_object")
        deserialize = public("keras.saving.deserialize_keras_object")
        config = instance.get_config()
        written = as_json(config)

        def check(make: Callable[[], Any]) -> Any:
            with tengen.saving.custom_object_scope(custom_objects or {}):
                again = make()
            self.assertIs(type(again), type(instance))
            self.assertEqual(as_json(again.get_config()), written)
            return again

        check(lambda: type(instance).from_config(config))
        stored = as_json(serialize(instance))
        return check(lambda: deserialize(from_json(stored)))

    def run_layer_test(
        self, layer_cls: Any, init_kwargs: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Put a layer through building, calling, training, saving its config."""
        LayerCheck(self, layer_cls, init_kwargs, *args, **kwargs).run()


def as_json(value: Any) -> str:
    """Return a config as text; tuples stay tuples."""
    return json.dumps(_marked(value), sort_keys=True, indent=1)


def from_json(text: str) -> Any:
    """Return the config of a text."""
    return json.loads(text, object_hook=_unmarked)


def _marked(value: Any) -> Any:
    if isinstance(value, tuple):
        return {"__tuple__": [_marked(item) for item in value]}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    return value


def _unmarked(value: dict[str, Any]) -> Any:
    return tuple(value["__tuple__"]) if "__tuple__" in value else value
