"""The tasks' last layers: their weights as the service takes them, and their own losses."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional

Loss = Callable[[Tensor, Tensor], Tensor]


def linear(name: str, head: nn.Module) -> nn.Linear:
    """The head itself; refused where it is not a linear layer, since the posterior is over a linear layer's weights."""
    if isinstance(head, nn.Linear):
        return head
    raise TypeError(
        f'heads["{name}"]: got {type(head).__name__}, expected torch.nn.Linear. The service keeps a posterior over the '
        "weights of a linear last layer: make the layers before it part of the trunk, so that this task's features are "
        "what its nn.Linear gets, or keep such a task out of the service and add its own backward()."
    )


def weights(head: nn.Linear) -> Tensor:
    """W [o, d + 1], the bias last, 0 where the layer has none; on the CPU in float32."""
    bias = head.bias if head.bias is not None else head.weight.new_zeros(head.out_features)
    return torch.cat([head.weight.detach(), bias.detach()[:, None]], dim=1).float().cpu()


def apply(head: nn.Linear, features: Tensor) -> Tensor:
    """The head's outputs; features in half precision are widened to the head's own."""
    outputs: Tensor = head(features.to(head.weight.dtype))
    return outputs


def known(labels: Tensor, mask: Tensor | None) -> Tensor | None:
    """Which examples have a label [n]: those of the mask none of whose numbers is NaN. None: all have."""
    if not labels.is_floating_point():
        return mask
    missing = labels.detach().reshape(len(labels), -1).isnan().any(dim=1)
    if mask is None:
        return ~missing if bool(missing.any()) else None
    return mask & ~missing


def mean_loss(likelihood: str, head: nn.Linear, features: Tensor, labels: Tensor, mask: Tensor | None) -> Tensor:
    """The loss that the service takes the likelihood for, averaged over the examples of the mask."""
    outputs = apply(head, features)
    if likelihood == "categorical":
        return _masked_mean(functional.cross_entropy(outputs, labels, reduction="none"), mask)
    target = labels.to(outputs.dtype).reshape(outputs.shape).nan_to_num()
    if likelihood == "bernoulli":
        each = functional.binary_cross_entropy_with_logits(outputs, target, reduction="none")
    else:
        each = functional.mse_loss(outputs, target, reduction="none")
    return _masked_mean(each.sum(dim=1), mask)


def _masked_mean(each: Tensor, mask: Tensor | None) -> Tensor:
    if mask is None:
        return each.mean()
    # A batch without a label of this task has no loss and no gradient.
    return (each * mask).sum() / mask.sum().clamp_min(1)


def average_gradients(heads: Iterable[nn.Linear]) -> None:
    """Averages gradients over the processes of a distributed run, as DistributedDataParallel does a trunk's."""
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return
    size = torch.distributed.get_world_size()
    for head in heads:
        for parameter in head.parameters():
            if parameter.grad is not None:
                torch.distributed.all_reduce(parameter.grad)
                parameter.grad /= size
