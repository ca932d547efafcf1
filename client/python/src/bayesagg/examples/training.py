"""Runs: the same data, network, optimiser and epochs for every way."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from bayesagg.examples.problem import Network, Part, Problem
from bayesagg.examples.ways import Mean, Way


@dataclass
class Run:
    """What came of one run: test results after each epoch, by task, and milliseconds a step."""

    curve: list[dict[str, float]] = field(default_factory=list)
    step_ms: float = 0.0


def train(
    problem: Problem, way: Way, parts: tuple[Part, Part], epochs: int, seed: int, step: Callable[[], None]
) -> Run:
    """One run; `step` is called after each step."""
    training, test = parts
    steps = len(training) // problem.batch
    optimiser = torch.optim.Adam(way.parameters(problem.rate), lr=problem.rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda index: 0.5 * (1 + math.cos(math.pi * index / (steps * epochs)))
    )
    order = torch.Generator().manual_seed(seed)
    run = Run([way.network.measure(test)])
    seconds = 0.0
    for _ in range(epochs):
        shuffled = torch.randperm(len(training), generator=order)[: steps * problem.batch]
        begun = time.perf_counter()
        for rows in shuffled.split(problem.batch):
            optimiser.zero_grad()
            way.backward(training.rows(rows))
            optimiser.step()
            schedule.step()
            step()
        way.finish_epoch()
        seconds += time.perf_counter() - begun
        run.curve.append(way.network.measure(test))
    way.close()
    run.step_ms = seconds / (steps * epochs) * 1e3
    return run


def train_single(problem: Problem, parts: tuple[Part, Part], epochs: int, seed: int, step: Callable[[], None]) -> Run:
    """One network a task; a step is one of each."""
    runs = [
        train(problem, Mean(Network(problem, (task,), seed, parts[0])), parts, epochs, seed, step)
        for task in problem.tasks
    ]
    curve = [
        {name: value for one in after for name, value in one.items()}
        for after in zip(*(run.curve for run in runs), strict=True)
    ]
    return Run(curve, sum(run.step_ms for run in runs))
