"""The backward pass of a multi-task step through the service."""

from __future__ import annotations

import logging
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

import bayesagg
from bayesagg.answer import StepAnswer
from bayesagg.client import Client
from bayesagg.contribution import OutgoingContribution, StepInput
from bayesagg.errors import AggregationError, Reason
from bayesagg.options import Options, Task
from bayesagg.session import PendingStep, Session
from bayesagg.torch import heads as head_maths
from bayesagg.torch.heads import Loss
from bayesagg.torch.transfer import Outbox, to_tensor

_LOG = logging.getLogger("bayesagg")
_ON_UNAVAILABLE = ("raise", "wait", "mean")
_GONE = frozenset({Reason.UNREACHABLE, Reason.DEADLINE, Reason.DRAINING, Reason.INTERNAL})

# Contributions kept for a server that does not answer.
_MOST_KEPT = 256


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
    options: Options | None = None,
    **choices: Any,
) -> Aggregator:
    """Creates or joins the session `run` for these heads.

    Args:
        target: host:port, or a client with TLS, tokens and the like.
        run: the session's name; the same for all workers of a run. None: a fresh one.
        gaussian: heads with squared error, by task.
        bernoulli: heads with one logistic loss an output.
        categorical: heads with cross-entropy.
        task_choices: fields of `bayesagg.Task` by task, such as `{"kind": {"prior_variance": 0.01}}`.
        losses: another loss for a head to be trained with: outputs and labels to a scalar.
        worker: this worker's name, unique in the run.
        on_unavailable: what to do where the service does not answer for `step_timeout` seconds: "raise"; "wait" until
            it does; "mean": go on with the mean of the tasks' gradients, and send the evidence later.
        step_timeout: seconds.
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
    return Aggregator(client, open_session, heads, kind_of, dict(losses or {}), on_unavailable, step_timeout)


class Aggregator:
    """One worker of one run. For the thread of the training loop."""

    def __init__(
        self,
        client: Client,
        open_session: Callable[[], Session],
        heads: dict[str, nn.Linear],
        likelihoods: dict[str, str],
        losses: dict[str, Loss],
        on_unavailable: str,
        step_timeout: float,
    ) -> None:
        self.client = client
        self.session = open_session()
        counted = ("unavailable_steps", "evidence_kept", "evidence_dropped", "sessions_lost")
        self.metrics: dict[str, float] = {f"bayesagg/{name}": 0.0 for name in counted}
        self._open_session = open_session
        self._heads = heads
        self._likelihoods = likelihoods
        self._losses = losses
        self._on_unavailable = on_unavailable
        self._step_timeout = step_timeout
        self._outbox = Outbox()
        self._kept: deque[OutgoingContribution] = deque(maxlen=_MOST_KEPT)
        self._not_before = 0.0

    def backward(
        self,
        features: Tensor,
        labels: Mapping[str, Tensor],
        *,
        masks: Mapping[str, Tensor] | None = None,
        example_weights: Tensor | None = None,
        scaler: Any = None,
        accumulate: int = 1,
    ) -> dict[str, Tensor]:
        """The step's backward pass: the direction through the trunk, each head's own loss through the head.

        Args:
            features: h [n, d], what the heads get, with its graph.
            labels: by task, [n, o] or [n], or classes [n]; NaN where there is none. A task left out has none here.
            masks: by task, [n], true where the label counts.
            example_weights: [n].
            scaler: a `torch.amp.GradScaler`, as gradients of float16 want.
            accumulate: backward passes before an optimiser step; gradients are divided by it.

        Returns:
            Each task's mean loss, detached.
        """
        masks = masks or {}
        started = time.monotonic()

        def begin() -> tuple[OutgoingContribution, PendingStep | None]:
            outgoing = self._encode(features, labels, masks, example_weights)
            return outgoing, self._send(outgoing)

        outgoing, pending = begin()
        frozen = features.detach().requires_grad_(self._on_unavailable == "mean")
        losses = self._head_losses(frozen, labels, masks)
        factor = 1.0 / accumulate
        total = torch.stack([loss.float() for loss in losses.values()]).sum() * factor
        scale = 1.0
        if scaler is not None:
            total = scaler.scale(total)
            scale = float(scaler.get_scale())
        total.backward()
        try:
            answer = self._answer(outgoing, pending)
        except AggregationError as error:
            if error.reason is not Reason.SESSION_NOT_FOUND or self._on_unavailable == "raise":
                raise
            self._begin_anew(error)
            answer = self._answer(*begin())
        if answer is not None and answer.direction is not None:
            direction = to_tensor(answer.direction, features) * (factor * scale)
        else:
            assert frozen.grad is not None
            direction = frozen.grad / len(losses)
        features.backward(direction)
        head_maths.average_gradients([self._heads[name] for name in labels])
        self._note(answer, losses, time.monotonic() - started)
        return {name: loss.detach() for name, loss in losses.items()}

    def finish_epoch(self) -> bool:
        """Ends the epoch, of whose evidence a prior is made; true where that closed it for all workers."""
        self._send_kept()
        try:
            return self.session.finish_epoch()
        except AggregationError as error:
            if self._on_unavailable == "raise" or error.reason not in _GONE:
                raise
            _LOG.warning("the service hears of the epoch's end with the next step: %s", error)
            self.session.next_epoch()
            return False

    def close(self) -> None:
        """Closes session and connection; the run stays on the server."""
        self.client.close()

    def _encode(
        self,
        features: Tensor,
        labels: Mapping[str, Tensor],
        masks: Mapping[str, Tensor],
        example_weights: Tensor | None,
    ) -> OutgoingContribution:
        unknown = [name for name in labels if name not in self._heads]
        if unknown or not labels:
            raise ValueError(f"labels: got {unknown or 'none'}, expected some of {list(self._heads)}")
        known = {name: head_maths.known(value, masks.get(name)) for name, value in labels.items()}
        step_input = StepInput(
            features=self._outbox.read(features),
            heads={name: head_maths.weights(self._heads[name]).numpy() for name in labels},
            labels={name: value.detach().cpu().numpy() for name, value in labels.items()},
            masks={name: mask.cpu().numpy() for name, mask in known.items() if mask is not None},
            example_weights=None if example_weights is None else example_weights.detach().float().cpu().numpy(),
            include=("weight_shares",),
        )
        return self.session.encode(step_input)

    def _head_losses(
        self, frozen: Tensor, labels: Mapping[str, Tensor], masks: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        losses: dict[str, Tensor] = {}
        for name, value in labels.items():
            head = self._heads[name]
            if name in self._losses:
                losses[name] = self._losses[name](head_maths.apply(head, frozen), value)
            else:
                mask = head_maths.known(value, masks.get(name))
                losses[name] = head_maths.mean_loss(self._likelihoods[name], head, frozen, value, mask)
        return losses

    def _send(self, outgoing: OutgoingContribution) -> PendingStep | None:
        """None where the service was gone a moment ago, and is left alone for now."""
        if self._on_unavailable == "mean" and time.monotonic() < self._not_before:
            return None
        if self._kept and not self._send_kept():
            return None
        return self.session.send(outgoing, timeout=self._timeout())

    def _timeout(self) -> float:
        return 1e9 if self._on_unavailable == "wait" else self._step_timeout

    def _answer(self, outgoing: OutgoingContribution, pending: PendingStep | None) -> StepAnswer | None:
        try:
            if pending is not None:
                return pending.result()
        except AggregationError as error:
            if self._on_unavailable != "mean" or error.reason not in _GONE:
                raise
            _LOG.warning("step without the service, with the mean of the tasks' gradients: %s", error)
            self._not_before = time.monotonic() + self._step_timeout
        if len(self._kept) == _MOST_KEPT:
            if self.metrics["bayesagg/evidence_dropped"] == 0:
                _LOG.warning("the oldest evidence is dropped from now on: %d steps are kept already", _MOST_KEPT)
            self.metrics["bayesagg/evidence_dropped"] += 1
        self._kept.append(outgoing)
        self.metrics["bayesagg/unavailable_steps"] += 1
        self.metrics["bayesagg/evidence_kept"] = float(len(self._kept))
        return None

    def _begin_anew(self, error: AggregationError) -> None:
        """A server that came back without the session begins it again: with a warm-up, as any run does."""
        _LOG.warning("the server has lost the run, which begins anew with an epoch of warm-up: %s", error)
        self._kept.clear()
        self.session.close()
        self.session = self._open_session()
        self.metrics["bayesagg/sessions_lost"] += 1

    def _send_kept(self) -> bool:
        """Sends evidence that the service has not got, in its order; what it had got counts once."""
        while self._kept:
            try:
                self.session.send(self._kept[0], timeout=self._step_timeout).result()
            except AggregationError as error:
                if error.reason is Reason.SESSION_NOT_FOUND:
                    self._begin_anew(error)
                    return False
                if error.reason in _GONE:
                    self._not_before = time.monotonic() + self._step_timeout
                    return False
                _LOG.warning("evidence that the service will not have: %s", error)
            self._kept.popleft()
            self.metrics["bayesagg/evidence_kept"] = float(len(self._kept))
        return True

    def _note(self, answer: StepAnswer | None, losses: Mapping[str, Tensor], seconds: float) -> None:
        self.metrics["bayesagg/backward_seconds"] = seconds
        if answer is not None:
            self.metrics["bayesagg/bayesian"] = float(answer.bayesian)
            for name, task in answer.tasks.items():
                self.metrics[f"bayesagg/weight_share/{name}"] = task.weight_share
