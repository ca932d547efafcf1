"""Four tasks on pairs of handwritten digits: left digit, right digit, whether left > right, and their sum."""

from __future__ import annotations

import gzip
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from torch import nn

from bayesagg.examples.command import run
from bayesagg.examples.problem import Part, Problem, ProblemTask

_SIDE = 8
_TRAIN, _TEST = 4096, 2048


def _draw(seed: int, short: bool = False, data: Path | None = None) -> tuple[Part, Part]:
    """Pairs of images; no image is in both parts. The data is small, and comes with the example."""
    file = resources.files("bayesagg.examples").joinpath("digits.csv.gz")
    table = np.loadtxt(gzip.decompress(file.read_bytes()).decode().splitlines(), delimiter=",", dtype=np.int64)
    random = np.random.default_rng(seed)
    order = random.permutation(len(table))
    cut = round(len(table) * 2 / 3)
    return _pairs(table[order[:cut]], _TRAIN, random), _pairs(table[order[cut:]], _TEST, random)


def _pairs(images: np.ndarray, count: int, random: np.random.Generator) -> Part:
    left, right = images[random.integers(0, len(images), (2, count))]
    pixels = [side[:, :-1].reshape(count, _SIDE, _SIDE) / 16 for side in (left, right)]
    inputs = np.concatenate(pixels, axis=2).reshape(count, -1).astype(np.float32)
    a, b = torch.from_numpy(left[:, -1].copy()), torch.from_numpy(right[:, -1].copy())
    return Part(
        torch.from_numpy(inputs),
        {"left": a, "right": b, "larger": (a > b).float(), "sum": (a + b).float()},
    )


PROBLEM = Problem(
    name="digits",
    tasks=(
        ProblemTask("left", "categorical", 10),
        ProblemTask("right", "categorical", 10),
        ProblemTask("larger", "bernoulli"),
        ProblemTask("sum", "gaussian"),
    ),
    draw=_draw,
    trunk=lambda: nn.Sequential(nn.Linear(2 * _SIDE * _SIDE, 128), nn.ReLU(), nn.Linear(128, 32), nn.Tanh()),
    features=32,
    batch=128,
    rate=5e-3,
)

if __name__ == "__main__":
    run(PROBLEM, epochs=20)
