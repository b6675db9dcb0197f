"""`Trainer`: a model, its objective and state, and the programs compiled for them.

Made by `compile`, thrown away by the next `compile`. Each program is compiled once per
shape and kept here, so that it goes when the model goes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tengen.core import random_state
from tengen.core.symbolic import SymbolicTensor
from tengen.core.trees import flatten, map_structure, pack_like
from tengen.metrics import Metric
from tengen.training import checks, eagerly, epoch
from tengen.training.custom_step import (
    Reported,
    assigns,
    is_custom,
    make_custom_step,
    rehearse,
    reported_names,
)
from tengen.training.data import ResidentData
from tengen.training.notices import Notices
from tengen.training.objective import Objective, unique_names
from tengen.training.record import CompileRecord
from tengen.training.state import State, Values
from tengen.training.step import Batch, Step, make_test_step, make_train_step


class Trainer:
    """What training needs to know about one compiled model.

    Attributes:
        shuffle_seed, epochs_shuffled: where the shuffling generator stands.
        watches_loss: whether a callback ends training where the loss is no number; then
            data that are none are a hint, no error.
    """

    def __init__(self, model: Any, record: CompileRecord) -> None:
        self.model = model
        self.record = record
        self._objective: Objective | None = None
        self._state: State | None = None
        self.notices = Notices()
        self.shuffle_seed = random_state.draw_seed()
        self.epochs_shuffled = 0
        self.watches_loss = False
        self._programs: dict[Any, Callable[..., epoch.Chunk]] = {}
        self._initial: list[Any] = []
        self._own: list[Metric] = []
        self._reported: dict[bool, list[Reported]] = {}
        self._optimizer_version = -1

    @property
    def runs_eagerly(self) -> bool:
        """Whether layers run one by one in Python."""
        return eagerly.is_on(self.record)

    @property
    def is_prepared(self) -> bool:
        """Whether the shapes of data were seen."""
        return self._objective is not None and self._state is not None

    @property
    def objective(self) -> Objective:
        """Losses and metrics, known once `prepare` has seen the shapes of data."""
        assert self._objective is not None, "prepare comes first"
        return self._objective

    @property
    def state(self) -> State:
        """All variables, known once `prepare` has seen the shapes of data."""
        assert self._state is not None, "prepare comes first"
        return self._state

    # -- getting ready ---------------------------------------------------------------

    def arrange(self, batch: Batch) -> Batch:
        """Bring targets and weights given by output name into the outputs' order."""
        names = self.model.output_names
        checks.check_names("y", batch.y, names)
        checks.check_names("sample_weight", batch.sample_weight, names)
        return batch._replace(
            y=_by_name(batch.y, names),
            sample_weight=_by_name(batch.sample_weight, names),
        )

    def prepare(
        self, batch: Batch, with_targets: bool = True, rows: int | None = None
    ) -> None:
        """Check the data, build the model, resolve losses and metrics.

        Args:
            batch: host arrays; all of the data, or its first batch.
            rows: the samples of a step, where `batch` has more.
        """
        outputs = self._outputs(batch.x)
        names = self._output_names(outputs)
        shapes = [tuple(tensor.shape) for tensor in outputs]
        if self._objective is None:
            targets = _by_name(batch.y, names)
            target_shapes: list[Any] = [
                None if t is None else tuple(t.shape) for t in flatten(targets)
            ]
            if len(target_shapes) != len(names):
                target_shapes = [None] * len(names)
            self._objective = Objective(
                self.record, names, shapes, target_shapes, self._structure(len(names))
            )
        checks.check_lengths(batch)
        if with_targets:
            checks.check_targets(
                batch.y,
                names,
                shapes,
                self.objective.losses,
                last_activations(outputs),
                self.notices,
            )
        checks.check_numbers(
            batch, self.notices, self.watches_loss, scales_inputs(self.model)
        )
        limits = embedding_limits(self.model)
        if limits:
            checks.check_embeddings(batch.x, limits, self.model.input_names)
        version = self.record.optimizer.structure_version
        if self._state is None or version != self._optimizer_version:
            self._programs.clear()
            self._make_state(ResidentData(*batch).rows(slice(0, rows)))
            self._optimizer_version = self.record.optimizer.structure_version
            self._initial = [jnp.asarray(a) for a in self.state.initial_counters]

    def _make_state(self, rows: Batch) -> None:
        optimizer = self.record.optimizer
        self._own = self.model.own_metrics()
        metrics = [*self._own, *self.objective.metrics]
        used, names = self._rehearsed(rows)
        state = State(self.model, optimizer, metrics, used)
        self._reported = {
            training: [
                Reported(name)
                for name in names.get(training)
                or reported_names(self.model, training, state, rows)
            ]
            for training in (True, False)
            if is_custom(self.model, training)
        }
        for reported in self._reported.values():
            metrics.extend(reported)
        self._state = State(self.model, optimizer, metrics, used)

    def _rehearsed(self, rows: Batch) -> tuple[list[Any] | None, dict[bool, list[str]]]:
        """Return what steps of tf.keras use and report.

        Instead of the variables `None` where the training step is none of them.
        """
        used: list[Any] = []
        reported = {}
        for training in (True, False):
            if assigns(self.model, training):
                variables, names = rehearse(
                    self.model, training, rows, self.runs_eagerly
                )
                used.extend(variables)
                reported[training] = names
        return (used if assigns(self.model, True) else None), reported

    def _outputs(self, x: Any) -> list[SymbolicTensor]:
        model = self.model
        if assigns(model, True) and _is_only_a_step(model):
            return []  # such as a pair of networks that train one another
        if model._graph is None:
            symbols = map_structure(
                lambda array: SymbolicTensor(
                    (None, *array.shape[1:]), jnp.dtype(array.dtype).name
                ),
                x,
            )
            model._prepare({"inputs": symbols})  # lets a Sequential find its shape
            if model._graph is None:
                model.built = True
                return flatten(model.compute_output_spec(symbols))
        checks.check_inputs(
            x, model._graph.flat_inputs, model.input_names, self.notices
        )
        return list(model._graph.flat_outputs)

    def _structure(self, count: int) -> Any:
        """Return the outputs' structure, with their numbers as leaves; or `None`."""
        graph = self.model._graph
        if graph is None or len(graph.flat_outputs) != count:
            return None
        return pack_like(graph.outputs, [*range(count)])

    def _output_names(self, outputs: list[SymbolicTensor]) -> list[str]:
        names = self.model.output_names
        if len(names) == len(outputs):
            return list(names)
        return [f"output_{index + 1}" for index in range(len(outputs))]

    # -- programs --------------------------------------------------------------------

    def loop(self, training: bool, batch_size: int) -> Callable[..., epoch.Chunk]:
        """Return the compiled loop over full batches of resident data."""
        return self._program(
            ("loop", training, batch_size),
            lambda: epoch.make_epoch_loop(
                self._step(training), self.shown(training), self.state, batch_size
            ),
        )

    def rows(self, training: bool) -> Callable[..., epoch.Chunk]:
        """Return the compiled step on some rows of resident data."""
        return self._program(
            ("rows", training),
            lambda: epoch.make_single_of_rows(
                self._step(training), self.shown(training), self.state
            ),
        )

    def single(self, training: bool) -> Callable[..., epoch.Chunk]:
        """Return the compiled step on a batch that is handed over."""
        return self._program(
            ("single", training),
            lambda: epoch.make_single(
                self._step(training), self.shown(training), self.state
            ),
        )

    def _program(
        self, key: Any, make: Callable[[], Callable[..., epoch.Chunk]]
    ) -> Callable[..., epoch.Chunk]:
        key = (key, self.runs_eagerly)
        if key not in self._programs:
            program = make()
            if self.runs_eagerly:
                program = _uncompiled(program)
            self._programs[key] = program
        return self._programs[key]

    def _step(self, training: bool) -> Step:
        if training in self._reported:
            return make_custom_step(
                self.model, training, self.state, self._reported[training]
            )
        if training:
            return make_train_step(
                self.model,
                self.record.optimizer,
                self.objective,
                self.state,
                self.runs_eagerly,
            )
        return make_test_step(self.model, self.objective, self.state)

    def compiled_programs(self) -> int:
        """Return how many executables exist (one per program and shape)."""
        return sum(
            program._cache_size()
            for program in self._programs.values()
            if hasattr(program, "_cache_size")
        )

    def look_for_leaks(self) -> None:
        """Mention a layer that kept a tensor of the compiled step on itself."""
        for layer in self.model.all_layers():
            for name, value in vars(layer).items():
                if any(isinstance(leaf, jax.core.Tracer) for leaf in flatten(value)):
                    self.notices.say(
                        f"leak of {layer.name}",
                        f"layer {layer.name!r} keeps a tensor in self.{name}; outside "
                        "the compiled step it has no value (compile(run_eagerly=True) "
                        "gives it one)",
                    )

    # -- values ----------------------------------------------------------------------

    def values(self, reset: bool = False) -> Values:
        """Read the state, with fresh counters if asked."""
        values = self.state.values()
        if reset:
            fresh = [jnp.array(start, copy=True) for start in self._initial]
            values = values._replace(counters=fresh)
        return values

    @property
    def initial_counters(self) -> list[Any]:
        """The values counters have at the beginning of an epoch."""
        return self._initial

    def shown(self, training: bool) -> list[Metric]:
        """Return the metrics whose results are shown."""
        if training in self._reported:
            return list(self._reported[training])
        return [*self.objective.metrics, *self._own]

    def names(self, training: bool) -> list[str]:
        """Return the names under which the results are shown."""
        if training in self._reported:
            return [metric.name for metric in self._reported[training]]
        own = [metric.name for metric in self._own]
        return unique_names([*self.objective.names, *own])

    def logs(self, results: Any, training: bool = True) -> dict[str, float]:
        """Return a row of results under the metrics' names."""
        return dict(zip(self.names(training), map(float, results), strict=True))

    def permutations(self, samples: int, epochs: int, shuffle: bool) -> Any:
        """Return row numbers `(epochs, samples)`, shuffled anew in each epoch.

        Each epoch has a generator of its own, made from the seed and the epoch's
        number: training that goes on from a file sees the same batches.
        """
        table = np.empty((epochs, samples), "int32")
        table[:] = np.arange(samples, dtype="int32")
        if shuffle:
            for row in table:
                key = [self.shuffle_seed, self.epochs_shuffled]
                np.random.Generator(np.random.Philox(key=key)).shuffle(row)
                self.epochs_shuffled += 1
        return table


