"""Where data lies that a package brings, and what is made of it once."""

from __future__ import annotations

import os
from pathlib import Path


class MissingData(RuntimeError):  # noqa: N818 - what happened, in the words of who reads it
    """The data is not here; says what to install."""


def folder() -> Path:
    """The user's, for files that can be made again."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    made = Path(base) / "bayesagg"
    made.mkdir(parents=True, exist_ok=True)
    return made
