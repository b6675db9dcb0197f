"""What `run_layer_test` does to a layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np

import tengen
from tengen.core.dtypes import is_float, standardize_dtype
from tengen.core.symbolic import SymbolicTensor

Shapes = Any  # a shape, or a list, tuple or dict of shapes


@dataclass
class LayerCheck:
    """The arguments of `run_layer_test`, under the same names."""

    test: Any
    layer_cls: Any
    init_kwargs: dict[str, Any]
    input_shape: Shapes = None
    input_dtype: Any = None
    input_sparse: bool = False
    input_ragged: bool = False
    input_data: Any = None
    call_kwargs: dict[str, Any] | None = None
    expected_output_shape: Shapes = None
    expected_output_dtype: Any = None
    _: KW_ONLY
    expected_output_sparse: bool = False
    expected_output_ragged: bool = False
    expected_output: Any = None
    expected_num_trainable_weights: int | None = None
    expected_num_non_trainable_weights: int | None = None
    expected_num_non_trainable_variables: int | None = None
    expected_num_seed_generators: int | None = None
    expected_num_losses: int | None = None
    supports_masking: bool | None = None
    expected_mask_shape: Shapes = None
    custom_objects: dict[str, Any] | None = None
    run_training_check: bool = True
    run_mixed_precision_check: bool = True
    assert_built_after_instantiation: bool = False
    tpu_atol: float | None = None
    tpu_rtol: float | None = None

    def run(self) -> None:
        """Run every check that the arguments ask for."""
        if self.input_sparse or self.input_ragged:
            self.test.fail("sparse and ragged inputs are not in tengen")
        self._check_config()
        if self.input_data is None and self.input_shape is None:
            return
        self._check_build()
        self._check_symbolic_call()
        if self.assert_built_after_instantiation:
            self._check_built_at_once()
        self._check_call()
        if self.run_training_check:
            self._check_training()
        if self.run_mixed_precision_check:
            self._check_mixed_precision()

    # -- the layer and what goes in ----------------------------------------------------

    def _layer(self, **more: Any) -> Any:
        return self.layer_cls(**{**self.init_kwargs, **more})

    def _call(self, layer: Any, inputs: Any) -> Any:
        options = self.call_kwargs or {}
        if isinstance(inputs, dict):
            return layer(**inputs, **options)
        return layer(inputs, **options)

    def _shapes(self) -> Shapes:
        if self.input_shape is not None:
            return self.input_shape
        return _map(lambda x: tuple(np.shape(x)), self.input_data)

    def _inputs(self, make: Callable[[Any, str], Any]) -> Any:
        """Make one thing for each shape and dtype of the inputs."""
        if self.input_shape is None:
            return _map(
                lambda x: make(tuple(np.shape(x)), standardize_dtype(x.dtype)),
                self.input_data,
            )
        made = _map_shapes(make, self.input_shape, self.input_dtype or "float32")
        if isinstance(made, dict):
            # Shapes are given by argument of `build`, values by argument of `call`.
            return {name.removesuffix("_shape"): value for name, value in made.items()}
        return made

    def _symbols(self) -> Any:
        return self._inputs(lambda shape, dtype: SymbolicTensor(shape, dtype))

    def _values(self) -> Any:
        if self.input_data is not None:
            return self.input_data
        generator = np.random.default_rng(0)
        return self._inputs(
            lambda shape, dtype: tengen.ops.convert_to_tensor(
                (generator.random(shape) * 3).astype(dtype)
            )
        )

    # -- checks ------------------------------------------------------------------------

    def _check_config(self) -> None:
        layer = self._layer()
        self.test.run_class_serialization_test(layer, self.custom_objects)
        if self.supports_masking is not None:
            self.test.assertEqual(
                layer.supports_masking, self.supports_masking, "supports_masking"
            )

    def _check_build(self) -> None:
        layer = self._layer()
        shapes = self._shapes()
        if isinstance(shapes, dict):
            layer.build(**shapes)
        else:
            layer.build(shapes)
        self._check_counts(layer)

    def _check_counts(self, layer: Any) -> None:
        self.test.assertTrue(layer.built, "built")
        seeds = [v for v in layer.variables if "seed_generator" in v.path]
        for what, found, expected in (
            (
                "trainable_weights",
                layer.trainable_weights,
                self.expected_num_trainable_weights,
            ),
            (
                "non_trainable_weights",
                layer.non_trainable_weights,
                self.expected_num_non_trainable_weights,
            ),
            (
                "non_trainable_variables",
                layer.non_trainable_variables,
                self.expected_num_non_trainable_variables,
            ),
            ("seed generators", seeds, self.expected_num_seed_generators),
        ):
            if expected is not None:
                self.test.assertEqual(len(found), expected, f"number of {what}")

    def _check_symbolic_call(self) -> None:
        layer = self._layer()
        inputs = self._symbols()
        outputs = self._call(layer, inputs)
        self._check_counts(layer)
        self._check_shapes_and_dtypes(outputs)
        if self.expected_mask_shape is not None:
            mask = layer.compute_mask(inputs)
            self.test.assertEqual(tuple(mask.shape), self.expected_mask_shape)

    def _check_shapes_and_dtypes(self, outputs: Any) -> None:
        if self.expected_output_shape is not None:
            expected = _flat_shapes(self.expected_output_shape)
            found = [tuple(x.shape) for x in _flat(outputs)]
            fits = len(found) == len(expected) and all(
                len(a) == len(b)
                and all(m is None or n == m for n, m in zip(a, b, strict=True))
                for a, b in zip(found, expected, strict=True)
            )
            self.test.assertTrue(fits, f"output shapes {found}; expected {expected}")
        if self.expected_output_dtype is not None:
            found_dtypes = [standardize_dtype(x.dtype) for x in _flat(outputs)]
            self.test.assertEqual(found_dtypes, _flat(self.expected_output_dtype))

    def _check_built_at_once(self) -> None:
        self.test.assertTrue(self._layer().built, "built without weights to make")
        own_build = {"build": lambda self, *shapes, **named: None}
        changed = type(
            f"Changed{self.layer_cls.__name__}", (self.layer_cls,), own_build
        )
        self.test.assertFalse(
            changed(**self.init_kwargs).built, "built before a subclass's own build()"
        )

    def _check_call(self) -> None:
        layer = self._layer()
        outputs = self._call(layer, self._values())
        self._check_shapes_and_dtypes(outputs)
        if self.expected_output is not None:
            expected = _flat(self.expected_output)
            found = _flat(outputs)
            self.test.assertEqual(len(found), len(expected))
            for value, right in zip(found, expected, strict=True):
                self.test.assertAllClose(value, right, msg="output")
        if self.expected_num_losses is not None:
            self.test.assertEqual(
                len(layer.losses), self.expected_num_losses, "number of losses"
            )

    def _check_training(self) -> None:
        inputs = self._values()
        layer = self._layer()
        targets = self._call(layer, inputs)
        model = _Around(layer)
        model.compile(optimizer="sgd", loss=_Total(), jit_compile="auto")
        batches = iter(lambda: (inputs, targets), None)
        model.fit(batches, steps_per_epoch=1, verbose=0)

    def _check_mixed_precision(self) -> None:
        layer = self._layer(dtype="mixed_float16")

        def as_called(shape: Any, dtype: str) -> Any:
            cast = getattr(layer, "autocast", True) and is_float(dtype)
            return SymbolicTensor(shape, layer.compute_dtype if cast else dtype)

        outputs = self._call(layer, self._values())
        symbols = self._inputs(as_called)
        if isinstance(symbols, dict):
            inferred = layer.compute_output_spec(**symbols)
        else:
            inferred = layer.compute_output_spec(symbols)
        self.test.assertEqual(
            [standardize_dtype(x.dtype) for x in _flat(outputs)],
            [standardize_dtype(x.dtype) for x in _flat(inferred)],
            "dtypes of the outputs, computed and inferred, in mixed_float16",
        )
        for weight in layer.weights:
            if is_float(weight.dtype):
                self.test.assertEqual(standardize_dtype(weight.dtype), "float32")


class _Around(tengen.Model):
    """A model of one layer."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.layer = layer

    def call(self, x: Any, training: bool = False) -> Any:
        return self.layer(x, training=training)


