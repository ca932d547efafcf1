"""One worker's part of one step, from arrays to a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bayesagg import tensors
from bayesagg.outgoing import OutgoingContribution
from bayesagg.v1 import aggregation_pb2 as pb
from bayesagg.v1 import tensor_pb2

_OUTPUTS = ("weights", "gradient_moments", "weight_shares", "posterior_means", "running_losses", "timings")


@dataclass(frozen=True)
class StepInput:
    """What a worker knows of a step's examples. Arrays are read when the step is sent, and not kept.

    Attributes:
        features: h [n, d], the last shared layer's output.
        labels: by task, [n, o], [n] for one output, or classes [n]. NaN and masked ones count for nothing.
        output_gradients: by task, instead of labels: the derivatives of every example's own loss by the outputs [n, o].
        heads: by task, W [o, d + 1], the bias last.
        masks: by task, [n], true where the label counts.
        example_weights: [n], at least 0.
        include: more than the direction: weights, gradient_moments, weight_shares, posterior_means, running_losses,
            timings.
        omit_direction: for those who want weights alone.
        dtype: of features and gradients on the wire: f32, bf16 or f16.
        answer_dtype: of the direction: f32, f64, bf16 or f16.
        shard: names a block of examples whose tasks several workers share; synchronous steps only.
    """

    features: npt.ArrayLike | tensors.Encoded
    heads: Mapping[str, npt.ArrayLike]
    labels: Mapping[str, npt.ArrayLike] = field(default_factory=dict)
    output_gradients: Mapping[str, npt.ArrayLike | tensors.Encoded] = field(default_factory=dict)
    masks: Mapping[str, npt.ArrayLike] = field(default_factory=dict)
    example_weights: npt.ArrayLike | None = None
    include: tuple[str, ...] = ()
    omit_direction: bool = False
    dtype: str = "f32"
    answer_dtype: str = "f32"
    shard: str = ""


def encode(
    step_input: StepInput,
    tasks: Mapping[str, int],
    *,
    session_id: str,
    fingerprint: str,
    worker: str,
    epoch: int,
    step: int,
    acknowledged: tuple[int, int] | None = None,
) -> OutgoingContribution:
    """A contribution from its arrays.

    Args:
        step_input: the arrays.
        tasks: likelihood of each of the session's tasks.
        session_id: the session.
        fingerprint: of the session's configuration.
        worker: who contributes.
        epoch: the worker's.
        step: the worker's, within the epoch.
        acknowledged: epoch and step of the worker's highest contribution whose answer has come.
    """
    from bayesagg.v1 import session_pb2

    _check(step_input, tasks)
    request = pb.AggregateRequest(
        session_id=session_id, fingerprint=fingerprint, worker=worker, epoch=epoch, step=step, shard=step_input.shard
    )
    if acknowledged is not None:
        request.acknowledged.epoch, request.acknowledged.step = acknowledged
    for name in step_input.include:
        setattr(request.outputs, name, True)
    request.outputs.omit_direction = step_input.omit_direction
    request.outputs.dtype = tensors.dtype_of(step_input.answer_dtype)
    features = tensors.floats("features", step_input.features, step_input.dtype)
    parts: list[tuple[tensor_pb2.Tensor, memoryview]] = []
    for name, likelihood in tasks.items():
        if name not in step_input.heads:
            continue
        part = pb.TaskContribution(task=name)
        if name in step_input.labels:
            classes = likelihood == session_pb2.LIKELIHOOD_CATEGORICAL
            observed = _labels(f'labels["{name}"]', step_input.labels[name], classes)
            part.labels.CopyFrom(observed[0])
        else:
            gradients = step_input.output_gradients[name]
            observed = tensors.floats(f'output_gradients["{name}"]', gradients, step_input.dtype)
            part.output_gradients.CopyFrom(observed[0])
        parts.append(observed)
        if name in step_input.masks:
            mask = tensors.booleans(f'masks["{name}"]', step_input.masks[name])
            part.mask.CopyFrom(mask[0])
            parts.append(mask)
        head = tensors.floats(f'heads["{name}"]', step_input.heads[name])
        part.head.CopyFrom(head[0])
        parts.append(head)
        request.tasks.append(part)
    if step_input.example_weights is not None:
        weights = tensors.floats("example_weights", step_input.example_weights)
        request.example_weights.CopyFrom(weights[0])
        parts.append(weights)
    return OutgoingContribution(request, features, parts)


def _labels(field_name: str, values: npt.ArrayLike, classes: bool) -> tuple[tensor_pb2.Tensor, memoryview]:
    array = np.asarray(values)
    if classes and array.dtype.kind in "iu":
        return tensors.integers(field_name, array)
    return tensors.floats(field_name, array)


def _check(step_input: StepInput, tasks: Mapping[str, int]) -> None:
    for what in ("labels", "output_gradients", "heads", "masks"):
        for name in getattr(step_input, what):
            if name not in tasks:
                raise ValueError(f'{what}["{name}"]: the session has no such task, only {", ".join(tasks)}')
    for name in step_input.heads:
        given = (name in step_input.labels) + (name in step_input.output_gradients)
        if given != 1:
            got = "none" if given == 0 else "output_gradients too"
            raise ValueError(f'labels["{name}"]: got {got}, expected labels or output_gradients')
    for what in ("labels", "output_gradients"):
        for name in getattr(step_input, what):
            if name not in step_input.heads:
                raise ValueError(f'heads["{name}"]: got none, expected the head W [o, d + 1], since {what} came')
    for name in step_input.include:
        if name not in _OUTPUTS:
            raise ValueError(f'include: got "{name}", expected some of {", ".join(_OUTPUTS)}')
