"""`Plan`: all that a training run is told."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any, Self

CLOCKS = ("wall", "cpu")
_STEPS_A_MINUTE = 300  # what two cores do at least, with small networks
ROUND = 8  # steps between two looks at the clock; the rate changes from round to round


@dataclasses.dataclass(frozen=True)
class Plan:
    """What to train, on what, and for how long.

    Attributes:
        data: an archive of games (`tengen go import GAMES -o games.npz`).
        network: a name of `tengen.go.networks`, a file `.keras` or `.h5`, or a Python
            file that defines `build(size, planes)` or `model`.
        out: folder of the results.
        minutes: how long to train; compiling and validating do not count.
        positions: how many positions to train on, instead of `minutes`. Only then is
            a run that was broken off and resumed the same to the last bit.
        clock: what `minutes` counts: `"wall"`, or `"cpu"`, the processor time of this
            process over the number of its cores, for machines that others use too.
        params_max: refuse a network with more parameters than this.
        batch_size: positions of a step.
        optimizer: `"adamw"`, `"adam"`, `"lion"`, or `"sgd"` with Nesterov's momentum.
        learning_rate: its greatest value; by default one that suits the optimizer.
        warmup: share of the budget in which the rate rises from zero; from there it
            falls to `final_rate` of its greatest value along a half wave of the cosine
            (Loshchilov and Hutter, 2017).
        final_rate: see there.
        weight_decay: of `adamw` and `lion`.
        clip: greatest length of all gradients together; 0 for no limit.
        label_smoothing: share of the policy's target that is spread over all moves.
        policy_weight, value_weight: factors of the two losses.
        value_loss: `"binary_crossentropy"` or `"mse"`.
        ema: momentum of the moving average of the weights that is validated and kept;
            0 for none. Short runs take less, see `momentum`.
        norm_momentum: greatest momentum of batch normalization's averages. One batch
            has thousands of points, so they need few batches, and in a short run the
            usual 0.99 would still remember the beginning at the end.
        symmetry: whether positions are turned by a random symmetry.
        planes: kind of input planes; `"auto"`: those that fit the network.
        seed: of first weights, order and symmetries.
        upload: dtype in which planes go to the device: `"float32"` or `"uint8"`.
        checkpoint_seconds: how often the state is written; 0: after every round.
        validation_seconds: how often to validate, in seconds of training.
        validation_positions: held-out positions of a validation on the way.
        final_positions: held-out positions of the last one.
    """

    data: str
    network: str
    out: str
    minutes: float | None = None
    positions: int | None = None
    clock: str = "wall"
    params_max: int | None = None
    batch_size: int = 128
    optimizer: str = "adamw"
    learning_rate: float | None = None
    warmup: float = 0.03
    final_rate: float = 0.01
    weight_decay: float = 0.004
    clip: float = 0.0
    label_smoothing: float = 0.0
    policy_weight: float = 1.0
    value_weight: float = 1.0
    value_loss: str = "binary_crossentropy"
    ema: float = 0.995
    norm_momentum: float = 0.9
    symmetry: bool = True
    planes: str = "auto"
    seed: int = 0
    upload: str = "float32"
    checkpoint_seconds: float = 60.0
    validation_seconds: float = 60.0
    validation_positions: int = 2000
    final_positions: int = 20000

    def __post_init__(self) -> None:
        for argument, is_right, expected in self._rules():
            if not is_right:
                raise ValueError(
                    f"{argument}={getattr(self, argument)!r}\n  expected {expected}"
                )
        if (self.minutes is None) == (self.positions is None):
            raise ValueError(
                "how long to train?\n  expected either minutes or positions"
            )

    def _rules(self) -> list[tuple[str, bool, str]]:
        rates = RATES
        losses = ("binary_crossentropy", "mse")
        return [
            ("minutes", self.minutes is None or self.minutes > 0, "more than 0"),
            ("positions", self.positions is None or self.positions > 0, "1 or more"),
            ("clock", self.clock in CLOCKS, "'wall' or 'cpu'"),
            ("batch_size", self.batch_size > 0, "1 or more"),
            ("optimizer", self.optimizer in rates, f"one of {', '.join(rates)}"),
            ("warmup", 0 <= self.warmup < 1, "a share from 0 to 1"),
            ("final_rate", 0 <= self.final_rate <= 1, "a share from 0 to 1"),
            ("label_smoothing", 0 <= self.label_smoothing < 1, "0 up to 1"),
            ("value_loss", self.value_loss in losses, f"one of {', '.join(losses)}"),
            ("ema", 0 <= self.ema < 1, "0 up to 1"),
            ("norm_momentum", 0 <= self.norm_momentum <= 1, "0 to 1"),
            ("upload", self.upload in ("float32", "uint8"), "'float32' or 'uint8'"),
            ("validation_positions", self.validation_positions > 0, "1 or more"),
            ("final_positions", self.final_positions > 0, "1 or more"),
        ]

    @property
    def folder(self) -> Path:
        """The folder of the results."""
        return Path(self.out)

    @property
    def peak_rate(self) -> float:
        """The greatest learning rate."""
        given = self.learning_rate
        return RATES[self.optimizer] if given is None else given

    @property
    def steps(self) -> int | None:
        """Steps of the whole run, whole rounds; `None` where time decides."""
        if self.positions is None:
            return None
        return -(-self.positions // (self.batch_size * ROUND)) * ROUND

    @property
    def momentum(self) -> float:
        """Momentum of the averages: they span at most a twentieth of the run."""
        steps = self.steps or _STEPS_A_MINUTE * (self.minutes or 0.0)
        return max(0.0, min(self.ema, 1.0 - 20.0 / steps))

    def save(self, path: Path) -> None:
        """Write the plan as JSON."""
        path.write_text(json.dumps(dataclasses.asdict(self), indent=2) + "\n")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        return cls(**json.loads(path.read_text()))

    def differences(self, other: Plan) -> dict[str, tuple[Any, Any]]:
        """Return fields in which two plans differ, with both values."""
        own, others = dataclasses.asdict(self), dataclasses.asdict(other)
        return {k: (own[k], others[k]) for k in own if own[k] != others[k]}


RATES = {"adamw": 3e-3, "adam": 2e-3, "sgd": 5e-2, "lion": 4e-4}