class _Total(tengen.losses.Loss):
    """The sum of what the layer gives, whatever its shape."""

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        return tengen.ops.sum(y_pred)


def _is_shape(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(
        size is None or isinstance(size, int | np.integer) for size in value
    )


def _map_shapes(make: Callable[[Any, Any], Any], shapes: Shapes, dtypes: Any) -> Any:
    """Call a function for each shape; one dtype may stand for all."""
    if _is_shape(shapes):
        return make(tuple(shapes), dtypes)
    if isinstance(shapes, dict):
        return {
            key: _map_shapes(make, shape, _at(dtypes, key))
            for key, shape in shapes.items()
        }
    return type(shapes)(
        [_map_shapes(make, shape, _at(dtypes, i)) for i, shape in enumerate(shapes)]
    )


def _at(dtypes: Any, key: Any) -> Any:
    return dtypes if isinstance(dtypes, str) else dtypes[key]


def _flat_shapes(shapes: Shapes) -> list[tuple[int | None, ...]]:
    if _is_shape(shapes):
        return [tuple(shapes)]
    parts = [shapes[key] for key in shapes] if isinstance(shapes, dict) else shapes
    return [shape for part in parts for shape in _flat_shapes(part)]


def _map(function: Callable[[Any], Any], value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _map(function, item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([_map(function, item) for item in value])
    return function(value)


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for key in value for leaf in _flat(value[key])]
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in _flat(item)]
    return [value]
