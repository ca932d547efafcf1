from __future__ import annotations

import copy
import gc
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

import bayesagg.torch  # noqa: E402

from .conftest import Gate, Server  # noqa: E402

# Seconds in which a server that has just started answers its first step on a busy machine.
_FIRST_STEP = 3.0


class _Net(torch.nn.Module):  # type: ignore[misc, name-defined]
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.trunk = torch.nn.Sequential(torch.nn.Linear(6, 16), torch.nn.ReLU())
        self.kind = torch.nn.Linear(16, 3)
        self.size = torch.nn.Linear(16, 1)


def _data(n: int = 32) -> tuple[Any, dict[str, Any]]:
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(n, 6, generator=generator)
    return x, {"kind": x[:, :3].argmax(1), "size": x.sum(1, keepdim=True)}


@pytest.fixture
def net() -> _Net:
    return _Net()


def _connect(server: Server, net: _Net, target: str | None = None, **more: Any) -> Any:
    address = target or server.target
    return bayesagg.torch.connect(address, categorical={"kind": net.kind}, gaussian={"size": net.size}, **more)


@pytest.fixture
def mtl(server: Server, net: _Net) -> Iterator[Any]:
    aggregator = _connect(server, net)
    yield aggregator
    aggregator.close()


def test_backward_inWarmup_isThePlainBackwardOfTheSum(mtl: Any, net: _Net) -> None:
    # ROBUST weighs rows by their inverse losses; with equal weights the sum of the losses' gradients would come back.
    x, labels = _data()
    losses = mtl.backward(net.trunk(x), labels)
    expected = copy.deepcopy(net)
    expected.zero_grad()
    h = expected.trunk(x)
    kind = torch.nn.functional.cross_entropy(expected.kind(h), labels["kind"])
    size = torch.nn.functional.mse_loss(expected.size(h), labels["size"])
    (kind / kind.detach() + size / size.detach()).backward()
    assert losses["kind"] == pytest.approx(kind.item())
    for mine, theirs in zip(net.trunk.parameters(), expected.trunk.parameters(), strict=True):
        assert torch.allclose(mine.grad, theirs.grad, rtol=1e-4, atol=1e-6)
    assert torch.allclose(net.kind.weight.grad, expected.kind.weight.grad * kind.item(), rtol=1e-4, atol=1e-6)


def test_training_lowersTheLosses(mtl: Any, net: _Net) -> None:
    x, labels = _data(128)
    optimiser = torch.optim.Adam(net.parameters(), 1e-2)
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for _ in range(10):
        for rows in torch.arange(128).split(32):
            optimiser.zero_grad()
            last = mtl.backward(net.trunk(x[rows]), {name: value[rows] for name, value in labels.items()})
            first = first or last
            optimiser.step()
        mtl.finish_epoch()
    assert all(last[name] < first[name] for name in last)
    assert mtl.metrics["bayesagg/bayesian"] == 1.0


def test_backward_accumulated_isTheMeanOfTheParts(server: Server, net: _Net) -> None:
    x, labels = _data()
    gradients = []
    for accumulate in (1, 4):
        net.zero_grad()
        mtl = _connect(server, net)
        for _ in range(accumulate):
            mtl.backward(net.trunk(x), labels, accumulate=accumulate)
        gradients.append(net.kind.weight.grad.clone())
        mtl.close()
    assert torch.allclose(gradients[0], gradients[1], rtol=1e-4)


def test_backward_bfloat16Autocast_isCloseToSingle(server: Server, net: _Net) -> None:
    x, labels = _data()
    gradients = []
    for enabled in (False, True):
        net.zero_grad()
        mtl = _connect(server, net)
        with torch.autocast("cpu", torch.bfloat16, enabled=enabled):
            features = net.trunk(x)
        assert features.dtype is (torch.bfloat16 if enabled else torch.float32)
        mtl.backward(features, labels)
        gradients.append(net.trunk[0].weight.grad.clone())
        mtl.close()
    assert (gradients[0] - gradients[1]).abs().max() < 0.05 * gradients[0].abs().max()


def test_backward_missingLabels_countForNothing(server: Server, net: _Net) -> None:
    x, labels = _data()
    labels["size"][5:] = float("nan")
    mask = torch.zeros(32, dtype=torch.bool)
    mask[:7] = True
    mtl = _connect(server, net)
    losses = mtl.backward(net.trunk(x), labels, masks={"kind": mask})
    expected = torch.nn.functional.cross_entropy(net.kind(net.trunk(x))[:7], labels["kind"][:7])
    assert losses["kind"] == pytest.approx(expected.item(), rel=1e-5)
    assert torch.isfinite(losses["size"])
    mtl.close()


