"""Generates the stubs of the contract when the package is built."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def protobuf_root(package: Path) -> Path:
    """The directory that holds bayesagg/v1/*.proto: in a source archive its own, in a clone the contract's."""
    for root in (package / "protobuf", package / ".." / ".." / "proto" / "src" / "main" / "protobuf"):
        if (root / "bayesagg" / "v1").is_dir():
            return root.resolve()
    raise FileNotFoundError(f"no bayesagg/v1/*.proto beside {package}: build from a clone or from a source archive")


def generate(package: Path) -> None:
    """Writes src/bayesagg/v1."""
    import grpc_tools
    from grpc_tools import protoc

    root = protobuf_root(package)
    out = package / "src"
    (out / "bayesagg" / "v1").mkdir(exist_ok=True)
    sources = sorted(str(path.relative_to(root)) for path in root.glob("bayesagg/v1/*.proto"))
    known = Path(grpc_tools.__file__).parent / "_proto"
    status = protoc.main(
        [
            "protoc",
            f"-I{root}",
            f"-I{known}",
            f"--python_out={out}",
            f"--pyi_out={out}",
            f"--grpc_python_out={out}",
            *sources,
        ]
    )
    if status != 0:
        raise RuntimeError(f"protoc ended with status {status}")
    (out / "bayesagg" / "v1" / "__init__.py").write_text('"""The contract bayesagg.v1, generated."""\n')


class GenerateStubs(BuildHookInterface):  # type: ignore[misc]
    """Runs before hatchling collects the files of a wheel; a source archive carries the contract instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generates, unless this is a source archive."""
        if self.target_name != "sdist":
            generate(Path(self.root))


if __name__ == "__main__":
    generate(Path(sys.argv[0]).resolve().parent)
