from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

import bayesagg.torch  # noqa: E402

from .conftest import Server  # noqa: E402

_RATIO = "bayesagg/tau_ratio"


def _heads() -> dict[str, Any]:
    torch.manual_seed(0)
    heads = {"size": torch.nn.Linear(8, 2), "flag": torch.nn.Linear(8, 3), "kind": torch.nn.Linear(8, 4)}
    return {
        "gaussian": {"size": heads["size"]},
        "bernoulli": {"flag": heads["flag"]},
        "categorical": {"kind": heads["kind"]},
    }


def _batch(seed: int, n: int = 24) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """Features, labels some of which are missing, and what else a step takes."""
    random = torch.Generator().manual_seed(seed)
    features = torch.randn(n, 8, generator=random)
    size = torch.randn(n, 2, generator=random)
    size[3] = float("nan")
    labels = {
        "size": size,
        "flag": (torch.randn(n, 3, generator=random) > 0).float(),
        "kind": torch.randint(0, 4, (n,), generator=random),
    }
    more = {"masks": {"kind": torch.arange(n) > 4}, "example_weights": torch.rand(n, generator=random)}
    return features, labels, more


def _direction(mtl: Any, seed: int, dtype: Any = None) -> Any:
    features, labels, more = _batch(seed)
    features = features.to(dtype or torch.float32).requires_grad_()
    mtl.backward(features, labels, **more)
    return features.grad


def _after_warmup(server: Server, **choices: Any) -> Any:
    mtl = bayesagg.torch.connect(server.target, **_heads(), **choices)
    for seed in range(3):
        _direction(mtl, seed)
    mtl.finish_epoch()
    return mtl


@pytest.mark.parametrize("reduction", ["mean_local", "mean_global", "sum"])
def test_tauRatio_gain_isTheChangeAgainstNone(server: Server, reduction: str) -> None:
    plain = _after_warmup(server, expectation_gain=0, watch_every=1, reduction=reduction)
    expected = _direction(plain, 7)
    # Without gain nothing is added: the plain gradient is the server's own to the last digits.
    assert plain.metrics[_RATIO] < 1e-5
    for gain in (1.0, 10.0):
        mtl = _after_warmup(server, expectation_gain=gain, watch_every=1, reduction=reduction)
        assert mtl.metrics[_RATIO] == 0
        added = _direction(mtl, 7) - expected
        assert float(added.norm()) > 1e-3 * float(expected.norm())
        assert mtl.metrics[_RATIO] == pytest.approx(float(added.norm() / expected.norm()), rel=1e-4)
        mtl.close()
    plain.close()


def test_tauRatio_halfPrecision_isCloseToSingle(server: Server) -> None:
    ratios = []
    for dtype in (torch.float32, torch.bfloat16):
        mtl = _after_warmup(server, watch_every=1)
        _direction(mtl, 7, dtype)
        ratios.append(mtl.metrics[_RATIO])
        mtl.close()
    assert ratios[0] == pytest.approx(ratios[1], rel=0.05)


def test_tauRatio_everyThirdStep_changesThenAlone(server: Server) -> None:
    mtl = _after_warmup(server, watch_every=3)
    ratios = []
    for seed in range(4):
        _direction(mtl, 10 + seed)
        ratios.append(mtl.metrics[_RATIO])
    assert ratios[0] > 0
    assert ratios[1:3] == [ratios[0]] * 2
    assert ratios[3] != ratios[0]
    mtl.close()


def test_tauRatio_notAskedFor_isNoMetric(server: Server) -> None:
    mtl = _after_warmup(server)
    _direction(mtl, 7)
    assert _RATIO not in mtl.metrics
    mtl.close()


def test_connect_watchUnderPaper_isRefused(server: Server) -> None:
    with pytest.raises(ValueError, match="watch_every: only with"):
        bayesagg.torch.connect(server.target, **_heads(), preset="paper", watch_every=50)
    with pytest.raises(ValueError, match="watch_every: got -1"):
        bayesagg.torch.connect(server.target, **_heads(), watch_every=-1)
