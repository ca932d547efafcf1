"""Ways to train: each is a backward pass and what it has to learn beside the network."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn

import bayesagg.torch
from bayesagg.client import Client
from bayesagg.examples.problem import Network, Part
from bayesagg.v1 import session_pb2 as pb

# Uncertainty weighting's log variances learn so many times faster than the network, without which they lag behind.
_FAST = 20


class Way(ABC):
    """How the tasks' gradients become one."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def parameters(self, rate: float) -> list[dict[str, object]]:
        """Groups for Adam."""
        return [{"params": list(self.network.parameters()), "lr": rate}]

    @abstractmethod
    def backward(self, batch: Part) -> None:
        """Leaves gradients in the parameters."""

    def finish_epoch(self) -> None:  # noqa: B027 - most ways do not care
        """The epoch is over."""

    def close(self) -> None:  # noqa: B027 - nor here
        """The run is over."""

    def losses(self, batch: Part) -> list[Tensor]:
        """Of every task."""
        features = self.network.trunk(batch.inputs)
        return [
            task.loss(self.network.heads[task.name](features), batch.labels[task.name]) for task in self.network.tasks
        ]


class Mean(Way):
    """The mean of the tasks' gradients."""

    def backward(self, batch: Part) -> None:
        """Of the mean loss."""
        torch.stack(self.losses(batch)).mean().backward()


class Uncertainty(Way):
    """Uncertainty weighting (Kendall et al., CVPR 2018): a learned log variance a task."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self._logs = nn.Parameter(torch.zeros(len(network.tasks)))

    def parameters(self, rate: float) -> list[dict[str, object]]:
        """The log variances learn faster."""
        return [*super().parameters(rate), {"params": [self._logs], "lr": _FAST * rate}]

    def backward(self, batch: Part) -> None:
        """Of the sum of exp(-s) loss + s."""
        (torch.stack(self.losses(batch)) * (-self._logs).exp() + self._logs).sum().backward()


class Service(Way):
    """The service's direction, by a preset.

    Where weights are divided by their sum, the direction is a sum over tasks in warm-up and a weighted mean afterwards.
    Adam remembers the squares of gradients for a thousand steps or more, so a trunk whose gradients become eleven times
    smaller all but stops; here the warm-up's are made a mean too.
    """

    def __init__(self, network: Network, client: Client, preset: str) -> None:
        super().__init__(network)
        heads: dict[str, dict[str, nn.Module]] = {"gaussian": {}, "bernoulli": {}, "categorical": {}}
        for task in network.tasks:
            heads[task.kind][task.name] = network.heads[task.name]
        self._mtl = bayesagg.torch.connect(client, f"example-{uuid.uuid4()}", preset=preset, **heads)  # type: ignore[arg-type]
        self._summed = self._mtl.session.config.weight_normalisation == pb.WEIGHT_NORMALISATION_SUM

    def backward(self, batch: Part) -> None:
        """As in any loop, but for the scale of the warm-up."""
        features = self.network.trunk(batch.inputs)
        if self._summed:
            features.register_hook(lambda direction: direction / len(self.network.tasks))
        self._mtl.backward(features, batch.labels)

    def finish_epoch(self) -> None:
        """The service makes a prior of it; the warm-up is the first epoch."""
        self._mtl.finish_epoch()
        self._summed = False

    def close(self) -> None:
        """Frees the session; the connection is another's."""
        self._mtl.session.delete()
