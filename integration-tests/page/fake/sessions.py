"""Made-up sessions whose numbers look like those of a training run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

WARMUP_SECONDS = 40
"""How long a session of age 0 has no posterior."""


@dataclass
class Session:
    """A session that began `age` seconds before its server."""

    id: str
    tasks: list[str] = field(default_factory=lambda: ["left", "right", "order", "sum"])
    age: float = 300.0
    pace: float = 11.0
    stragglers: int = 1
    workers: int = 3
    tasks_left_out: int = 0
    conflicts: bool = True
    preset: str = "ROBUST"
    engine: str = "cpu"
    gone: bool = False

    def warm(self, at: float) -> bool:
        """Whether a posterior exists at this age."""
        return at >= WARMUP_SECONDS

    def steps(self, at: float) -> int:
        """Steps answered by this age."""
        return int(at * self.pace)

    def line(self, at: float) -> Json:
        """What the overview says of it."""
        return {
            "id": self.id,
            "preset": self.preset,
            "phase": "BAYESIAN" if self.warm(at) else "WARMUP",
            "epoch": int(at // WARMUP_SECONDS),
            "steps": self.steps(at),
            "steps_per_second": self.speed(at),
            "latency_ms": {"p50": self.latency(at), "p99": 3.1 * self.latency(at)} if at > 1 else None,
            "queue": int(at) % 3,
            "workers": self.workers,
            "stragglers": self.stragglers,
            "duplicates": int(at / 60),
            "late": int(at / 90),
            "jitter": 0.0,
            "engine": self.engine,
            "tasks": len(self.tasks) + self.tasks_left_out,
            "last_step_seconds_ago": 0.2 if at > 1 else None,
        }

    def speed(self, at: float) -> float:
        """Steps a second at this age."""
        return self.pace * (1 + 0.05 * wander(at, 3.3))

    def latency(self, at: float) -> float:
        """Median milliseconds of a step at this age."""
        return 3.1 + 0.12 * wander(at, 7.1)

    def shares(self, at: float) -> list[float | None]:
        """Each task's share of the weight."""
        if not self.warm(at):
            return [None] * len(self.tasks)
        heights = [
            math.exp(math.sin(0.9 * task + at / (60 + 7 * task)) + 0.04 * wander(at, task) + 0.4 * math.cos(2.1 * task))
            for task in range(len(self.tasks))
        ]
        return [height / sum(heights) for height in heights]

    def variances(self, at: float) -> list[float | None]:
        """Each task's gradient variance."""
        if not self.warm(at):
            return [None] * len(self.tasks)
        fall = 2.4 * (1 - math.exp(-(at - WARMUP_SECONDS) / 80))
        return [
            10 ** (-2 - 0.45 * (task % 7) - fall + 0.05 * wander(at, task + 0.5)) for task in range(len(self.tasks))
        ]

    def detail(self, at: list[float], origin: float) -> Json:
        """What a session's stream says, with the points of these ages; `origin` is the time at age 0."""
        now = at[-1]
        shares = [self.shares(age) for age in at]
        variances = [self.variances(age) for age in at]
        return {
            "id": self.id,
            "session": self.line(now),
            "tasks": [{"name": name, **kind} for name, kind in zip(self.tasks, kinds(len(self.tasks)), strict=True)],
            "tasks_left_out": self.tasks_left_out,
            "points": {
                "time": [origin + age for age in at],
                "step": [self.steps(age) for age in at],
                "steps_per_second": [self.speed(age) for age in at],
                "p50_ms": [self.latency(age) for age in at],
                "p99_ms": [2.4 * self.latency(age) + 0.9 * abs(wander(age, 1.9)) for age in at],
                "weight_share": [list(column) for column in zip(*shares, strict=True)],
                "gradient_variance": [list(column) for column in zip(*variances, strict=True)],
            },
            "cosine": self.cosine(now),
            "calibration": self.calibration() if self.warm(now) else [],
            "workers": [self.worker(number, now) for number in range(self.workers)],
            "counts": self.counts(now),
        }

    def cosine(self, at: float) -> Json | None:
        """The cosines of the first 64 tasks' gradients; the third and the last of four conflict."""
        tasks = self.tasks[:64]
        sign = -1 if self.conflicts else 1

        def value(i: int, j: int) -> float:
            if i == j:
                return 1.0
            low, high = min(i, j), max(i, j)
            if (low, high) == (2, 3):
                return sign * 0.42
            return 0.05 + 0.55 * abs(math.sin(1 + low + 1.7 * high)) * (sign if (low + high) % 5 == 0 else 1)

        return {
            "step": self.steps(at),
            "tasks": tasks,
            "matrix": [[value(i, j) for j in range(len(tasks))] for i in range(len(tasks))],
        }

    def calibration(self) -> list[Json]:
        """Ten points a task: the first is calibrated, the second too sure, the third too cautious, and so on."""
        expected = [0.05 + 0.1 * step for step in range(10)]
        bends = [0.01, -0.13, 0.09]
        return [
            {
                "task": name,
                "kind": "INTERVAL" if kind["likelihood"] == "GAUSSIAN" else "PROBABILITY",
                "expected": expected,
                "observed": [
                    e + bends[task * 7 % 11 % 3] * bend(e, kind["likelihood"] == "GAUSSIAN") for e in expected
                ],
                "examples": 1234,
            }
            for task, (name, kind) in enumerate(zip(self.tasks, kinds(len(self.tasks)), strict=True))
        ]

    def worker(self, number: int, at: float) -> Json:
        """One worker; the last ones are stragglers."""
        late = number >= self.workers - self.stragglers
        return {
            "name": f"w{number}",
            "epoch": int(at // WARMUP_SECONDS),
            "step": self.steps(at) % 440 - (7 if late else 0),
            "silent_seconds": 9.4 if late else 0.1,
            "steps_behind": 7 if late else 0,
            "left": False,
            "finished_epoch": False,
            "straggler": late,
        }

    def counts(self, at: float) -> Json:
        """What was counted since the session began."""
        return {
            "contributions": self.steps(at) * max(1, self.workers),
            "duplicates": int(at / 60),
            "late": int(at / 90),
            "quorum_missed": 0,
            "jittered_steps": 0,
            "epochs_by_workers": int(at // WARMUP_SECONDS),
            "epochs_by_deadline": 0,
        }


def wander(at: float, phase: float) -> float:
    """Noise that looks like measurements and is the same each time: of size 1 or so."""
    beats = [(0.071, 1.3), (0.19, 0.8), (0.53, 0.6), (1.37, 0.6), (2.9, 0.7), (5.3, 0.5)]
    return sum(
        height * math.sin(2 * math.pi * beat * at + (3 + number) * phase) for number, (beat, height) in enumerate(beats)
    )


def kinds(count: int) -> list[Json]:
    """Likelihoods in turn: categorical, Bernoulli, Gaussian."""
    cycle = [
        {"likelihood": "CATEGORICAL", "outputs": 10},
        {"likelihood": "BERNOULLI", "outputs": 1},
        {"likelihood": "GAUSSIAN", "outputs": 1},
    ]
    return [cycle[task % 3] for task in range(count)]


def bend(expected: float, interval: bool) -> float:
    """How far a line of judgement 1 is off: above the diagonal for intervals, steeper than it for probabilities."""
    return 4 * expected * (1 - expected) if interval else 2 * (2 * expected - 1) * 4 * expected * (1 - expected)
