"""BayesAgg from Python: the direction in which the shared features of a multi-task network should move.

    import bayesagg

    with bayesagg.connect("127.0.0.1:50051") as client:
        session = client.session("run-1", 64, [bayesagg.categorical("kind", 5), bayesagg.gaussian("size")])
        answer = session.step(features, labels={"kind": kind, "size": size}, heads={"kind": w, "size": v})
        answer.direction  # dL/dh [n, 64]

PyTorch loops want `bayesagg.torch`.
"""

from bayesagg._version import __version__
from bayesagg.answer import StepAnswer, TaskAnswer
from bayesagg.client import Client, connect
from bayesagg.errors import AggregationError, FieldViolation, Reason
from bayesagg.options import Options, Task, bernoulli, categorical, gaussian
from bayesagg.pending import PendingStep
from bayesagg.queries import Posterior, Prediction
from bayesagg.retry import RetryPolicy
from bayesagg.session import Session
from bayesagg.tls import Tls

__all__ = [
    "AggregationError",
    "Client",
    "FieldViolation",
    "Options",
    "PendingStep",
    "Posterior",
    "Prediction",
    "Reason",
    "RetryPolicy",
    "Session",
    "StepAnswer",
    "Task",
    "TaskAnswer",
    "Tls",
    "__version__",
    "bernoulli",
    "categorical",
    "connect",
    "gaussian",
]