def _by_name(value: Any, names: list[str]) -> Any:
    if not isinstance(value, dict) or not names:
        return value
    return [value.get(name) for name in names]


def last_activations(outputs: list[SymbolicTensor]) -> list[str | None]:
    """Return the name of the activation each output comes from, where known."""
    names = []
    for tensor in outputs:
        operation = tensor.node.operation if tensor.node is not None else None
        layers = getattr(operation, "layers", None)
        while layers:
            operation = layers[-1]
            layers = getattr(operation, "layers", None)
        activation = getattr(operation, "activation", None)
        name = getattr(activation, "__name__", None)
        if type(operation).__name__ == "Softmax":
            name = "softmax"
        names.append(name)
    return names


def embedding_limits(model: Any) -> dict[str, tuple[str, int]]:
    """Return for each input that goes straight into an embedding its name and size."""
    limits: dict[str, tuple[str, int]] = {}
    if model._graph is None:
        return limits
    inputs = {id(tensor): tensor.name for tensor in model._graph.flat_inputs}
    for node in model._graph.nodes:
        size = getattr(node.operation, "input_dim", None)
        for tensor in node.inputs:
            if id(tensor) in inputs and type(node.operation).__name__ == "Embedding":
                limits[inputs[id(tensor)]] = (node.operation.name, int(size or 0))
    return limits


_SCALING = {"Rescaling", "Normalization", "BatchNormalization", "Lambda"}


def scales_inputs(model: Any) -> bool:
    """Say whether a layer of the model may make large numbers small, as pixels are."""
    return any(type(layer).__name__ in _SCALING for layer in model.all_layers())


def _is_only_a_step(model: Any) -> bool:
    """Say whether a model has neither a graph, nor layers in a row, nor a `call`."""
    has_call = not getattr(type(model).call, "is_the_default", False)
    return model._graph is None and not has_call and not hasattr(model, "add")


def _uncompiled(program: Callable[..., epoch.Chunk]) -> Callable[..., epoch.Chunk]:
    def run(*args: Any) -> epoch.Chunk:
        with jax.disable_jit():
            return program(*args)

    return run


def resident(x: Any, y: Any, sample_weight: Any) -> ResidentData:
    """Return data whose arrays have equally many samples.

    Raises:
        ValueError: where they do not.
    """
    data = ResidentData(x, y, sample_weight)
    checks.check_lengths(data.host)
    return data
