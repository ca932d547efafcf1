from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
pytest.importorskip("lightning", reason="Lightning is not installed")
pytest.importorskip("tqdm", reason="tqdm is not installed")

from lightning import Trainer  # noqa: E402
from lightning.pytorch.plugins.precision import MixedPrecision  # noqa: E402
from torch.utils.data import DataLoader, StackDataset  # noqa: E402

import bayesagg  # noqa: E402
from bayesagg.examples import lightning  # noqa: E402

from .conftest import Server  # noqa: E402

# Lightning advises how to be faster, which a test need not be, and uses what PyTorch is about to drop.
pytestmark = [
    pytest.mark.filterwarnings("ignore::lightning.fabric.utilities.warnings.PossibleUserWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


def _batches(size: int) -> Any:
    random = torch.Generator().manual_seed(2)
    digits = torch.randint(0, 10, (64, 2), generator=random)
    labels: Any = {
        "left": digits[:, 0],
        "right": digits[:, 1],
        "larger": (digits[:, 0] > digits[:, 1]).float(),
        "sum": digits.sum(1).float(),
    }
    return DataLoader(StackDataset(torch.rand(64, 128, generator=random), StackDataset(**labels)), batch_size=size)


class _Watched(lightning.DigitPairs):
    """Keeps the gradients as the optimiser gets them, without scale."""

    def __init__(self, target: str, kept: Path | None = None) -> None:
        torch.manual_seed(0)
        super().__init__(target, f"lightning-{uuid.uuid4()}")
        self._kept = kept
        self.gradients: list[Any] = []

    def on_before_optimizer_step(self, optimizer: Any) -> None:
        self.gradients += [parameter.grad.clone() for parameter in self.parameters() if parameter.grad is not None]
        if self._kept is not None:
            torch.save(self.gradients, self._kept / f"{self.global_rank}.pt")


def _fit(server: Server, folder: Path, **choices: Any) -> _Watched:
    """One step on all examples."""
    module = _Watched(server.target, folder)
    devices = choices.get("devices", 1)
    trainer = Trainer(
        accelerator="cpu",
        max_epochs=1,
        limit_train_batches=1,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=folder,
        **{"devices": devices, **choices},
    )
    trainer.fit(module, _batches(64 // devices))
    return module


def test_main_short_trainsLogsAndEndsItsEpochs(
    server: Server, client: bayesagg.Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = f"lightning-{uuid.uuid4()}"
    results = lightning.main(["--short", "--target", server.target, "--run", run, "--logs", str(tmp_path)])
    assert results["test/left"] > 30
    assert results["test/right"] > 30
    assert results["bayesagg/tau_ratio"] > 0
    assert "test/larger" in capsys.readouterr().out
    (metrics,) = tmp_path.rglob("metrics.csv")
    columns = metrics.read_text().splitlines()[0].split(",")
    assert {"loss/sum", "bayesagg/weight_share/sum", "bayesagg/backward_seconds", "bayesagg/tau_ratio"} <= set(columns)
    (session,) = (session for session in client.sessions() if session.session_id == run)
    assert session.epoch == 2


@pytest.mark.parametrize(("precision", "bound"), [("bf16-mixed", 0.1), ("16-mixed", 0.02)])
def test_fit_mixedPrecision_isCloseToSingle(server: Server, tmp_path: Path, precision: Any, bound: float) -> None:
    # With 16-mixed the gradients reach the optimiser without the scale with which they were made: one that fits, since
    # GradScaler leaves out the steps in which it finds out how much float16 can take.
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0) if precision == "16-mixed" else None
    single = _fit(server, tmp_path)
    mixed = _fit(server, tmp_path, plugins=MixedPrecision(precision, "cpu", scaler))
    assert len(single.gradients) == len(list(single.parameters()))
    for exact, rounded in zip(single.gradients, mixed.gradients, strict=True):
        assert float((exact - rounded).norm()) < bound * float(exact.norm())


def test_fit_twoProcesses_isOneWithTheJoinedBatch(server: Server, tmp_path: Path) -> None:
    single = _fit(server, tmp_path)
    _fit(server, tmp_path, strategy="ddp_spawn", devices=2)
    for rank in range(2):
        shared = torch.load(tmp_path / f"{rank}.pt")
        for exact, own in zip(single.gradients, shared, strict=True):
            assert torch.allclose(exact, own, rtol=1e-4, atol=1e-5)
