"""What the service says about a step, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bayesagg import tensors
from bayesagg.tensors import Array
from bayesagg.v1 import aggregation_pb2 as pb
from bayesagg.v1 import session_pb2, tensor_pb2


@dataclass(frozen=True)
class TaskAnswer:
    """What was asked for of one task."""

    gradient_mean: Array | None
    gradient_variance: Array | None
    posterior_mean: Array | None
    weight_share: float
    running_loss: tuple[float, ...]


@dataclass(frozen=True)
class StepAnswer:
    """The answer to a step.

    Attributes:
        direction: dL/dh [n, d]; None where it was omitted.
        weights: as asked for.
        tasks: by name, what was asked for of each.
        bayesian: whether the posterior was used, which it is not in warm-up.
        duplicate: whether this contribution had been counted before.
        late: whether it came after its step was closed: its evidence counts, its direction is its own.
        timings: seconds by phase of the server, where asked for.
    """

    direction: Array | None
    weights: Array | None
    tasks: dict[str, TaskAnswer]
    bayesian: bool
    duplicate: bool
    late: bool
    contributions: int
    examples: int
    jitter: float
    worker: str
    epoch: int
    step: int
    timings: dict[str, float]


def announced(response: pb.AggregateResponse) -> list[tensor_pb2.Tensor]:
    """The answer's tensors in the contract's order."""
    found = [response.direction] if response.HasField("direction") else []
    if response.HasField("weights"):
        found.append(response.weights)
    for task in response.tasks:
        for name in ("gradient_mean", "gradient_variance", "posterior_mean"):
            if task.HasField(name):
                found.append(getattr(task, name))
    return found


def decode(response: pb.AggregateResponse, arrays: Sequence[Array] | None = None) -> StepAnswer:
    """From a message that carries its data, or from one with its arrays apart."""
    given: Iterator[Array] = iter(
        [tensors.decode(tensor, tensor.data) for tensor in announced(response)] if arrays is None else arrays
    )
    direction = next(given) if response.HasField("direction") else None
    weights = next(given) if response.HasField("weights") else None
    tasks = {
        task.task: TaskAnswer(
            gradient_mean=next(given) if task.HasField("gradient_mean") else None,
            gradient_variance=next(given) if task.HasField("gradient_variance") else None,
            posterior_mean=next(given) if task.HasField("posterior_mean") else None,
            weight_share=task.weight_share,
            running_loss=tuple(task.running_loss),
        )
        for task in response.tasks
    }
    timings = {}
    if response.HasField("timings"):
        timings = {field.name: value.ToTimedelta().total_seconds() for field, value in response.timings.ListFields()}
    return StepAnswer(
        direction=direction,
        weights=weights,
        tasks=tasks,
        bayesian=response.phase == session_pb2.SESSION_PHASE_BAYESIAN,
        duplicate=response.duplicate,
        late=response.late,
        contributions=response.contributions,
        examples=response.examples,
        jitter=response.jitter,
        worker=response.worker,
        epoch=response.epoch,
        step=response.step,
        timings=timings,
    )


class Assembly:
    """Puts announced tensors together from their chunks, each into memory of its own."""

    def __init__(self, announced_tensors: Sequence[tensor_pb2.Tensor]) -> None:
        self._tensors = list(announced_tensors)
        self._data = [bytearray(tensor.data or bytes(tensors.size(tensor))) for tensor in self._tensors]
        self._come = [len(tensor.data) for tensor in self._tensors]

    @property
    def complete(self) -> bool:
        """Whether all bytes have come."""
        return all(come == len(data) for come, data in zip(self._come, self._data, strict=True))

    def accept(self, chunk: tensor_pb2.TensorChunk) -> None:
        """The next bytes of a tensor."""
        if not 0 <= chunk.tensor < len(self._data):
            raise ValueError(f"a chunk of tensor {chunk.tensor} of {len(self._data)}")
        data, come = self._data[chunk.tensor], self._come[chunk.tensor]
        if chunk.offset != come or come + len(chunk.data) > len(data):
            raise ValueError(f"a chunk at {chunk.offset} of tensor {chunk.tensor}, expected at {come} of {len(data)}")
        data[come : come + len(chunk.data)] = chunk.data
        self._come[chunk.tensor] += len(chunk.data)

    def arrays(self) -> list[Array]:
        """All tensors; complete."""
        return [tensors.decode(tensor, data) for tensor, data in zip(self._tensors, self._data, strict=True)]
