"""The tasks' last layers: their weights as the service takes them, and their own losses."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional

from bayesagg.tensors import Array

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


def to_numpy(labels: Tensor) -> Array:
    """Labels on the host; those of half precision widened, since NumPy does not know all its types."""
    values = labels.detach()
    host: Array = (values.float() if values.is_floating_point() else values).cpu().numpy()
    return host


def known(labels: Tensor, mask: Tensor | None) -> Tensor | None:
    """Which examples have a label [n]: those of the mask none of whose numbers is NaN. None: all have."""
    if not labels.is_floating_point():
        return mask
    missing = labels.detach().reshape(len(labels), -1).isnan().any(dim=1)
    if mask is None:
        return ~missing if bool(missing.any()) else None
    return mask & ~missing


def mean_loss(
    likelihood: str,
    head: nn.Linear,
    features: Tensor,
    labels: Tensor,
    mask: Tensor | None,
    example_weights: Tensor | None,
) -> Tensor:
    """The loss that the service takes the likelihood for, averaged over the examples of the mask.

    Summed over outputs; each example's multiplied by its weight, where there are weights.
    """
    outputs = apply(head, features)
    if likelihood == "categorical":
        return _mean(functional.cross_entropy(outputs, labels, reduction="none"), mask, example_weights)
    target = labels.to(outputs.dtype).reshape(outputs.shape).nan_to_num()
    if likelihood == "bernoulli":
        each = functional.binary_cross_entropy_with_logits(outputs, target, reduction="none")
    else:
        each = functional.mse_loss(outputs, target, reduction="none")
    return _mean(each.sum(dim=1), mask, example_weights)


def _mean(each: Tensor, mask: Tensor | None, example_weights: Tensor | None) -> Tensor:
    if example_weights is not None:
        each = each * example_weights
    if mask is None:
        return each.mean()
    # A batch without a label of this task has no loss and no gradient.
    return (each * mask).sum() / mask.sum().clamp_min(1)


def average_gradients(heads: Iterable[nn.Linear]) -> None:
    """Averages gradients over the processes of a distributed run, as DistributedDataParallel does a trunk's.

    Of all heads, with or without labels here: every process takes part in every exchange.
    """
    if not (torch.distributed.is_available() and torch.distributed.is_initialized()):
        return
    size = torch.distributed.get_world_size()
    for head in heads:
        for parameter in head.parameters():
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            torch.distributed.all_reduce(parameter.grad)
            parameter.grad /= size
