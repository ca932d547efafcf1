from __future__ import annotations

import numpy as np
import pytest

from bayesagg import tensors


def test_floats_contiguous_float32_shares_memory() -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    tensor, data = tensors.floats("features", values)
    values[0, 0] = 7
    assert tuple(tensor.shape) == (2, 3)
    assert tensors.decode(tensor, data)[0, 0] == 7


@pytest.mark.parametrize(("dtype", "bound"), [("f64", 0), ("f32", 0), ("f16", 2**-11), ("bf16", 2**-8)])
def test_floats_everyType_comesBackRounded(dtype: str, bound: float) -> None:
    values = np.random.default_rng(1).normal(size=(5, 7)).astype(np.float32)
    tensor, data = tensors.floats("features", values[:, ::-1], dtype)
    assert np.abs(tensors.decode(tensor, bytes(data)) / values[:, ::-1] - 1).max() <= bound


def test_bfloat16_specialValues_areKept() -> None:
    values = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, 1.00390625, 3.4e38], dtype=np.float32)
    back = (tensors.to_bfloat16(values).astype("<u4") << 16).view("<f4")
    assert back[:4].tolist() == [0.0, 0.0, np.inf, -np.inf]
    assert np.signbit(back[1])
    assert np.isnan(back[4])
    assert back[5:].tolist() == [1.0, 1.0, np.inf]


@pytest.mark.parametrize(
    ("function", "values", "message"),
    [
        (tensors.floats, np.array(["a"]), "labels: got <U1, expected real numbers"),
        (tensors.integers, np.array([1.0]), "labels: got float64, expected integers"),
        (tensors.booleans, np.array([1]), "labels: got int64, expected booleans"),
    ],
)
def test_wrongType_isRefusedByName(function: object, values: object, message: str) -> None:
    with pytest.raises(TypeError, match="labels: got") as caught:
        function("labels", values)  # type: ignore[operator]
    assert str(caught.value) == message
