"""A browser for all tests, a page for each, and what they are pointed at."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from fake.server import FakeServer
from fake.sessions import Session
from tests.browser import launch

WIDTH, HEIGHT = 1280, 900
Serve = Callable[[list[Session]], FakeServer]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options that point the tests at a real server."""
    parser.addoption(
        "--url", help="where a real server has the page, as http://127.0.0.1:9464/live/; only the core runs"
    )
    parser.addoption("--token", help="what that server takes as a password")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A real server has no made-up sessions."""
    if config.getoption("--url"):
        config.hook.pytest_deselected(items=[item for item in items if not item.get_closest_marker("core")])
        items[:] = [item for item in items if item.get_closest_marker("core")]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; it is given longer than usual, for busy machines."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers that play these sessions."""
    servers: list[FakeServer] = []

    def start(sessions: list[Session]) -> FakeServer:
        servers.append(FakeServer(sessions))
        return servers[-1]

    yield start
    for server in servers:
        server.go()


@pytest.fixture
def forgiven() -> list[str]:
    """Parts of what the browser may complain about: a test that expects some adds them."""
    return []


@pytest.fixture
def page(browser: Browser, serve: Serve, forgiven: list[str], pytestconfig: pytest.Config) -> Iterator[Page]:
    """A page of its own, closed before its server; its console, which says what the policy forbids, must stay empty."""
    complaints: list[str] = []
    token = pytestconfig.getoption("--token")
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        color_scheme="light",
        http_credentials={"username": "page", "password": token} if token else None,
    )
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [complaint for complaint in complaints if not any(part in complaint for part in forgiven)] == []


@pytest.fixture
def site(serve: Serve, pytestconfig: pytest.Config) -> str:
    """Where the page is: on the server given by --url, or on one with two made-up sessions."""
    url: str | None = pytestconfig.getoption("--url")
    return url or serve([Session("run-1"), Session("run-2", stragglers=0)]).url
