"""Connections that are lost, sessions that go, and the pause button."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from fake.sessions import Session
from tests.conftest import Serve
from tests.looks import open_session, panel

# Chromium notes each failed connection by itself.
RETRIES = ["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE"]


def test_a_lost_server_is_said_with_the_time_and_found_again(page: Page, serve: Serve, forgiven: list[str]) -> None:
    forgiven += RETRIES
    server = serve([Session("run-1")])
    page.goto(server.url)
    expect(page.locator("#state")).to_have_text("Live")
    server.go()
    expect(page.locator("#state")).to_have_text("Connection lost")
    notice = page.locator("#notice")
    expect(notice).to_contain_text(re.compile(r"Connection lost at \d\d:\d\d:\d\d, [\d.]+.s ago"))
    said = notice.inner_text()
    expect(notice).not_to_have_text(said)
    assert said[:27] in notice.inner_text()
    expect(page.get_by_role("link", name="run-1")).to_be_visible()
    page.wait_for_timeout(4000)  # It does not think so for the moment between two tries alone.
    expect(page.locator("#state")).to_have_text("Connection lost")
    server.come()
    expect(page.locator("#state")).to_have_text("Live")
    expect(notice).to_be_hidden()


def test_a_session_goes_on_after_the_connection_was_lost(page: Page, serve: Serve, forgiven: list[str]) -> None:
    forgiven += RETRIES
    server = serve([Session("run-1")])
    open_session(page, server.url, "run-1")
    server.drop()
    expect(page.locator("#state")).to_have_text("Connection lost")
    expect(page.locator("#state")).to_have_text("Live")
    contributions = panel(page, "counts").locator("[data-figure=contributions] .value")
    before = contributions.inner_text()
    expect(contributions).not_to_have_text(before)
    assert len(server.opened) == 2


def test_a_server_that_falls_silent_is_lost(page: Page, serve: Serve) -> None:
    server = serve([Session("run-1")])
    page.goto(server.url)
    expect(page.locator("#state")).to_have_text("Live")
    server.interval = 60
    expect(page.locator("#state")).to_have_text("Connection lost")


def test_a_session_that_goes_leaves_its_last_state(page: Page, serve: Serve) -> None:
    session = Session("run-1")
    open_session(page, serve([session]).url, "run-1")
    session.gone = True
    expect(page.get_by_role("alert")).to_contain_text("This session is gone: it was deleted.")
    expect(page.locator("#state")).to_have_text("Ended")
    expect(panel(page, "shares").get_by_role("img")).to_be_visible()


def test_a_pause_freezes_everything_until_it_ends(page: Page, serve: Serve) -> None:
    server = serve([Session("run-1")])
    open_session(page, server.url, "run-1")
    pause = page.get_by_role("button", name="Pause")
    pause.click()
    expect(page.locator("#state")).to_have_text("Paused")
    expect(page.locator("#notice")).to_contain_text(re.compile(r"Paused at \d\d:\d\d:\d\d"))
    frozen = page.locator(".session").inner_text()
    page.wait_for_timeout(1500)
    assert page.locator(".session").inner_text() == frozen
    resume = page.get_by_role("button", name="Resume")
    expect(resume).to_have_attribute("aria-pressed", "true")
    resume.click()
    expect(page.locator("#state")).to_have_text("Live")
    expect(page.locator(".session")).not_to_have_text(frozen)


def test_a_page_that_nobody_sees_lets_go_of_its_stream(page: Page, serve: Serve) -> None:
    server = serve([Session("run-1")])
    page.goto(server.url)
    steps = page.locator(".sessions [data-label=Steps]")
    expect(steps).to_contain_text(re.compile(r"\d"))

    def hide(hidden: str) -> None:
        page.evaluate(
            f"Object.defineProperty(document, 'hidden', {{ value: {hidden}, configurable: true }});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )

    hide("true")
    before = steps.inner_text()
    page.wait_for_timeout(1000)
    assert steps.inner_text() == before
    hide("false")
    expect(steps).not_to_have_text(before)
    assert len(server.opened) == 2
