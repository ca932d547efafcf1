"""Takes pictures of the page, fed by made-up sessions: python screenshots.py FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from fake.server import FakeServer
from fake.sessions import Session
from tests.browser import launch

SIZES = {"wide": (1440, 900), "tablet": (820, 1100), "phone": (360, 740)}
MANY = [f"property-{number:03d}" for number in range(200)]


def made_up() -> list[Session]:
    """A few sessions of different kinds."""
    return [
        Session("digits-robust-1"),
        Session("digits-paper-1", preset="PAPER", pace=9.2, stragglers=0, conflicts=False),
        Session("qm9-sweep/lr=3e-4", tasks=["mu", "alpha", "homo", "lumo", "gap", "r2", "zpve", "U0", "U", "H", "G"]),
        Session("wide-200", tasks=MANY, tasks_left_out=40, pace=2.4, age=900, engine="cuda", workers=8),
        Session("just-begun", stragglers=0, age=6),
    ]


def shoot(browser: Browser, server: FakeServer, folder: Path, name: str, route: str, theme: str, size: str) -> None:
    """One picture of the whole page."""
    width, height = SIZES[size]
    viewport: ViewportSize = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, color_scheme="dark" if theme == "dark" else "light")
    page = context.new_page()
    page.goto(server.url + route)
    page.wait_for_timeout(1800)
    page.screenshot(path=folder / f"{name}-{theme}-{size}.png", full_page=True)
    context.close()


def main(folder: Path) -> None:
    """All pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    server = FakeServer(made_up(), interval=1.0)
    empty = FakeServer([], interval=1.0)
    empty.footprint = 0
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for theme in ["light", "dark"]:
            for size in SIZES:
                shoot(browser, server, folder, "overview", "", theme, size)
                shoot(browser, server, folder, "session", "#/session/digits-robust-1", theme, size)
        shoot(browser, server, folder, "many-tasks", "#/session/wide-200", "light", "wide")
        shoot(browser, server, folder, "eleven-tasks", "#/session/qm9-sweep%2Flr%3D3e-4", "dark", "wide")
        young = FakeServer([Session("just-begun", age=20)], interval=1.0)
        shoot(browser, young, folder, "warm-up", "#/session/just-begun", "light", "wide")
        shoot(browser, empty, folder, "no-sessions", "", "light", "wide")
        browser.close()
    for served in [server, empty, young]:
        served.go()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
