"""Aggregators of TorchJD, where that is installed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bayesagg.examples.problem import Network, Part
from bayesagg.examples.ways import Way


class Jacobian(Way):
    """An aggregator's choice from the Jacobian of the tasks' losses by the trunk."""

    def __init__(self, network: Network, aggregator: Any) -> None:
        super().__init__(network)
        self._aggregator = aggregator

    def backward(self, batch: Part) -> None:
        """As TorchJD's own loops."""
        from torchjd.autojac import jac_to_grad, mtl_backward

        features = self.network.trunk(batch.inputs)
        losses = [
            task.loss(self.network.heads[task.name](features), batch.labels[task.name]) for task in self.network.tasks
        ]
        mtl_backward(losses, features=features)
        with warnings.catch_warnings():
            # Nash's solver has much to say about its problem's form, every time.
            warnings.simplefilter("ignore", UserWarning)
            jac_to_grad(list(self.network.trunk.parameters()), self._aggregator)


def _make(network: Callable[[int, Part], Network], maker: Callable[[], Any], seed: int, training: Part) -> Way:
    return Jacobian(network(seed, training), maker())


def ways(network: Callable[[int, Part], Network], tasks: int) -> Mapping[str, Callable[[int, Part], Way]]:
    """Those that can be made here, by name: some need solvers of their own."""
    try:
        from torchjd import aggregation
    except ImportError:
        return {}
    makers: dict[str, Callable[[], Any]] = {
        "MGDA": aggregation.MGDA,
        "UPGrad": aggregation.UPGrad,
        "Nash": lambda: aggregation.NashMTL(n_tasks=tasks),
    }
    usable: dict[str, Callable[[int, Part], Way]] = {}
    for name, maker in makers.items():
        try:
            maker()
        except ImportError:
            continue
        usable[name] = partial(_make, network, maker)
    return usable
