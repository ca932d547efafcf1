"""The browser that the tests drive."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright


def launch(playwright: Playwright) -> Browser:
    """Starts the system's Chromium, or that named by BAYESAGG_CHROMIUM."""
    path = os.environ.get("BAYESAGG_CHROMIUM") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
