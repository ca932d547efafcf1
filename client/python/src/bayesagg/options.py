"""What a session is made of: its tasks and its choices. What is not set, the server fills in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from google.protobuf.duration_pb2 import Duration

from bayesagg.v1 import session_pb2 as pb


@dataclass(frozen=True)
class Task:
    """A likelihood on top of the shared features.

    Attributes:
        name: unique in the session, 1 to 128 characters of [A-Za-z0-9._-].
        likelihood: "gaussian" (squared error), "bernoulli" (yes or no) or "categorical" (classes).
        outputs: outputs, or the classes of a categorical task.
        bias: whether the posterior has a bias weight.
        prior_variance: of every weight before any evidence.
        noise_variance: of a Gaussian task's labels.
        uncertainty_exponent: s of the weights.
        precision_structure: "full", "block_diagonal" or "diagonal".
    """

    name: str
    likelihood: str
    outputs: int = 1
    bias: bool | None = None
    prior_variance: float | None = None
    noise_variance: float | None = None
    uncertainty_exponent: float | None = None
    precision_structure: str | None = None

    def to_message(self) -> pb.Task:
        """As the contract has it."""
        message = pb.Task(
            name=self.name,
            likelihood=_enum("likelihood", pb.Likelihood, "LIKELIHOOD", self.likelihood),
            outputs=self.outputs,
            precision_structure=_enum(
                "precision_structure", pb.PrecisionStructure, "PRECISION_STRUCTURE", self.precision_structure
            ),
        )
        for name in ("bias", "prior_variance", "noise_variance", "uncertainty_exponent"):
            if (value := getattr(self, name)) is not None:
                setattr(message, name, value)
        return message


def gaussian(name: str, outputs: int = 1, **choices: Any) -> Task:
    """A regression task with squared error; `choices` as of `Task`."""
    return Task(name, "gaussian", outputs, **choices)


def bernoulli(name: str, outputs: int = 1, **choices: Any) -> Task:
    """A task of independent yes-or-no outputs."""
    return Task(name, "bernoulli", outputs, **choices)


def categorical(name: str, classes: int, **choices: Any) -> Task:
    """A task of one choice among classes."""
    return Task(name, "categorical", classes, **choices)


@dataclass(frozen=True)
class Options:
    """Everything that decides a session's answers. None: the preset's choice, or the server's.

    Enumerated choices are the words of the README's table in any case: `preset="paper"`.

    Attributes:
        forgetting: factor by which evidence fades a step; or
        exact_epoch: most examples of an epoch that is evaluated anew at the next one's heads; or
        streaming_epoch: evidence kept by epoch, step by step. At most one of the three.
        workers: contributions that a step waits for; None: each is a step of its own.
        quorum: how many are enough at `step_deadline` (seconds).
        epoch_deadline: seconds that an epoch stays open after the first worker ended it.
        worker_timeout: seconds that a worker may be silent before neither steps nor epochs wait for it.
    """

    preset: str | None = None
    gradient_centre: str | None = None
    expectation_gain: float | None = None
    weight_statistic: str | None = None
    variance_pooling: str | None = None
    weight_granularity: str | None = None
    weight_normalisation: str | None = None
    noise_variance: str | None = None
    forgetting: float | None = None
    exact_epoch: int | None = None
    streaming_epoch: bool = False
    warmup_epochs: int | None = None
    reduction: str | None = None
    variance_floor: float | None = None
    loss_decay: float | None = None
    refresh_interval: int | None = None
    workers: int | None = None
    quorum: int | None = None
    step_deadline: float | None = None
    epoch_deadline: float | None = None
    max_examples_per_step: int | None = None
    replay_window: int | None = None
    worker_timeout: float | None = None

    def to_message(self, feature_dim: int, tasks: Sequence[Task]) -> pb.SessionConfig:
        """As the contract has it."""
        config = pb.SessionConfig(feature_dim=feature_dim, tasks=[task.to_message() for task in tasks])
        for name, (enum, prefix) in _ENUMS.items():
            setattr(config, name, _enum(name, enum, prefix, getattr(self, name)))
        for name in _PLAIN:
            if (value := getattr(self, name)) is not None:
                setattr(config, name, value)
        self._prior_refresh(config)
        if self.workers is not None:
            config.worker_mode = pb.WORKER_MODE_SYNCHRONOUS
            config.synchronous.workers = self.workers
            config.synchronous.quorum = self.quorum or 0
            if self.step_deadline is not None:
                config.synchronous.step_deadline.CopyFrom(_duration(self.step_deadline))
        elif self.quorum is not None or self.step_deadline is not None:
            raise ValueError("quorum, step_deadline: only with workers, the number that a step waits for")
        if self.epoch_deadline is not None:
            config.epoch_deadline.CopyFrom(_duration(self.epoch_deadline))
        if self.worker_timeout is not None:
            config.worker_timeout.CopyFrom(_duration(self.worker_timeout))
        return config

    def _prior_refresh(self, config: pb.SessionConfig) -> None:
        chosen = [self.forgetting is not None, self.exact_epoch is not None, self.streaming_epoch]
        if sum(chosen) > 1:
            raise ValueError("forgetting, exact_epoch, streaming_epoch: at most one of them")
        if self.forgetting is not None:
            config.forgetting.factor = self.forgetting
        elif self.exact_epoch is not None:
            config.exact_epoch.max_examples = self.exact_epoch
        elif self.streaming_epoch:
            config.streaming_epoch.SetInParent()


_ENUMS: dict[str, tuple[Any, str]] = {
    "preset": (pb.Preset, "PRESET"),
    "gradient_centre": (pb.GradientCentre, "GRADIENT_CENTRE"),
    "weight_statistic": (pb.WeightStatistic, "WEIGHT_STATISTIC"),
    "variance_pooling": (pb.VariancePooling, "VARIANCE_POOLING"),
    "weight_granularity": (pb.WeightGranularity, "WEIGHT_GRANULARITY"),
    "weight_normalisation": (pb.WeightNormalisation, "WEIGHT_NORMALISATION"),
    "noise_variance": (pb.NoiseVariance, "NOISE_VARIANCE"),
    "reduction": (pb.Reduction, "REDUCTION"),
}
_PLAIN = (
    "expectation_gain",
    "warmup_epochs",
    "variance_floor",
    "loss_decay",
    "refresh_interval",
    "max_examples_per_step",
    "replay_window",
)


def known_choices() -> frozenset[str]:
    """Names of all choices of `Options`."""
    return frozenset(field.name for field in fields(Options))


def _enum(field: str, enum: Any, prefix: str, word: str | None) -> Any:
    if word is None:
        return 0
    name = f"{prefix}_{word.upper()}"
    words = [key.removeprefix(prefix + "_").lower() for key, value in enum.items() if value != 0]
    if word.lower() not in words:
        raise ValueError(f'{field}: got "{word}", expected one of {", ".join(words)}')
    return enum.Value(name)


def _duration(seconds: float) -> Duration:
    duration = Duration()
    duration.FromTimedelta(datetime.timedelta(seconds=seconds))
    return duration
