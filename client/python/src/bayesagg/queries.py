"""Posteriors and predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
import numpy.typing as npt

from bayesagg import errors, tensors
from bayesagg.answer import Assembly
from bayesagg.errors import AggregationError, Reason
from bayesagg.tensors import Array
from bayesagg.v1 import aggregation_service_pb2 as pb
from bayesagg.v1 import tensor_pb2

if TYPE_CHECKING:
    from bayesagg.client import Client


@dataclass(frozen=True)
class Posterior:
    """A task's posterior: mean [o, p], and precision and covariance where asked for."""

    mean: Array
    precision: Array | None
    covariance: Array | None


@dataclass(frozen=True)
class Prediction:
    """Of a task for n examples: mean and variance [n, o]."""

    mean: Array
    variance: Array


def posterior(client: Client, request: pb.GetPosteriorRequest) -> dict[str, Posterior]:
    """By task."""

    def collect(request: pb.GetPosteriorRequest, timeout: float) -> tuple[pb.PosteriorHeader, list[Array]]:
        header: pb.PosteriorHeader | None = None
        assembly: Assembly | None = None
        try:
            for frame in client.stub.GetPosterior(request, timeout=timeout):
                if frame.HasField("header"):
                    header = frame.header
                    assembly = Assembly(_announced(header))
                elif assembly is not None:
                    assembly.accept(frame.chunk)
        except ValueError as error:
            raise _broken(client, str(error)) from error
        if header is None or assembly is None or not assembly.complete:
            raise _broken(client, "the posteriors ended before all their bytes had come")
        return header, assembly.arrays()

    header, arrays = client.call(collect, request)
    given = iter(arrays)
    return {
        task.task: Posterior(
            mean=next(given),
            precision=next(given) if task.HasField("precision") else None,
            covariance=next(given) if task.HasField("covariance") else None,
        )
        for task in header.tasks
    }


def predict(client: Client, request: pb.PredictRequest, features: npt.ArrayLike) -> dict[str, Prediction]:
    """By task, for features [n, d]."""
    tensor, data = tensors.floats("features", features)
    tensor.data = bytes(data)
    request.features.CopyFrom(tensor)
    response = client.call(client.stub.Predict, request)
    return {
        task.task: Prediction(
            tensors.decode(task.mean, task.mean.data), tensors.decode(task.variance, task.variance.data)
        )
        for task in response.tasks
    }


def _announced(header: pb.PosteriorHeader) -> Sequence[tensor_pb2.Tensor]:
    found = []
    for task in header.tasks:
        found.append(task.mean)
        found += [getattr(task, name) for name in ("precision", "covariance") if task.HasField(name)]
    return found


def _broken(client: Client, what: str) -> AggregationError:
    message = f"{client.target} broke the contract: {what}"
    return errors.local(grpc.StatusCode.INTERNAL, Reason.PROTOCOL, message)