def test_connect_customHead_isRefusedWithWhatToDo(server: Server) -> None:
    with pytest.raises(TypeError, match="make the layers before it part of the trunk"):
        bayesagg.torch.connect(server.target, gaussian={"size": torch.nn.Sequential(torch.nn.Linear(16, 1))})


def test_training_deadServer_raisesWithAHint(own_server: Server, net: _Net) -> None:
    x, labels = _data()
    mtl = _connect(own_server, net, step_timeout=_FIRST_STEP)
    mtl.backward(net.trunk(x), labels)
    own_server.kill()
    with pytest.raises(bayesagg.AggregationError, match="hint"):
        mtl.backward(net.trunk(x), labels)
    mtl.close()


def test_training_serverRestarted_waitsAndGoesOn(own_server: Server, net: _Net) -> None:
    x, labels = _data()
    mtl = _connect(own_server, net, on_unavailable="wait")
    mtl.backward(net.trunk(x), labels)
    own_server.kill()
    restart = threading.Timer(1.0, own_server.start)
    restart.start()
    net.zero_grad()
    mtl.backward(net.trunk(x), labels)
    restart.join()
    assert mtl.metrics["bayesagg/sessions_lost"] == 1
    assert all(parameter.grad is not None for parameter in net.parameters())
    mtl.backward(net.trunk(x), labels)
    assert mtl.session.step_number == 2
    mtl.close()


def test_training_anotherWorkerBeganAnew_joinsIt(own_server: Server, net: _Net) -> None:
    x, labels = _data()
    mtl = _connect(own_server, net, run="shared", on_unavailable="wait")
    mtl.backward(net.trunk(x), labels)
    own_server.kill()
    own_server.start()
    other = _connect(own_server, net, run="shared", worker="worker-1")
    other.backward(net.trunk(x), labels)
    mtl.backward(net.trunk(x), labels)
    assert mtl.metrics["bayesagg/sessions_lost"] == 1
    assert mtl.session.info().steps == 2
    other.close()
    mtl.close()


def test_training_serverBack_getsTheEvidenceThatWasKept(server: Server, net: _Net) -> None:
    x, labels = _data()
    with Gate(server.port) as gate:
        mtl = _connect(server, net, gate.target, on_unavailable="mean", step_timeout=0.3)
        mtl.backward(net.trunk(x), labels)
        gate.close()
        mtl.backward(net.trunk(x), labels)
        assert mtl.metrics["bayesagg/evidence_kept"] == 1
        gate.open()
        deadline = time.monotonic() + 20
        while mtl.metrics["bayesagg/evidence_kept"] > 0 and time.monotonic() < deadline:
            # As long as a batch takes.
            threading.Event().wait(0.05)
            mtl.backward(net.trunk(x), labels)
        state = mtl.session.info()
        assert mtl.metrics["bayesagg/evidence_dropped"] == 0
        assert state.tasks[0].evidence_count == 32 * mtl.session.step_number
        mtl.close()


def test_training_deadServer_goesOnWithTheMean(own_server: Server, net: _Net, caplog: pytest.LogCaptureFixture) -> None:
    x, labels = _data()
    mtl = _connect(own_server, net, on_unavailable="mean", step_timeout=_FIRST_STEP)
    mtl.backward(net.trunk(x), labels)
    own_server.kill()
    net.zero_grad()
    mtl.backward(net.trunk(x), labels)
    mtl.backward(net.trunk(x), labels)
    assert mtl.metrics["bayesagg/unavailable_steps"] == 2
    assert "mean of the tasks' gradients" in caplog.text
    expected = copy.deepcopy(net)
    expected.zero_grad()
    h = expected.trunk(x)
    kind = torch.nn.functional.cross_entropy(expected.kind(h), labels["kind"])
    ((kind + torch.nn.functional.mse_loss(expected.size(h), labels["size"])) / 2).backward()
    for mine, theirs in zip(net.trunk.parameters(), expected.trunk.parameters(), strict=True):
        assert torch.allclose(mine.grad, 2 * theirs.grad, rtol=1e-4, atol=1e-6)
    mtl.close()


