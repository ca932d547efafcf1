"""Four servers and a Prometheus.

One server keeps nothing, one keeps its sessions, one finds its disk full, one has TLS and an access file.
"""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from processes import COMMAND, BayesAgg, Prometheus, Target, bayesagg, wait_for
from worker import Worker, connect

EPOCHS = 3
STEPS = 20
TASKS = 3
EXAMPLES = 8


@dataclass(frozen=True)
class World:
    """What runs."""

    folder: Path
    ephemeral: BayesAgg
    kept: BayesAgg
    full: BayesAgg
    secured: BayesAgg
    prometheus: Prometheus
    workers: dict[tuple[str, str], Worker]

    def stub(self, token: str | None = "trainer") -> Any:
        """A stub of the secured server."""
        certs = self.folder / "certs"
        return connect(self.secured.port, certs / "ca.pem", self.folder / f"{token}.token" if token else None)


def secured(folder: Path) -> BayesAgg:
    """A server with certificates and an access file."""
    bayesagg("certs", "--out", "certs", cwd=folder)
    entries = [bayesagg("token", name, "--right", right, cwd=folder) for name, right in TOKENS.items()]
    (folder / "access.yaml").write_text("identities:\n" + "".join(entries))
    files = {"--tls-certificate": "certs/server.pem", "--tls-key": "certs/server.key", "--access-file": "access.yaml"}
    flags = [word for flag, file in files.items() for word in (flag, str(folder / file))]
    return BayesAgg(folder, "secured", "--ephemeral", *flags)


TOKENS = {"scraper": "read", "trainer": "administer"}


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("monitoring")
    with ExitStack() as stack:
        ephemeral = stack.enter_context(BayesAgg(folder, "ephemeral", "--ephemeral"))
        # Snapshots after a few steps.
        keep = ("--data-dir", str(folder / "data"), "--snapshot-bytes", "16KiB")
        kept = stack.enter_context(BayesAgg(folder, "kept", *keep))
        room = ("--data-dir", str(folder / "full"), "--disk-reserve-bytes", "1024TiB")
        full = stack.enter_context(BayesAgg(folder, "full", *room))
        tls = stack.enter_context(secured(folder))
        ca, token = folder / "certs" / "ca.pem", folder / "scraper.token"
        targets = [Target(ephemeral), Target(kept), Target(full), Target(tls, ca, token)]
        prometheus = stack.enter_context(Prometheus(folder, targets))
        built = World(folder, ephemeral, kept, full, tls, prometheus, {})
        train(built)
        yield built


def train(world: World) -> None:
    """Ordinary traffic: a session of each preset on each server, and the bench on one of them."""
    everybody = {world.ephemeral.name: connect(world.ephemeral.port), world.kept.name: connect(world.kept.port)}
    everybody[world.secured.name] = world.stub()
    for server, service in everybody.items():
        for preset in ("ROBUST", "PAPER"):
            world.workers[server, preset] = Worker(service, preset.lower(), TASKS, preset, examples=EXAMPLES)
    # Rates need a sample from before the first step.
    wait_until_seen(world, 0)
    load = ["bench", "gaussian:120x64x11", "--target", f"127.0.0.1:{world.ephemeral.port}"]
    load += ["--prime", "0", "--warmup", "1", "--duration", "2", "--rounds", "1"]
    bench = subprocess.Popen([COMMAND, *load], stdout=subprocess.DEVNULL)
    for epoch in range(EPOCHS):
        # A refusal now and then is ordinary, too.
        for server in everybody:
            assert "fingerprint" in world.workers[server, "PAPER"].contribute_wrongly()
        for worker in world.workers.values():
            worker.contribute(STEPS)
            worker.finish_epoch()
        wait_until_seen(world, (epoch + 1) * STEPS)
    assert bench.wait(120) == 0
    wait_for("its session is gone", lambda: not world.prometheus.query('bayesagg_workers{session!~"robust|paper"}'))
    # The rules follow the scrapes.
    wait_for("refusals are seen", lambda: world.prometheus.query("reason:bayesagg_refusals:rate5m > 0"))


def wait_until_seen(world: World, steps: int) -> None:
    """Waits until Prometheus knows so many steps of every session."""
    expression = f'count(bayesagg_steps_total{{session=~"robust|paper"}} == {steps})'
    everybody = [len(world.workers)]
    wait_for(f"{steps} steps are seen", lambda: [count for _, count in world.prometheus.query(expression)] == everybody)
