"""What holds for any server, with whatever sessions it has."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.looks import faults, sideways

pytestmark = pytest.mark.core

# What a page says that was given another form than it expects.
MISREAD = re.compile(r"undefined|NaN|Invalid Date|\[object")

ROW_OR_NONE = ".sessions tbody tr:visible, .empty:visible"


def misread(page: Page) -> list[str]:
    return [line for line in page.locator("main").inner_text().splitlines() if MISREAD.search(line)]


def test_the_overview_says_what_the_server_is_and_does(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.locator("#state")).to_have_text("Live")
    expect(page.locator(".facts")).to_contain_text(re.compile(r"Version \S+ · (CPU|GPU).* · up for \d"))
    expect(page.locator("[data-figure=steps] .value")).to_contain_text(re.compile(r"\d.*/s"))
    expect(page.locator("[data-figure=memory] .note")).to_contain_text(re.compile(r"% of the limit, \d.*[KMGT]iB"))


def test_the_overview_has_a_row_a_session_or_says_that_there_are_none(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.locator(ROW_OR_NONE).first).to_be_visible()
    expect(page.locator("[data-figure=calls] .value")).to_contain_text(re.compile(r"\d"))
    assert misread(page) == []


def test_a_session_opens_and_shows_its_panels(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.locator(ROW_OR_NONE).first).to_be_visible()
    link = page.locator(".sessions tbody a").first
    if not link.is_visible():
        pytest.skip("the server has no sessions")
    name = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".panel")).to_have_count(8)
    expect(page.locator("[data-figure=contributions] .value")).to_contain_text(re.compile(r"\d"))
    expect(page.locator(".session-facts")).to_be_visible()
    assert misread(page) == []


def test_an_unknown_session_is_said_to_be_gone(page: Page, site: str) -> None:
    page.goto(f"{site}#/session/there-never-was-one")
    expect(page.get_by_role("alert")).to_contain_text("There is no session of this name")
    expect(page.locator("#state")).to_have_text("Ended")
    page.get_by_role("link", name="All sessions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_hard_to_read_or_to_reach(page: Page, site: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(site)
    expect(page.locator("#state")).to_have_text("Live")
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    assert faults(page) == []


def test_a_narrow_screen_needs_no_scrolling_sideways(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site)
    expect(page.locator("#state")).to_have_text("Live")
    assert sideways(page) <= 0


def test_the_policy_forbids_what_the_page_does_not_need(page: Page, site: str) -> None:
    response = page.goto(site)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