def test_backward_float16WithScaler_leavesScaledGradients(server: Server, net: _Net) -> None:
    x, labels = _data()
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    gradients = []
    for use in (None, scaler):
        net.zero_grad()
        mtl = _connect(server, net)
        mtl.backward(net.trunk(x), labels, scaler=use)
        gradients.append([parameter.grad.clone() for parameter in net.parameters()])
        mtl.close()
    for plain, scaled in zip(*gradients, strict=True):
        assert torch.allclose(plain * 1024, scaled, rtol=1e-4, atol=1e-4)


def _train_part(rank: int, port: int, run: str, rendezvous: str, results: Any, missing: bool) -> None:
    torch.distributed.init_process_group("gloo", init_method=rendezvous, rank=rank, world_size=2)
    net = _Net()
    trunk = torch.nn.parallel.DistributedDataParallel(net.trunk)
    x, labels = _data()
    half = slice(16 * rank, 16 * rank + 16)
    mtl = bayesagg.torch.connect(
        f"127.0.0.1:{port}",
        run,
        categorical={"kind": net.kind},
        gaussian={"size": net.size},
        worker=f"rank-{rank}",
        workers=2,
    )
    own = {name: value[half] for name, value in labels.items() if not (missing and rank == 1 and name == "size")}
    mtl.backward(trunk(x[half]), own)
    if rank == 0:
        results.put([parameter.grad.tolist() for parameter in net.trunk.parameters()])
        results.put([parameter.grad.tolist() for parameter in net.kind.parameters()])
    mtl.close()
    # What refers to the group keeps its threads alive: one that touches the interpreter at its end aborts the process.
    del trunk
    gc.collect()
    torch.distributed.destroy_process_group()


@pytest.mark.parametrize("missing", [False, True])
def test_backward_twoProcesses_isOneWithTheJoinedBatch(
    server: Server, net: _Net, tmp_path: Path, missing: bool
) -> None:
    context = torch.multiprocessing.get_context("spawn")
    results = context.Queue()
    arguments = (server.port, f"ddp-{uuid.uuid4()}", f"file://{tmp_path}/rendezvous", results, missing)
    processes = [context.Process(target=_train_part, args=(rank, *arguments)) for rank in range(2)]
    for process in processes:
        process.start()
    joined = results.get(timeout=120) + results.get(timeout=120)
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    x, labels = _data()
    if missing:
        labels["size"][16:] = float("nan")
    mtl = _connect(server, net)
    mtl.backward(net.trunk(x), labels)
    mtl.close()
    for parameter, other in zip([*net.trunk.parameters(), *net.kind.parameters()], joined, strict=True):
        assert torch.allclose(parameter.grad, torch.tensor(other), rtol=1e-4, atol=1e-6)


def test_backward_compiledTrunk_isThePlainOne(server: Server, net: _Net) -> None:
    x, labels = _data()
    compiled = torch.compile(net.trunk, backend="aot_eager")
    gradients = []
    for trunk in (net.trunk, compiled):
        net.zero_grad()
        mtl = _connect(server, net)
        mtl.backward(trunk(x), labels)
        gradients.append(net.trunk[0].weight.grad.clone())
        mtl.close()
    assert torch.allclose(*gradients, rtol=1e-4, atol=1e-6)


def test_weights_oneStepLate_areTheInverseLosses(server: Server, net: _Net) -> None:
    x, labels = _data()
    mtl = _connect(server, net)
    first = mtl.weights(net.trunk(x), labels)
    assert {name: float(weight) for name, weight in first.items()} == {"size": 1.0, "kind": 1.0}
    kind = torch.nn.functional.cross_entropy(net.kind(net.trunk(x)), labels["kind"])
    second = mtl.weights(net.trunk(x), labels)
    assert float(second["kind"]) == pytest.approx(1 / kind.item(), rel=1e-4)
    loss = second["kind"] * kind
    loss.backward()
    assert net.trunk[0].weight.grad is not None
    mtl.close()


def test_backward_exampleWeights_weighHeadsAndTrunk(server: Server, net: _Net) -> None:
    x, labels = _data()
    weights = torch.zeros(32)
    weights[:16] = 2.0
    mtl = _connect(server, net)
    mtl.backward(net.trunk(x), labels, example_weights=weights)
    weighted = net.kind.weight.grad.clone()
    net.zero_grad()
    torch.nn.functional.cross_entropy(net.kind(net.trunk(x[:16])), labels["kind"][:16]).backward()
    assert torch.allclose(weighted, net.kind.weight.grad, rtol=1e-4, atol=1e-6)
    with pytest.raises(ValueError, match="masks: got"):
        mtl.backward(net.trunk(x), labels, masks={"colour": weights > 0})
    mtl.close()
