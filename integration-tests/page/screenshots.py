"""Takes pictures of the page: python screenshots.py FOLDER [URL SESSION].

Of made-up sessions; or of a real server's page at URL, such as http://127.0.0.1:9464/live/, and of one session of its.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote

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


def shoot(browser: Browser, url: str, file: Path, theme: str, size: str) -> None:
    """One picture of the whole page."""
    width, height = SIZES[size]
    viewport: ViewportSize = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, color_scheme="dark" if theme == "dark" else "light")
    page = context.new_page()
    page.goto(url)
    page.wait_for_timeout(1800)
    page.screenshot(path=file, full_page=True)
    context.close()


def made_up_pages(browser: Browser, folder: Path) -> None:
    """What no real server shows at once."""
    server = FakeServer(made_up(), interval=1.0)
    empty = FakeServer([], interval=1.0)
    empty.footprint = 0
    young = FakeServer([Session("just-begun", age=20)], interval=1.0)
    for theme in ["light", "dark"]:
        for size in SIZES:
            shoot(browser, server.url, folder / f"overview-{theme}-{size}.png", theme, size)
            shoot(
                browser, f"{server.url}#/session/digits-robust-1", folder / f"session-{theme}-{size}.png", theme, size
            )
    shoot(browser, f"{server.url}#/session/wide-200", folder / "many-tasks.png", "light", "wide")
    shoot(browser, f"{server.url}#/session/qm9-sweep%2Flr%3D3e-4", folder / "eleven-tasks.png", "dark", "wide")
    shoot(browser, f"{young.url}#/session/just-begun", folder / "warm-up.png", "light", "wide")
    shoot(browser, empty.url, folder / "no-sessions.png", "light", "wide")
    for served in [server, empty, young]:
        served.go()


def real_pages(browser: Browser, folder: Path, url: str, session: str) -> None:
    """A server at work."""
    shoot(browser, url, folder / "page-overview.png", "light", "wide")
    shoot(browser, f"{url}#/session/{quote(session, safe='')}", folder / "page-session.png", "light", "wide")
    shoot(browser, f"{url}#/session/{quote(session, safe='')}", folder / "page-session-dark.png", "dark", "wide")


def main(folder: Path, *real: str) -> None:
    """All pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        if real:
            url, session = real
            real_pages(browser, folder, url, session)
        else:
            made_up_pages(browser, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
