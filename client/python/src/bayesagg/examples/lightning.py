"""The four tasks on pairs of handwritten digits as a Lightning module, whose backward pass the service does.

A start of one's own: `DigitPairs` is a whole `LightningModule`, and the lines with `mtl` are all that BayesAgg needs.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import Any, TypeAlias

import lightning
import torch
from lightning.pytorch.loggers import CSVLogger
from torch import Tensor, nn
from torch.optim.lr_scheduler import CosineAnnealingLR
from torch.utils.data import DataLoader, StackDataset

import bayesagg.torch
from bayesagg.examples.digits import PROBLEM
from bayesagg.examples.problem import Part

Batch: TypeAlias = tuple[Tensor, dict[str, Tensor]]


class DigitPairs(lightning.LightningModule):
    """A trunk and four heads: left digit, right digit, whether left > right, and their sum."""

    def __init__(self, target: str, run: str | None = None, rate: float = 5e-3) -> None:
        super().__init__()
        self.automatic_optimization = False  # the backward pass is not that of one loss
        self.target, self.run, self.rate = target, run, rate
        self.trunk = nn.Sequential(nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 32), nn.Tanh())
        self.left, self.right = nn.Linear(32, 10), nn.Linear(32, 10)
        self.larger, self.sum = nn.Linear(32, 1), nn.Linear(32, 1)
        nn.init.constant_(self.sum.bias, 9.0)  # the mean sum: the trunk need not make it up

    def on_fit_start(self) -> None:
        """Lightning has moved the heads to their device by now."""
        self.mtl = bayesagg.torch.connect(
            self.target,
            self.run,
            categorical={"left": self.left, "right": self.right},
            bernoulli={"larger": self.larger},
            gaussian={"sum": self.sum},
            worker=f"rank-{self.global_rank}",
            workers=self.trainer.world_size if self.trainer.world_size > 1 else None,
            watch_every=50,
        )

    def training_step(self, batch: Batch, batch_idx: int) -> None:
        """`mtl.backward` instead of `self.manual_backward(loss)`."""
        pixels, labels = batch
        optimiser: Any = self.optimizers()
        schedule: Any = self.lr_schedulers()
        scaler = getattr(self.trainer.precision_plugin, "scaler", None)  # that of precision="16-mixed"
        optimiser.zero_grad()
        features = self.trunk(pixels)
        self.trainer.strategy.pre_backward(features)  # with strategy="ddp": averages the gradients that come
        losses = self.mtl.backward(features, labels, scaler=scaler)
        optimiser.step()
        schedule.step()
        self.log_dict({f"loss/{name}": loss for name, loss in losses.items()}, prog_bar=True)
        self.log_dict(self.mtl.metrics)

    def on_train_epoch_end(self) -> None:
        """The service makes a prior of the epoch."""
        self.mtl.finish_epoch()

    def on_fit_end(self) -> None:
        """The run stays on the server, where another `fit` with its name goes on with it."""
        self.mtl.close()

    def validation_step(self, batch: Batch, batch_idx: int) -> None:
        """Accuracies in percent, and the error of the sum."""
        pixels, labels = batch
        features = self.trunk(pixels)
        for task in PROBLEM.tasks:
            outputs = getattr(self, task.name)(features)
            self.log(f"test/{task.name}", task.measure(outputs, labels[task.name]), batch_size=len(pixels))

    def configure_optimizers(self) -> Any:
        """Any: the service does not touch them."""
        optimiser = torch.optim.Adam(self.parameters(), lr=self.rate)
        return [optimiser], [CosineAnnealingLR(optimiser, int(self.trainer.estimated_stepping_batches))]


def _loader(part: Part, **choices: Any) -> DataLoader[Any]:
    """Batches of pixels and labels by task."""
    pixels: Any = part.inputs
    labels: dict[str, Any] = dict(part.labels)
    return DataLoader(StackDataset(pixels, StackDataset(**labels)), **choices)


def main(arguments: list[str] | None = None) -> dict[str, float]:
    """Trains, and prints the last results, which it returns."""
    parser = argparse.ArgumentParser(prog="python -m bayesagg.examples.lightning")
    parser.add_argument("--target", default="127.0.0.1:50051", help="the server (default %(default)s)")
    parser.add_argument("--run", help="name of the session; the same name goes on with it (default: a fresh one)")
    parser.add_argument("--seed", type=int, default=1, help="of data and network (default %(default)s)")
    parser.add_argument("--epochs", type=int, default=20, help="default %(default)s")
    parser.add_argument("--precision", default="32-true", help="of Lightning's Trainer (default %(default)s)")
    parser.add_argument("--short", action="store_true", help="two epochs: whether everything works")
    parser.add_argument("--logs", type=Path, default=Path(), help="where lightning_logs goes (default: here)")
    options = parser.parse_args(arguments)
    torch.set_num_threads(max(1, torch.get_num_threads() // 2))  # the server on this machine wants some too
    lightning.seed_everything(options.seed, verbose=False)
    training, test = PROBLEM.draw(options.seed)
    trainer = lightning.Trainer(
        max_epochs=2 if options.short else options.epochs,
        accelerator="auto",
        devices=1,
        precision=options.precision,
        logger=CSVLogger(options.logs),
        log_every_n_steps=10,
        enable_checkpointing=False,
        num_sanity_val_steps=0,
    )
    trainer.fit(
        DigitPairs(options.target, options.run),
        _loader(training, batch_size=128, shuffle=True, drop_last=True),
        _loader(test, batch_size=len(test)),
    )
    shown = ("test/left", "test/right", "test/larger", "test/sum", "bayesagg/tau_ratio")
    results = {name: float(trainer.callback_metrics[name]) for name in shown}
    print("  ".join(f"{name} {value:.2f}" for name, value in results.items()))
    return results


if __name__ == "__main__":
    logging.getLogger("bayesagg").setLevel(logging.INFO)
    try:
        main()
    except bayesagg.AggregationError as failure:
        raise SystemExit(f"bayesagg.examples.lightning: {failure}") from None
