"""What tests look at on the page."""

from __future__ import annotations

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def panel(page: Page, name: str) -> Locator:
    """One panel of a session's view."""
    return page.locator(f"[data-panel={name}]")


def open_session(page: Page, url: str, name: str) -> None:
    """Goes to a session's view and waits for its first numbers."""
    page.goto(f"{url}#/session/{name}")
    expect(panel(page, "counts").locator("[data-figure=contributions] .value")).to_contain_text(re.compile(r"\d"))


def pixels(plot: Locator, colour: str) -> int:
    """How many pixels of the plot's canvas have this colour of the style sheet, nearly."""
    found: int = plot.locator("canvas").first.evaluate(
        """(canvas, name) => {
          const hex = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
          const wanted = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let at = 0; at < data.length; at += 4) {
            const near = wanted.every((value, part) => Math.abs(value - data[at + part]) < 12);
            count += near && data[at + 3] > 200 ? 1 : 0;
          }
          return count;
        }""",
        colour,
    )
    return found


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page, contrast of texts below 4.5 among it."""
    result: dict[str, Any] = Axe().run(page, options={"runOnly": STANDARDS}).response
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider
