"""Times steps through this client: python -m bayesagg.bench gaussian:128x512x11 --target 127.0.0.1:50051.

A shape is kind:NxDxK: examples, features, and outputs or classes; with robust- before it for the preset ROBUST. After
each round the yardstick, a program that does the same in process, is run while the server is idle.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import statistics
import subprocess
import sys
import time
from typing import Any

import numpy as np

import bayesagg

_SHAPE = re.compile(r"(robust-)?(gaussian|bernoulli|categorical):(\d+)x(\d+)x(\d+)")

# Evidence that a run has before it is timed, and its distinct steps: four examples a feature.
_EVIDENCE = 4


class _Run:
    """A session past its warm-up, and its steps."""

    def __init__(self, client: bayesagg.Client, shape: str) -> None:
        match = _SHAPE.fullmatch(shape)
        if match is None:
            raise SystemExit(f"bayesagg.bench: shape {shape}: expected kind:NxDxK, such as robust-gaussian:128x512x11")
        robust, kind, n, d, k = match[1], match[2], int(match[3]), int(match[4]), int(match[5])
        random = np.random.default_rng(0)
        exponent = None if robust else 0.5
        task = bayesagg.Task("task", kind, k, uncertainty_exponent=exponent)
        preset = "robust" if robust else "paper"
        self.session = client.session(None, d, [task], preset=preset, max_examples_per_step=n)
        self.head = (random.normal(size=(k, d + 1)) * 0.1).astype(np.float32)
        self.steps = []
        for _ in range(max(4, _EVIDENCE * d // n)):
            labels: Any = random.normal(size=(n, k)).astype(np.float32)
            if kind == "bernoulli":
                labels = (labels > 0).astype(np.float32)
            elif kind == "categorical":
                labels = random.integers(0, k, n)
            self.steps.append((random.normal(size=(n, d)).astype(np.float32), labels))
        for i in range(len(self.steps)):
            self.step(i)
        self.session.finish_epoch()

    def step(self, index: int) -> None:
        features, labels = self.steps[index % len(self.steps)]
        self.session.step(features, labels={"task": labels}, heads={"task": self.head})

    def round(self, seconds: float) -> list[float]:
        """Milliseconds of each step, one after the other."""
        times: list[float] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or len(times) < 5:
            begun = time.perf_counter()
            self.step(len(times))
            times.append((time.perf_counter() - begun) * 1e3)
        return times


def _yardstick(command: str, shape: str) -> float:
    done = subprocess.run([*shlex.split(command), shape], check=True, capture_output=True, text=True)
    return float(json.loads(done.stdout.strip().splitlines()[-1])["median_ms"])


def main(arguments: list[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m bayesagg.bench", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("shapes", nargs="+", metavar="SHAPE", help="kind:NxDxK, perhaps with robust- before it")
    parser.add_argument("--target", default="127.0.0.1:50051", help="the server (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=3.0, help="a round's length (default %(default)s)")
    parser.add_argument("--warmup", type=float, default=5.0, help="seconds before the first (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="rounds a shape (default %(default)s)")
    parser.add_argument("--yardstick", metavar="CMD", help="prints a line of JSON with median_ms for the shape")
    parser.add_argument(
        "--timeout", type=float, default=30.0, help="seconds to wait for a server (default %(default)s)"
    )
    parser.add_argument("--json", metavar="FILE", help="writes the figures as a list, one object a shape")
    options = parser.parse_args(arguments)
    rows: list[dict[str, Any]] = []
    print(f"{'SHAPE':30}{'P50 MS':>9}{'P90 MS':>9}{'P99 MS':>9}{'STEPS':>8}{'YARDSTICK MS':>14}{'RATIO':>8}")
    with bayesagg.connect(options.target, call_timeout=options.timeout) as client:
        for shape in options.shapes:
            run = _Run(client, shape)
            run.round(options.warmup)
            times: list[float] = []
            beside: list[float] = []
            for _ in range(options.rounds):
                times += run.round(options.seconds)
                if options.yardstick:
                    beside.append(_yardstick(options.yardstick, shape))
            run.session.delete()
            p50, p90, p99 = (float(np.quantile(times, q)) for q in (0.5, 0.9, 0.99))
            other = statistics.median(beside) if beside else None
            rows.append({"shape": shape, "p50_ms": p50, "p90_ms": p90, "p99_ms": p99, "yardstick_ms": other})
            tail = f"{other:14.3f}{p50 / other:8.2f}" if other else f"{'n/a':>14}{'n/a':>8}"
            print(f"{shape:30}{p50:9.3f}{p90:9.3f}{p99:9.3f}{len(times):8d}{tail}", flush=True)
    if options.json:
        with open(options.json, "w") as file:  # noqa: PTH123 - a name as given on the command line
            json.dump(rows, file, indent=2)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except bayesagg.AggregationError as error:
        raise SystemExit(f"bayesagg.bench: {error}") from None
