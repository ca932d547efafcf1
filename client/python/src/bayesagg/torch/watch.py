"""How large the part of the direction is that the posterior's spread adds, beside the plain gradient."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from bayesagg.answer import StepAnswer
from bayesagg.tensors import Array
from bayesagg.torch import heads as head_maths
from bayesagg.torch.transfer import to_tensor
from bayesagg.v1 import session_pb2 as pb


def rows_of(likelihoods: Mapping[str, str], heads: Mapping[str, nn.Linear]) -> dict[str, int]:
    """How many weights each task has, in the order of the answer's."""
    return {name: 1 if kind == "categorical" else heads[name].out_features for name, kind in likelihoods.items()}


class TauWatch:
    """Works out ‖direction - plain‖ / ‖plain‖ of every so many steps, the plain gradient from the answer's weights.

    The direction is (1/N) Σ λ_r [g_r + τ (E[g_r] - g_r)], the plain gradient the same without τ's part.
    """

    def __init__(
        self, every: int, config: pb.SessionConfig, heads: Mapping[str, nn.Linear], likelihoods: Mapping[str, str]
    ) -> None:
        self._every = every
        self._passes = 0
        self._heads = heads
        self._likelihoods = likelihoods
        self._rows = rows_of(likelihoods, heads)
        self._reduction = config.reduction
        if every < 0:
            raise ValueError(f"watch_every: got {every}, expected at least 0")
        if every > 0:
            _require_plain_sum(config)

    def due(self) -> bool:
        """Counts a step, and says whether it is one to watch."""
        self._passes += 1
        return self._every > 0 and (self._passes - 1) % self._every == 0

    def ratio(
        self,
        answer: StepAnswer,
        features: Tensor,
        labels: Mapping[str, Tensor],
        masks: Mapping[str, Tensor],
        example_weights: Tensor | None,
    ) -> float:
        """Of a step whose answer has direction and weights; the heads are still those that were sent. 0 in warm-up."""
        if not answer.bayesian:
            return 0.0
        assert answer.direction is not None
        assert answer.weights is not None
        wide = features.detach().float()
        with torch.no_grad():
            plain = self._plain(answer.weights, wide, labels, masks, example_weights) / self._divisor(answer, len(wide))
        added = to_tensor(answer.direction, wide) - plain
        return float(added.norm() / plain.norm().clamp_min(torch.finfo(plain.dtype).tiny))

    def _plain(
        self,
        row_weights: Array,
        features: Tensor,
        labels: Mapping[str, Tensor],
        masks: Mapping[str, Tensor],
        example_weights: Tensor | None,
    ) -> Tensor:
        """The weighted sum of the rows' gradients at the heads, not divided."""
        given = torch.from_numpy(row_weights.copy()).to(features.device, features.dtype)
        weights = dict(zip(self._rows, given.split(list(self._rows.values())), strict=True))
        plain = torch.zeros_like(features)
        for name, value in labels.items():
            slopes = self._slopes(name, features, value) * weights[name]
            mask = head_maths.known(value, masks.get(name))
            if mask is not None:
                slopes = slopes * mask[:, None]
            plain += slopes @ self._heads[name].weight.float()
        return plain if example_weights is None else plain * example_weights[:, None]

    def _slopes(self, name: str, features: Tensor, labels: Tensor) -> Tensor:
        """Each example's dloss/dlogit [n, o], of the loss that the service takes the likelihood for."""
        head = self._heads[name]
        logits = functional.linear(features, head.weight.float(), None if head.bias is None else head.bias.float())
        kind = self._likelihoods[name]
        if kind == "categorical":
            one_hot = functional.one_hot(labels.long(), head.out_features) if labels.dim() == 1 else labels
            return logits.softmax(dim=1) - one_hot.nan_to_num()
        target = labels.float().reshape(logits.shape).nan_to_num()
        return logits.sigmoid() - target if kind == "bernoulli" else 2 * (logits - target)

    def _divisor(self, answer: StepAnswer, own: int) -> int:
        if self._reduction == pb.REDUCTION_SUM:
            return 1
        return answer.examples if self._reduction == pb.REDUCTION_MEAN_GLOBAL else own


def _require_plain_sum(config: pb.SessionConfig) -> None:
    """Refuses choices under which the plain gradient does not follow from heads and weights alone."""
    by_batch = config.weight_statistic != pb.WEIGHT_STATISTIC_VARIANCE or (
        config.variance_pooling == pb.VARIANCE_POOLING_BATCH
    )
    if (
        config.gradient_centre != pb.GRADIENT_CENTRE_HEAD
        or config.weight_granularity != pb.WEIGHT_GRANULARITY_ROW
        or config.weight_normalisation != pb.WEIGHT_NORMALISATION_NONE
        or not by_batch
    ):
        raise ValueError(
            "watch_every: only with gradients at the head and one weight a row that is not normalised, as the preset "
            "ROBUST has them; expected 0"
        )
