"""The backward pass of a multi-task step through the service."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

import torch
from torch import Tensor, nn

from bayesagg.answer import StepAnswer
from bayesagg.client import Client
from bayesagg.contribution import StepInput
from bayesagg.errors import AggregationError
from bayesagg.outgoing import OutgoingContribution
from bayesagg.pending import PendingStep
from bayesagg.session import Session
from bayesagg.torch import heads as head_maths
from bayesagg.torch.heads import Loss
from bayesagg.torch.kept import GONE, LOST, KeptEvidence
from bayesagg.torch.transfer import Outbox, to_tensor
from bayesagg.torch.watch import TauWatch, rows_of

_LOG = logging.getLogger("bayesagg")
T = TypeVar("T")
_Sent: TypeAlias = tuple[OutgoingContribution, PendingStep | None]


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
        owns_client: bool,
        watch_every: int,
    ) -> None:
        self.client = client
        self._owns_client = owns_client
        self.session = open_session()
        counted = ("unavailable_steps", "sessions_lost", "evidence_kept", "evidence_dropped")
        self.metrics: dict[str, float] = {f"bayesagg/{name}": 0.0 for name in counted}
        self._open_session = open_session
        self._heads = heads
        self._likelihoods = likelihoods
        self._losses = losses
        self._on_unavailable = on_unavailable
        self._step_timeout = step_timeout
        self._outbox = Outbox()
        self._kept = KeptEvidence(self.metrics)
        self._not_before = 0.0
        self._late: _Sent | None = None
        try:
            self._tau = TauWatch(watch_every, self.session.config, heads, likelihoods)
        except ValueError:
            self.close()
            raise

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
        watched = self._tau.due()
        include = ("weight_shares", "weights") if watched else ("weight_shares",)

        def begin() -> _Sent:
            return self._begin(features, labels, masks, example_weights, include=include)

        outgoing, pending = self._or_anew(begin)
        frozen = features.detach().requires_grad_(self._on_unavailable == "mean")
        losses = self._head_losses(frozen, labels, masks, example_weights)
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
            self._begin_anew(error)
            answer = self._answer(*begin())
        if answer is not None and answer.direction is not None:
            direction = to_tensor(answer.direction, features) * (factor * scale)
        else:
            assert frozen.grad is not None
            direction = frozen.grad / len(losses)
        features.backward(direction)
        head_maths.average_gradients(self._heads.values())
        self._note(answer, losses, time.monotonic() - started)
        if watched and answer is not None:
            self.metrics["bayesagg/tau_ratio"] = self._tau.ratio(answer, features, labels, masks, example_weights)
        return {name: loss.detach() for name, loss in losses.items()}

    def weights(
        self,
        features: Tensor,
        labels: Mapping[str, Tensor],
        *,
        masks: Mapping[str, Tensor] | None = None,
        example_weights: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Weights for losses of one's own, one step late, so that nothing waits: those of the step before; 1 at first.

        Args:
            features: h [n, d].
            labels: as for `backward`.
            masks: as for `backward`.
            example_weights: [n].

        Returns:
            By task, one weight, or [o] where it has several rows. Asked for with `weight_granularity="row"`.
        """

        def begin() -> _Sent:
            more: dict[str, Any] = {"include": ("weights",), "omit_direction": True}
            return self._begin(features, labels, masks or {}, example_weights, **more)

        before = self._late
        answer = None
        try:
            answer = None if before is None else self._answer(*before)
        except AggregationError as error:
            self._begin_anew(error)
        self._late = self._or_anew(begin)
        rows = rows_of(self._likelihoods, self._heads)
        values = torch.ones(sum(rows.values()))
        if answer is not None and answer.weights is not None:
            values = to_tensor(answer.weights, values)
        parts = values.to(features.device).split(list(rows.values()))
        return {name: part.squeeze(0) if len(part) == 1 else part for name, part in zip(rows, parts, strict=True)}

    def finish_epoch(self) -> bool:
        """Ends the epoch, of whose evidence a prior is made; true where that closed it for all workers."""
        try:
            self._kept.send(self._contribute)
            return self._or_anew(lambda: self.session.finish_epoch())
        except AggregationError as error:
            if not self._tolerates(error):
                raise
            _LOG.warning("the service hears of the epoch's end with the next step: %s", error)
            self.session.next_epoch()
            return False

    def close(self) -> None:
        """Ends what is on its way, and the connection if this made it; the run stays on the server."""
        self.session.close()
        if self._owns_client:
            self.client.close()

    def _begin(
        self,
        features: Tensor,
        labels: Mapping[str, Tensor],
        masks: Mapping[str, Tensor],
        example_weights: Tensor | None,
        **more: Any,
    ) -> _Sent:
        unknown = [name for name in labels if name not in self._heads]
        if unknown or not labels:
            raise ValueError(f"labels: got {unknown or 'none'}, expected some of {list(self._heads)}")
        if strangers := [name for name in masks if name not in labels]:
            raise ValueError(f"masks: got {strangers}, expected some of the labels' {list(labels)}")
        known = {name: head_maths.known(value, masks.get(name)) for name, value in labels.items()}
        step_input = StepInput(
            features=self._outbox.read(features),
            heads={name: head_maths.weights(self._heads[name]).numpy() for name in labels},
            labels={name: head_maths.to_numpy(value) for name, value in labels.items()},
            masks={name: mask.cpu().numpy() for name, mask in known.items() if mask is not None},
            example_weights=None if example_weights is None else example_weights.detach().float().cpu().numpy(),
            **more,
        )
        outgoing = self.session.encode(step_input)
        return outgoing, self._send(outgoing)

    def _head_losses(
        self,
        frozen: Tensor,
        labels: Mapping[str, Tensor],
        masks: Mapping[str, Tensor],
        weights: Tensor | None,
    ) -> dict[str, Tensor]:
        losses: dict[str, Tensor] = {}
        for name, value in labels.items():
            head = self._heads[name]
            if name in self._losses:
                losses[name] = self._losses[name](head_maths.apply(head, frozen), value)
            else:
                mask = head_maths.known(value, masks.get(name))
                losses[name] = head_maths.mean_loss(self._likelihoods[name], head, frozen, value, mask, weights)
        return losses

    def _send(self, outgoing: OutgoingContribution) -> PendingStep | None:
        """None where the service was gone a moment ago, and is left alone for now."""
        if self._on_unavailable == "mean" and time.monotonic() < self._not_before:
            return None
        try:
            self._kept.send(self._contribute)
        except AggregationError as error:
            if not self._tolerates(error):
                raise
            return None
        return self.session.send(outgoing, timeout=self._timeout())

    def _contribute(self, outgoing: OutgoingContribution) -> None:
        self.session.send(outgoing, timeout=self._step_timeout).result()

    def _timeout(self) -> float:
        return 1e9 if self._on_unavailable == "wait" else self._step_timeout

    def _answer(self, outgoing: OutgoingContribution, pending: PendingStep | None) -> StepAnswer | None:
        try:
            if pending is not None:
                return pending.result()
        except AggregationError as error:
            if not self._tolerates(error):
                raise
            _LOG.warning("step without the service, with the mean of the tasks' gradients: %s", error)
        self._kept.add(outgoing)
        self.metrics["bayesagg/unavailable_steps"] += 1
        return None

    def _tolerates(self, error: AggregationError) -> bool:
        """Whether the run goes on without the service, which is then left alone for a while."""
        if self._on_unavailable != "mean" or error.reason not in GONE:
            return False
        self._not_before = time.monotonic() + self._step_timeout
        return True

    def _or_anew(self, call: Callable[[], T]) -> T:
        """Again, in a new session, where the server has come back without this one."""
        try:
            return call()
        except AggregationError as error:
            self._begin_anew(error)
            return call()

    def _begin_anew(self, error: AggregationError) -> None:
        """Begins the run again, with a warm-up as any has; raises the error unless it says that the server lost it."""
        if error.reason not in LOST or self._on_unavailable == "raise":
            raise error
        _LOG.warning("the server has lost the run, which begins anew with an epoch of warm-up: %s", error)
        self._kept.clear()
        self.session.close()
        self.session = self._open_session()
        self.metrics["bayesagg/sessions_lost"] += 1

    def _note(self, answer: StepAnswer | None, losses: Mapping[str, Tensor], seconds: float) -> None:
        self.metrics["bayesagg/backward_seconds"] = seconds
        if answer is not None:
            self.metrics["bayesagg/bayesian"] = float(answer.bayesian)
            for name, task in answer.tasks.items():
                self.metrics[f"bayesagg/weight_share/{name}"] = task.weight_share
