"""From heads to a session."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from torch import nn

import bayesagg
from bayesagg.client import Client
from bayesagg.options import Options, Task
from bayesagg.session import Session
from bayesagg.torch import heads as head_maths
from bayesagg.torch.aggregator import Aggregator
from bayesagg.torch.heads import Loss

_ON_UNAVAILABLE = ("raise", "wait", "mean")


def connect(
    target: str | Client,
    run: str | None = None,
    *,
    gaussian: Mapping[str, nn.Module] | None = None,
    bernoulli: Mapping[str, nn.Module] | None = None,
    categorical: Mapping[str, nn.Module] | None = None,
    task_choices: Mapping[str, Mapping[str, Any]] | None = None,
    losses: Mapping[str, Loss] | None = None,
    worker: str = "worker-0",
    on_unavailable: str = "raise",
    step_timeout: float = 60.0,
    watch_every: int = 0,
    options: Options | None = None,
    **choices: Any,
) -> Aggregator:
    """Creates or joins the session `run` for these heads.

    Args:
        target: host:port, or a client with TLS, tokens and the like.
        run: the session's name; the same for all workers of a run. None: a fresh one.
        gaussian: heads with squared error, summed over outputs, by task.
        bernoulli: heads with one logistic loss an output.
        categorical: heads with cross-entropy.
        task_choices: fields of `bayesagg.Task` by task, such as `{"kind": {"prior_variance": 0.01}}`.
        losses: another loss for a head to be trained with: outputs and labels to a scalar.
        worker: this worker's name, unique in the run.
        on_unavailable: what to do where the service does not answer for `step_timeout` seconds: "raise"; "wait" until
            it does; "mean": go on with the mean of the tasks' gradients, and send the evidence later.
        step_timeout: seconds.
        watch_every: every so many steps `metrics["bayesagg/tau_ratio"]` says how large the part that τ scales is beside
            the plain gradient; with the weights and the centre of `ROBUST`. 0: never.
        options: choices of the session; or
        choices: fields of `bayesagg.Options`, such as `preset="paper"`.
    """
    if on_unavailable not in _ON_UNAVAILABLE:
        raise ValueError(f'on_unavailable: got "{on_unavailable}", expected one of {", ".join(_ON_UNAVAILABLE)}')
    kinds = {"gaussian": gaussian or {}, "bernoulli": bernoulli or {}, "categorical": categorical or {}}
    heads: dict[str, nn.Linear] = {}
    tasks: list[Task] = []
    for kind, given in kinds.items():
        for name, module in given.items():
            if name in heads:
                raise ValueError(f'heads["{name}"]: given twice')
            heads[name] = head_maths.linear(name, module)
            tasks.append(Task(name, kind, heads[name].out_features, **(task_choices or {}).get(name, {})))
    widths = {head.in_features for head in heads.values()}
    if len(widths) != 1:
        raise ValueError(
            f"heads: got inputs of widths {sorted(widths)}, expected one width, that of the shared features"
        )
    client = bayesagg.connect(target) if isinstance(target, str) else target
    name, width = run or f"session-{uuid.uuid4()}", widths.pop()

    def open_session() -> Session:
        return client.session(name, width, tasks, worker=worker, options=options, **choices)

    kind_of = {task.name: task.likelihood for task in tasks}
    return Aggregator(
        client,
        open_session,
        heads,
        kind_of,
        dict(losses or {}),
        on_unavailable,
        step_timeout,
        owns_client=isinstance(target, str),
        watch_every=watch_every,
    )
