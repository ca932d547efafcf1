"""Every golden case through this client, unary and streamed, within the bounds of `bayesagg conformance`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import bayesagg

_CASES = sorted(
    path.parent.name
    for path in (Path(__file__).resolve().parents[3] / "server/math/src/test/resources/golden").glob("*/case.json")
)
_DTYPES = {"f32": "<f4", "f64": "<f8", "i32": "<i4", "bool": "?"}
_EXACT, _DIRECTION, _SAMPLED_MEAN, _SAMPLED_VARIANCE = 1e-4, 2e-4, 0.01, 0.02
_PIECE = 512


def _array(directory: Path, spec: dict[str, Any] | None) -> npt.NDArray[Any] | None:
    if spec is None:
        return None
    return np.fromfile(directory / spec["file"], dtype=_DTYPES[spec["dtype"]]).reshape(spec["shape"])


def _error(actual: npt.NDArray[Any] | None, expected: npt.NDArray[Any]) -> float:
    assert actual is not None
    assert actual.size == expected.size
    flat, wanted = actual.reshape(-1).astype("f8"), expected.reshape(-1).astype("f8")
    return float(np.abs(flat - wanted).max() / max(np.abs(wanted).max(), 1e-300))


def _ends_epoch(step: dict[str, Any]) -> bool:
    return step["kind"] in ("commit_epoch", "epoch_evidence")


class _Player:
    def __init__(self, client: bayesagg.Client, directory: Path, transport: str) -> None:
        self.directory = directory
        self.case = json.loads((directory / "case.json").read_text())
        self.transport = transport
        tasks = [self._task(i, task) for i, task in enumerate(self.case["tasks"])]
        self.session = client.session(None, self.case["feature_dim"], tasks, **self._choices())

    def _task(self, index: int, task: dict[str, Any]) -> bayesagg.Task:
        gaussian = task["likelihood"] == "gaussian"
        stated = gaussian and not self.case.get("noise_from_loss", False)
        return bayesagg.Task(
            f"task-{index}",
            task["likelihood"],
            task.get("outputs", 1),
            bias=task.get("bias", not gaussian),
            prior_variance=task["prior_variance"],
            uncertainty_exponent=task["uncertainty_exponent"],
            noise_variance=task.get("noise_variance", 1.0) if stated else None,
        )

    def _choices(self) -> dict[str, Any]:
        case, steps = self.case, self.case["steps"]
        statistic = case.get("weight_statistic", "variance")
        ended = 0
        for step in steps:
            if step["kind"] == "bayesian_step":
                ended = max(1, ended)
                break
            ended += _ends_epoch(step)
        else:
            ended += 1
        choices: dict[str, Any] = {
            "preset": "paper",
            "gradient_centre": case.get("gradient_centre", "posterior"),
            "expectation_gain": case.get("expectation_gain", 1.0),
            "weight_statistic": statistic,
            "weight_granularity": "row" if statistic == "loss" else case.get("weight_granularity", "dimension"),
            "weight_normalisation": case.get("weight_normalisation", "sum"),
            "noise_variance": "from_loss" if case.get("noise_from_loss") else "stated",
            "warmup_epochs": ended,
            "loss_decay": case.get("loss_decay", 0.95),
            "max_examples_per_step": max((s["features"]["shape"][0] for s in steps if "features" in s), default=1),
        }
        if statistic == "variance":
            choices["variance_pooling"] = case.get("variance_pooling", "example")
        refresh = case.get("prior_refresh", "streaming_epoch")
        if refresh == "forgetting":
            choices["forgetting"] = case["forgetting_factor"]
        elif refresh == "exact_epoch":
            choices["exact_epoch"] = sum(s["features"]["shape"][0] for s in steps if "features" in s)
        else:
            choices["streaming_epoch"] = True
        return choices

    def play(self) -> int:
        compared = 0
        for step in self.case["steps"]:
            if step["kind"] == "commit_epoch":
                self.session.finish_epoch()
            elif step["kind"] == "epoch_evidence":
                self._send(step, omit_direction=True)
                self.session.finish_epoch()
                compared += self._compare_prior(step)
            else:
                compared += self._compare_step(step)
        self.session.delete()
        return compared

    def _send(self, step: dict[str, Any], **more: Any) -> bayesagg.StepAnswer:
        parts: dict[str, Any] = {"labels": {}, "heads": {}, "masks": {}}
        for i, task in enumerate(step["tasks"]):
            for key, name in (("labels", "labels"), ("heads", "head"), ("masks", "mask")):
                values = _array(self.directory, task.get(name))
                if values is not None:
                    parts[key][f"task-{i}"] = values
        features = _array(self.directory, step["features"])
        assert features is not None
        return self.session.step(features, transport=self.transport, **parts, **more)

    def _compare_prior(self, step: dict[str, Any]) -> int:
        wanted = [
            (i, kind, task[f"expected_prior_{kind}"])
            for i, task in enumerate(step["tasks"])
            for kind in ("mean", "precision")
            if f"expected_prior_{kind}" in task
        ]
        if not wanted:
            return 0
        posteriors = self.session.posterior(precision=True)
        for i, kind, spec in wanted:
            expected = _array(self.directory, spec)
            assert expected is not None
            assert _error(getattr(posteriors[f"task-{i}"], kind), expected) <= _EXACT, (i, kind)
        return len(wanted)

    def _compare_step(self, step: dict[str, Any]) -> int:
        answer = self._send(
            step,
            include=("gradient_moments", "posterior_means", "running_losses")
            if self._moments(step)
            else ("running_losses",),
        )
        compared, sampled, sampling = 0, False, 0.0
        for i, task in enumerate(step["tasks"]):
            categorical = self.case["tasks"][i]["likelihood"] == "categorical"
            error = task.get("sampling_error", 0.0)
            sampled, sampling = sampled or categorical, max(sampling, error)
            bounds = {
                "posterior_mean": _EXACT,
                "gradient_mean": error + _SAMPLED_MEAN if categorical else _EXACT,
                "gradient_variance": error + _SAMPLED_VARIANCE if categorical else _EXACT,
                "loss": _EXACT,
            }
            for name, bound in bounds.items():
                expected = _array(self.directory, task.get(f"expected_{name}"))
                if expected is not None:
                    part = answer.tasks[f"task-{i}"]
                    actual = np.asarray(part.running_loss) if name == "loss" else getattr(part, name)
                    assert _error(actual, expected) <= bound, (i, name)
                    compared += 1
        expected = _array(self.directory, step.get("expected_direction"))
        if expected is not None:
            sampled = sampled and step["kind"] == "bayesian_step"
            assert _error(answer.direction, expected) <= (sampling + _SAMPLED_VARIANCE if sampled else _DIRECTION)
            compared += 1
        return compared

    @staticmethod
    def _moments(step: dict[str, Any]) -> bool:
        return any(
            f"expected_{name}" in task
            for task in step["tasks"]
            for name in ("posterior_mean", "gradient_mean", "gradient_variance")
        )


@pytest.mark.parametrize("transport", ["unary", "stream"])
@pytest.mark.parametrize("case", _CASES)
def test_golden_case(client: bayesagg.Client, golden: Path, case: str, transport: str) -> None:
    assert _Player(client, golden / case, transport).play() > 0
