"""Eleven properties of small molecules, the benchmark of the paper, from descriptors by a small network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from bayesagg.examples import molecules
from bayesagg.examples.command import run
from bayesagg.examples.problem import Part, Problem, ProblemTask

_TRAIN, _VALIDATION, _TEST = 20_000, 5_000, 10_000
_SHORT = 100
_INPUTS, _WIDTH, _FEATURES = 394, 256, 64


def split(count: int, seed: int, short: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows to train with, to choose settings with (no run touches them), and to test with."""
    parts = tuple(part // 20 if short else part for part in (_TRAIN, _VALIDATION, _TEST))
    order = np.random.default_rng(seed).permutation(count)[: sum(parts)]
    training, validation, test = np.split(order, np.cumsum(parts)[:-1])
    return training, validation, test


def _draw(seed: int, short: bool = False, data: Path | None = None) -> tuple[Part, Part]:
    """Inputs and targets in standard deviations of the training part."""
    inputs, targets = molecules.read(data, 64 if short else 1)
    training, _, test = split(len(inputs), seed, short)
    inputs, targets = _standardised(inputs, training), _standardised(targets, training)
    return _part(inputs, targets, training), _part(inputs, targets, test)


def _standardised(values: np.ndarray, training: np.ndarray) -> np.ndarray:
    """What does not vary in the training part becomes 0."""
    mean, deviation = values[training].mean(0, dtype=np.float64), values[training].std(0, dtype=np.float64)
    scaled: np.ndarray = ((values - mean) / np.where(deviation > 1e-6, deviation, np.inf)).astype(np.float32)
    return scaled


def _part(inputs: np.ndarray, targets: np.ndarray, rows: np.ndarray) -> Part:
    columns = torch.from_numpy(targets[rows])
    labels = {name: columns[:, at].clone() for at, name in enumerate(molecules.TARGETS)}
    return Part(torch.from_numpy(inputs[rows]), labels)


def _trunk() -> nn.Module:
    return nn.Sequential(
        nn.Linear(_INPUTS, _WIDTH),
        nn.ReLU(),
        nn.Linear(_WIDTH, _WIDTH),
        nn.ReLU(),
        nn.Linear(_WIDTH, _FEATURES),
        nn.Tanh(),
    )


PROBLEM = Problem(
    name="qm9",
    tasks=tuple(ProblemTask(name, "gaussian", 1, "MAE") for name in molecules.TARGETS),
    draw=_draw,
    trunk=_trunk,
    features=_FEATURES,
    batch=120,
    rate=1e-3,
    source="the folder with the tables of the package qm9pack (default: where Python finds that package)",
)

if __name__ == "__main__":
    run(PROBLEM, epochs=15)
