"""BayesAgg in a PyTorch loop.

    import bayesagg.torch

    mtl = bayesagg.torch.connect("127.0.0.1:50051", "run-1", categorical={"kind": kind_head}, gaussian={"size": head})
    ...
    losses = mtl.backward(trunk(x), {"kind": kind, "size": size})  # in place of sum(losses).backward()

The trunk gets the service's direction, the heads the gradients of their own losses; optimiser and scheduler are left
alone.
"""

from bayesagg.torch.aggregator import Aggregator
from bayesagg.torch.connection import connect

__all__ = ["Aggregator", "connect"]
