"""Tensors to arrays of the wire and back, with as little waiting for the device as there must be."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from bayesagg.tensors import Array, Encoded

_HALF = {torch.float16: "f16", torch.bfloat16: "bf16"}


class Outbox:
    """Copies features off a device through pinned memory of its own, used again from step to step."""

    def __init__(self) -> None:
        self._pinned: Tensor | None = None

    def read(self, features: Tensor) -> Encoded | Array:
        """Features on the host. Waits for what the device's stream has to do before them, no longer."""
        values = features.detach()
        if values.dtype not in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
            raise TypeError(f"features: got {values.dtype}, expected floating point")
        if values.dtype is torch.float64:
            values = values.float()
        values = values.contiguous()
        if values.device.type == "cuda":
            values = self._through_pinned(values)
        elif values.device.type != "cpu":
            values = values.cpu()
        if values.dtype in _HALF:
            return Encoded(_HALF[values.dtype], tuple(values.shape), values.view(torch.int16).numpy())
        array: Array = values.numpy()
        return array

    def _through_pinned(self, values: Tensor) -> Tensor:
        if self._pinned is None or self._pinned.numel() < values.numel() or self._pinned.dtype is not values.dtype:
            self._pinned = torch.empty(values.numel(), dtype=values.dtype, pin_memory=True)
        host = self._pinned[: values.numel()].view(values.shape)
        host.copy_(values, non_blocking=True)
        done = torch.cuda.Event()
        done.record(torch.cuda.current_stream(values.device))
        done.synchronize()
        return host


def to_tensor(array: Array, like: Tensor) -> Tensor:
    """A direction where the features are, in their type."""
    host = torch.from_numpy(array if array.flags.writeable else np.array(array))
    if like.device.type == "cuda":
        return host.pin_memory().to(like.device, non_blocking=True).to(like.dtype)
    return host.to(like.device, like.dtype)
