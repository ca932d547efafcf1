"""The command that every example shares."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import torch
from tqdm import tqdm

import bayesagg
from bayesagg.examples import jacobian
from bayesagg.examples.cached import MissingData
from bayesagg.examples.problem import Network, Part, Problem
from bayesagg.examples.report import SINGLE, plot, table
from bayesagg.examples.training import Run, train, train_single
from bayesagg.examples.ways import Mean, Service, Uncertainty, Way


def all_ways(problem: Problem, client: bayesagg.Client) -> dict[str, Callable[[int, Part], Way]]:
    """Ways of training one network on all tasks, by name, from a seed and the training part."""

    def network(seed: int, training: Part) -> Network:
        return Network(problem, problem.tasks, seed, training)

    return {
        "mean": lambda *drawn: Mean(network(*drawn)),
        "UW fast": lambda *drawn: Uncertainty(network(*drawn)),
        **jacobian.ways(network, len(problem.tasks)),
        "PAPER": lambda *drawn: Service(network(*drawn), client, "paper"),
        "ROBUST": lambda *drawn: Service(network(*drawn), client, "robust"),
    }


def main(problem: Problem, epochs: int, arguments: list[str] | None = None) -> None:
    """Trains every way with every seed, prints a table, writes curves.

    Args:
        problem: what is learned.
        epochs: unless said otherwise.
        arguments: of the command line; None: this process's.
    """
    parser = argparse.ArgumentParser(prog=f"python -m bayesagg.examples.{problem.name}")
    parser.add_argument("--target", default="127.0.0.1:50051", help="the server (default %(default)s)")
    parser.add_argument("--seeds", type=int, default=3, help="runs of each way (default %(default)s)")
    parser.add_argument("--epochs", type=int, default=epochs, help="default %(default)s")
    parser.add_argument(
        "--short", action="store_true", help="one seed, two epochs, little data: whether everything works"
    )
    parser.add_argument("--plot", type=Path, default=Path(f"{problem.name}.png"), help="curves (default %(default)s)")
    parser.add_argument("--skip", nargs="*", default=[], metavar="WAY", help="ways to leave out, such as Nash")
    if problem.source:
        parser.add_argument("--data", type=Path, help=problem.source)
    options = parser.parse_args(arguments)
    if options.short:
        options.seeds, options.epochs = 1, 2
    torch.set_num_threads(max(1, torch.get_num_threads() // 2))
    runs: dict[str, list[Run]] = {}
    with bayesagg.connect(options.target) as client:
        info = client.server_info()
        print(f"server {info.version} at {options.target}, {info.engine_detail}")
        ways = {name: way for name, way in all_ways(problem, client).items() if name not in options.skip}
        for seed in range(1, options.seeds + 1):
            parts = problem.draw(seed, options.short, options.data if problem.source else None)
            steps = len(parts[0]) // problem.batch * options.epochs
            for name in (SINGLE, *ways):
                total = steps * (len(problem.tasks) if name == SINGLE else 1)
                label = f"seed {seed}/{options.seeds} {name}"
                with tqdm(total=total, desc=f"{label:24}", unit="step") as bar:
                    if name == SINGLE:
                        run = train_single(problem, parts, options.epochs, seed, bar.update)
                    else:
                        run = train(problem, ways[name](seed, parts[0]), parts, options.epochs, seed, bar.update)
                runs.setdefault(name, []).append(run)
            # After every seed: whoever stops a long run has what was finished.
            print(table(problem, runs), flush=True)
            plot(problem, runs, options.plot)
    print(f"wrote {options.plot}")


def run(problem: Problem, epochs: int) -> None:
    """As a program: what the service refuses is one message, not a trace."""
    try:
        main(problem, epochs)
    except (bayesagg.AggregationError, MissingData) as error:
        raise SystemExit(f"bayesagg.examples.{problem.name}: {error}") from None
