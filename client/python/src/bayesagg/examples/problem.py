"""What is learned: data, tasks, and the network that all ways of training share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

# By kind, unless the task says otherwise; accuracy and error rate are in percent.
_MEASURES = {"gaussian": "RMSE", "bernoulli": "accuracy", "categorical": "accuracy"}


@dataclass(frozen=True)
class ProblemTask:
    """A task as the examples see it.

    Attributes:
        name: as sessions and tables have it.
        kind: "gaussian", "bernoulli" or "categorical".
        outputs: of the head.
        measure_name: "accuracy" or "error rate" of classes, "RMSE" or "MAE" of numbers; "": the first of each.
    """

    name: str
    kind: str
    outputs: int = 1
    measure_name: str = ""

    def __post_init__(self) -> None:
        if not self.measure_name:
            object.__setattr__(self, "measure_name", _MEASURES[self.kind])

    @property
    def more_is_better(self) -> bool:
        """Accuracy is, error is not."""
        return self.measure_name == "accuracy"

    def loss(self, outputs: Tensor, labels: Tensor) -> Tensor:
        """The mean loss over a batch."""
        if self.kind == "categorical":
            return functional.cross_entropy(outputs, labels)
        if self.kind == "bernoulli":
            return functional.binary_cross_entropy_with_logits(outputs, labels.reshape(outputs.shape))
        return functional.mse_loss(outputs, labels.reshape(outputs.shape))

    def measure(self, outputs: Tensor, labels: Tensor) -> float:
        """What `measure_name` says."""
        if self.kind == "gaussian":
            error = outputs - labels.reshape(outputs.shape)
            return float(error.abs().mean() if self.measure_name == "MAE" else error.square().mean().sqrt())
        guess = outputs.argmax(1) if self.kind == "categorical" else (outputs > 0).float().reshape(labels.shape)
        return 100 * float(((guess == labels) == self.more_is_better).float().mean())


@dataclass(frozen=True)
class Part:
    """Examples and their labels by task."""

    inputs: Tensor
    labels: Mapping[str, Tensor]

    def rows(self, index: Tensor) -> Part:
        """Some of them."""
        return Part(self.inputs[index], {name: values[index] for name, values in self.labels.items()})

    def __len__(self) -> int:
        return len(self.inputs)


class Draw(Protocol):
    """Training and test part of a seed; a small part of the data where `short`; `data` is where it lies."""

    def __call__(self, seed: int, short: bool = False, data: Path | None = None) -> tuple[Part, Part]:
        """Loads what it needs."""


@dataclass(frozen=True)
class Problem:
    """A data set and how it is learned.

    Attributes:
        name: of files and titles.
        tasks: in the table's order.
        draw: training and test part of a seed.
        trunk: a fresh one of a seed; its output are the features.
        features: d.
        batch: examples of a step.
        rate: Adam's learning rate at the beginning; falls to 0 along a cosine.
        source: what the command's `--data` names; "": the data comes with the example.
    """

    name: str
    tasks: tuple[ProblemTask, ...]
    draw: Draw
    trunk: Callable[[], nn.Module]
    features: int
    batch: int
    rate: float
    source: str = ""


class Network(nn.Module):
    """A trunk and a linear head a task; the same seed gives the same weights.

    Heads of real labels begin at their mean: a trunk that has to make it up from nothing saturates on the way.
    """

    def __init__(self, problem: Problem, tasks: tuple[ProblemTask, ...], seed: int, training: Part) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.tasks = tasks
        self.trunk = problem.trunk()
        self.heads = nn.ModuleDict()
        for task in tasks:
            head = nn.Linear(problem.features, task.outputs)
            if task.kind == "gaussian":
                head.bias.data = training.labels[task.name].reshape(len(training), -1).mean(0)
            self.heads[task.name] = head

    @torch.no_grad()
    def measure(self, part: Part) -> dict[str, float]:
        """Each task's result."""
        features = self.trunk(part.inputs)
        return {task.name: task.measure(self.heads[task.name](features), part.labels[task.name]) for task in self.tasks}
