"""Tables and curves."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from bayesagg.examples.problem import Problem
from bayesagg.examples.training import Run

SINGLE = "single task"

# Okabe and Ito's colours, which those who see few colours tell apart, and a dash of its own for each.
_LINES = {
    SINGLE: ("#000000", "-"),
    "mean": ("#56B4E9", "--"),
    "UW fast": ("#E69F00", "-."),
    "MGDA": ("#CC79A7", ":"),
    "UPGrad": ("#F0E442", "--"),
    "Nash": ("#009E73", "-."),
    "PAPER": ("#0072B2", "-"),
    "ROBUST": ("#D55E00", "-"),
}

_DIGITS = {"accuracy": 1, "error rate": 1, "RMSE": 3, "MAE": 4}
_COLUMNS = 4


def delta(problem: Problem, result: Mapping[str, float], single: Mapping[str, float]) -> float:
    """Change against single-task training in percent, averaged over the tasks; less is better."""
    changes = []
    for task in problem.tasks:
        change = (result[task.name] - single[task.name]) / single[task.name]
        changes.append(-change if task.more_is_better else change)
    return 100 * statistics.mean(changes)


def spread(values: Sequence[float]) -> tuple[float, float]:
    """Mean and standard error, which is 0 for a single value."""
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return statistics.mean(values), error


def table(problem: Problem, runs: Mapping[str, Sequence[Run]]) -> str:
    """Results after the last epoch, means over the seeds and their standard errors."""
    heading = ["way", *(task.name for task in problem.tasks), "delta-m %", "ms a step"]
    rows = [heading]
    for name, of_way in runs.items():
        row = [name]
        for task in problem.tasks:
            mean, error = spread([run.curve[-1][task.name] for run in of_way])
            digits = _DIGITS[task.measure_name]
            row.append(f"{mean:.{digits}f} +- {error:.{digits}f}")
        deltas = [
            delta(problem, run.curve[-1], single.curve[-1]) for run, single in zip(of_way, runs[SINGLE], strict=True)
        ]
        mean, error = spread(deltas)
        row.append("0" if name == SINGLE else f"{mean:.1f} +- {error:.1f}")
        row.append(f"{statistics.median(run.step_ms for run in of_way):.1f}")
        rows.append(row)
    widths = [max(len(row[i]) for row in rows) for i in range(len(heading))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def plot(problem: Problem, runs: Mapping[str, Sequence[Run]], file: Path) -> None:
    """Test results by epoch, a panel a task; a PNG."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot, ticker

    columns = min(_COLUMNS, len(problem.tasks))
    rows = -(-len(problem.tasks) // columns)
    figure, grid = pyplot.subplots(rows, columns, figsize=(4.2 * columns, 3.6 * rows), squeeze=False)
    panels = list(grid.flat)
    for panel, task in zip(panels, problem.tasks, strict=False):
        for name, of_way in runs.items():
            colour, dash = _LINES[name]
            after = [
                statistics.mean(values)
                for values in zip(*([at[task.name] for at in run.curve] for run in of_way), strict=True)
            ]
            panel.plot(range(1, len(after)), after[1:], color=colour, linestyle=dash, label=name, linewidth=1.8)
        panel.set_title(task.name)
        panel.set_xlabel("epoch")
        panel.set_ylabel(f"test {task.measure_name}" + (", %" if _DIGITS[task.measure_name] == 1 else ""))
        # Errors fall by orders of magnitude, and it is the last ones that are compared.
        if task.measure_name == "MAE":
            panel.set_yscale("log")
            panel.yaxis.set_major_formatter(ticker.FormatStrFormatter("%.3g"))
            panel.yaxis.set_minor_formatter(ticker.FormatStrFormatter("%.2g"))
        panel.xaxis.set_major_locator(ticker.MaxNLocator(integer=True))
        panel.grid(alpha=0.3)
    # The first panel stays as it is where another is free for the legend.
    free = panels[len(problem.tasks) :]
    for panel in free:
        panel.axis("off")
    if free:
        free[-1].legend(*panels[0].get_legend_handles_labels(), fontsize=12, loc="center")
    else:
        panels[0].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(file, dpi=110)
    pyplot.close(figure)
