from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="PyTorch is not installed")
pytest.importorskip("matplotlib", reason="matplotlib is not installed")
pytest.importorskip("tqdm", reason="tqdm is not installed")

from bayesagg.examples import command, digits, report
from bayesagg.examples.training import Run

from .conftest import Server


# CVXPY says so of TorchJD's Nash, where that is installed.
@pytest.mark.filterwarnings("ignore:You are solving a parameterized problem that is not DPP")
def test_digits_short_printsEveryWayAndDrawsCurves(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    curves = tmp_path / "digits.png"
    command.main(digits.PROBLEM, 20, ["--short", "--target", server.target, "--plot", str(curves)])
    printed = capsys.readouterr().out
    for way in ("single task", "mean", "UW fast", "PAPER", "ROBUST"):
        assert way in printed
    assert curves.read_bytes().startswith(b"\x89PNG")


def test_digits_data_keepsTestImagesApart() -> None:
    training, test = digits.PROBLEM.draw(1)
    seen = {row.tobytes() for row in training.inputs.reshape(-1, 8, 16)[:, :, :8].numpy().copy()}
    others = [row.tobytes() for row in test.inputs.reshape(-1, 8, 16)[:, :, :8].numpy().copy()]
    assert not any(row in seen for row in others)
    assert training.labels["sum"].max() <= 18


def test_delta_betterByATenth_isMinusTen() -> None:
    single = {"left": 50.0, "right": 50.0, "larger": 50.0, "sum": 2.0}
    better = {"left": 55.0, "right": 55.0, "larger": 55.0, "sum": 1.8}
    assert report.delta(digits.PROBLEM, better, single) == pytest.approx(-10)
    runs = {report.SINGLE: [Run([single]), Run([single])], "better": [Run([better]), Run([single])]}
    assert "-5.0 +- 5.0" in report.table(digits.PROBLEM, runs)
