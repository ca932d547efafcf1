"""NumPy arrays to tensors of the contract and back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bayesagg.v1 import tensor_pb2 as pb

Array = npt.NDArray[Any]
DTYPES: dict[str, Any] = {
    "f32": pb.DATA_TYPE_F32,
    "f64": pb.DATA_TYPE_F64,
    "f16": pb.DATA_TYPE_F16,
    "bf16": pb.DATA_TYPE_BF16,
}
_NUMPY: dict[int, np.dtype[Any]] = {
    pb.DATA_TYPE_F32: np.dtype("<f4"),
    pb.DATA_TYPE_F64: np.dtype("<f8"),
    pb.DATA_TYPE_F16: np.dtype("<f2"),
    pb.DATA_TYPE_BF16: np.dtype("<u2"),
    pb.DATA_TYPE_I32: np.dtype("<i4"),
    pb.DATA_TYPE_I64: np.dtype("<i8"),
    pb.DATA_TYPE_BOOL: np.dtype("?"),
}


def dtype_of(name: str) -> Any:
    """The contract's type of "f32", "f64", "f16" or "bf16"."""
    if name not in DTYPES:
        raise ValueError(f'dtype: got "{name}", expected one of {", ".join(DTYPES)}')
    return DTYPES[name]


@dataclass(frozen=True)
class Encoded:
    """Values that are in a type of the wire already, such as bfloat16, which NumPy does not know.

    Attributes:
        dtype: f32, f64, f16 or bf16.
        shape: of the values.
        data: an array of their bytes, C-contiguous, of any type.
    """

    dtype: str
    shape: tuple[int, ...]
    data: Array


def floats(field: str, values: npt.ArrayLike | Encoded, dtype: str = "f32") -> tuple[pb.Tensor, memoryview]:
    """A tensor without its data, and the data: of any real values, rounded to nearest where they must be.

    Arrays that are float32 and contiguous are not copied.
    """
    if isinstance(values, Encoded):
        return pb.Tensor(dtype=dtype_of(values.dtype), shape=values.shape), _bytes(values.data)
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{field}: got {array.dtype}, expected real numbers")
    if dtype == "bf16":
        encoded = to_bfloat16(array)
    else:
        with np.errstate(over="ignore"):
            encoded = np.ascontiguousarray(array, dtype=_NUMPY[dtype_of(dtype)])
    return pb.Tensor(dtype=dtype_of(dtype), shape=array.shape), _bytes(encoded)


def integers(field: str, values: npt.ArrayLike) -> tuple[pb.Tensor, memoryview]:
    """The same of whole numbers, as 32 or 64 bits."""
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{field}: got {array.dtype}, expected integers")
    wide = array.dtype.itemsize > 4 or array.dtype == np.uint32
    encoded = np.ascontiguousarray(array, dtype="<i8" if wide else "<i4")
    return pb.Tensor(dtype=pb.DATA_TYPE_I64 if wide else pb.DATA_TYPE_I32, shape=array.shape), _bytes(encoded)


def booleans(field: str, values: npt.ArrayLike) -> tuple[pb.Tensor, memoryview]:
    """The same of truth values."""
    array = np.asarray(values)
    if array.dtype != np.bool_:
        raise TypeError(f"{field}: got {array.dtype}, expected booleans")
    return pb.Tensor(dtype=pb.DATA_TYPE_BOOL, shape=array.shape), _bytes(np.ascontiguousarray(array))


def size(tensor: pb.Tensor) -> int:
    """Bytes of all its elements, by type and shape."""
    if tensor.dtype not in _NUMPY:
        raise ValueError(f"a tensor of type {tensor.dtype}")
    return math.prod(tensor.shape) * _NUMPY[tensor.dtype].itemsize


def decode(tensor: pb.Tensor, data: bytes | bytearray | memoryview) -> Array:
    """The array, over the same memory where that is of a type that NumPy knows; bfloat16 becomes float32."""
    if len(data) != size(tensor):
        raise ValueError(f"a tensor of shape {tuple(tensor.shape)} with {len(data)} bytes")
    array: Array = np.frombuffer(data, dtype=_NUMPY[tensor.dtype])
    if tensor.dtype == pb.DATA_TYPE_BF16:
        array = (array.astype("<u4") << 16).view("<f4")
    return array.reshape(tuple(tensor.shape))


def to_bfloat16(array: Array) -> npt.NDArray[np.uint16]:
    """The upper half of float32, rounded to nearest, ties to even; what is no number stays none."""
    with np.errstate(over="ignore"):
        bits = np.ascontiguousarray(array, dtype="<f4").view("<u4")
    rounded: npt.NDArray[np.uint16] = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")
    none = (bits & 0x7FFFFFFF) > 0x7F800000
    if none.any():
        rounded[none] = (bits[none] >> 16).astype("<u2") | 0x40
    return rounded


def _bytes(array: Array) -> memoryview:
    return array.reshape(-1).view(np.uint8).data if array.size else memoryview(b"")
