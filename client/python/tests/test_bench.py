from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bayesagg import bench

from .conftest import Server


def test_bench_twoShapes_printsAndWritesWhatTheyTook(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yardstick = f'{sys.executable} -c \'print("{{\\"median_ms\\": 1000}}")\''
    shapes = ["robust-gaussian:16x8x2", "categorical:16x8x3"]
    figures = tmp_path / "figures.json"
    bench.main(
        [
            *shapes,
            *("--target", server.target),
            *("--seconds", "0.1", "--warmup", "0"),
            *("--yardstick", yardstick, "--json", str(figures)),
        ]
    )
    rows = json.loads(figures.read_text())
    assert [row["shape"] for row in rows] == shapes
    assert all(0 < row["p50_ms"] <= row["p99_ms"] and row["yardstick_ms"] == 1000 for row in rows)
    printed = capsys.readouterr().out
    assert all(shape in printed for shape in shapes)


def test_bench_noShape_saysWhatIsExpected(server: Server) -> None:
    with pytest.raises(SystemExit, match="expected kind:NxDxK"):
        bench.main(["gaussian:8", "--target", server.target])


def test_bench_noServer_isOneMessage() -> None:
    command = [sys.executable, "-m", "bayesagg.bench", "gaussian:8x4x1", "--target", "127.0.0.1:9", "--timeout", "0.5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("bayesagg.bench: ")
    assert "hint" in done.stderr
    assert "Traceback" not in done.stderr
