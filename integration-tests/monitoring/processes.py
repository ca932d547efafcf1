"""Servers and a Prometheus as processes of their own, on free ports of this machine."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import yaml

from artefacts import PROMETHEUS, ROOT

COMMAND = os.environ.get("BAYESAGG_COMMAND", str(ROOT / "deploy" / "bayesagg"))
Value = TypeVar("Value")


def wait_for(what: str, condition: Callable[[], Value], seconds: float = 60) -> Value:
    """The condition's value once it is true."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what}; last: {value!r}")
        time.sleep(0.1)


def bayesagg(*arguments: str, cwd: Path | None = None) -> str:
    """What a command of bayesagg prints."""
    return subprocess.run([COMMAND, *arguments], check=True, capture_output=True, text=True, cwd=cwd).stdout


class Process:
    """A process that is ended with its block."""

    def __init__(self, command: list[str], log: Path) -> None:
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end(signal.SIGTERM)

    def end(self, how: signal.Signals) -> None:
        """Ends it by a signal, and by force where that is not enough."""
        self.process.send_signal(how)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def check(self) -> None:
        """Fails where it has ended."""
        assert self.process.poll() is None, self.log.read_text()


class BayesAgg(Process):
    """A server."""

    def __init__(self, folder: Path, name: str, *settings: str) -> None:
        self.name = name
        self.ports = folder / f"{name}.ports"
        places = ["--port", "0", "--http-port", "0", "--port-file", str(self.ports)]
        super().__init__([COMMAND, "serve", *places, *settings], folder / f"{name}.log")
        # Long enough for the command to build its jar first.
        wait_for(f"{name} serves", self.serves, 600)
        self.port, self.http_port = (int(line) for line in self.ports.read_text().split())

    def serves(self) -> bool:
        """Whether it has said where."""
        self.check()
        return self.ports.exists() and self.ports.read_text().count("\n") == 2

    def metrics(self) -> str:
        """All of its metrics as text."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}/metrics", timeout=60) as answer:
            text: str = answer.read().decode()
        return text


@dataclass(frozen=True)
class Target:
    """A server to scrape; with TLS where there is an authority, with a token where there is one."""

    server: BayesAgg
    authority: Path | None = None
    token: Path | None = None

    def scrape_config(self, base: dict[str, Any]) -> dict[str, Any]:
        """Its part of Prometheus's configuration; each has a name of its own there, and one job for the rules."""
        config = base | {"job_name": self.server.name}
        labels = {"job": base["job_name"], "instance": self.server.name}
        config["static_configs"] = [{"targets": [f"127.0.0.1:{self.server.http_port}"], "labels": labels}]
        if self.authority:
            config |= {"scheme": "https", "tls_config": {"ca_file": str(self.authority)}}
        if self.token:
            config["authorization"] = {"credentials_file": str(self.token)}
        return config


class Prometheus(Process):
    """A Prometheus with the rules of this clone, which looks every second."""

    def __init__(self, folder: Path, targets: list[Target]) -> None:
        config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())
        config["global"] = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
        config["rule_files"] = [str(PROMETHEUS / "rules.yml")]
        (base,) = config["scrape_configs"]
        config["scrape_configs"] = [target.scrape_config(base) for target in targets]
        file = folder / "prometheus.yml"
        file.write_text(yaml.safe_dump(config))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        command = ["prometheus", f"--config.file={file}", f"--storage.tsdb.path={folder / 'tsdb'}"]
        command += [f"--web.listen-address={self.address}", "--log.level=warn"]
        super().__init__(command, folder / "prometheus.log")
        wait_for("Prometheus is ready", self.ready)

    def ready(self) -> bool:
        """Whether it answers."""
        self.check()
        try:
            with urllib.request.urlopen(f"http://{self.address}/-/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def get(self, path: str, **parameters: str) -> Any:
        """The data of an answer of its API."""
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as e:
            raise AssertionError(f"{parameters or path}: {e.read().decode()}") from e

    def query(self, expression: str) -> list[tuple[dict[str, str], float]]:
        """Labels and values of an expression now."""
        result = self.get("query", query=expression)["result"]
        return [(series["metric"], float(series["value"][1])) for series in result]

    def names(self) -> set[str]:
        """Every metric that it has seen."""
        return set(self.get("label/__name__/values"))

    def alerts(self, state: str) -> set[tuple[str, str]]:
        """Name and instance of the alerts that are pending or firing."""
        found = self.query(f'ALERTS{{alertstate="{state}"}}')
        return {(labels["alertname"], labels.get("instance", "")) for labels, _ in found}
