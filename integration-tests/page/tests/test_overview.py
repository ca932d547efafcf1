"""The table of sessions."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from fake.sessions import Session
from tests.conftest import Serve
from tests.looks import sideways


def names(page: Page) -> list[str]:
    return page.locator(".sessions tbody a").all_inner_texts()


def test_no_sessions_say_how_to_make_one_and_go_when_there_is_one(page: Page, serve: Serve) -> None:
    server = serve([])
    page.goto(server.url)
    expect(page.get_by_text("No sessions yet.")).to_be_visible()
    expect(page.get_by_text("deploy/quickstart.sh")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    server.sessions = [Session("run-1")]
    expect(page.get_by_role("link", name="run-1")).to_be_visible()
    expect(page.get_by_text("No sessions yet.")).to_be_hidden()


def test_a_row_says_what_the_contract_says(page: Page, serve: Serve) -> None:
    page.goto(serve([Session("run-1", engine="cuda", preset="PAPER")]).url)
    row = page.locator(".sessions tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("PAPER · GPU")
    expect(row.locator("[data-label=Phase]")).to_have_text("Bayesian")
    expect(row.locator("[data-label='Steps/s']")).to_contain_text("/s")
    expect(row.locator("[data-label='Latency p50']")).to_contain_text("ms")
    expect(row.locator("[data-label=Stragglers]")).to_have_text("1")
    expect(row.locator("[data-label='Last step']")).to_contain_text("s ago")


def test_numbers_go_on_by_themselves(page: Page, serve: Serve) -> None:
    page.goto(serve([Session("run-1")]).url)
    steps = page.locator(".sessions [data-label=Steps]")
    before = steps.inner_text()
    expect(steps).not_to_have_text(before)


def test_a_head_sorts_and_says_so(page: Page, serve: Serve) -> None:
    page.goto(serve([Session("run-10", pace=5), Session("run-9", pace=50), Session("run-2", pace=20)]).url)
    expect(page.locator(".sessions tbody tr")).to_have_count(3)
    assert names(page) == ["run-2", "run-9", "run-10"]
    page.get_by_role("button", name="Steps/s").click()
    assert names(page) == ["run-9", "run-2", "run-10"]
    expect(page.get_by_role("columnheader", name="Steps/s")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Steps/s").press("Enter")
    assert names(page) == ["run-10", "run-2", "run-9"]
    expect(page.get_by_role("columnheader", name="Steps/s")).to_have_attribute("aria-sort", "ascending")


def test_a_click_anywhere_in_a_row_opens_the_session(page: Page, serve: Serve) -> None:
    page.goto(serve([Session("run-1"), Session("run/2 ?&#")]).url)
    page.locator(".sessions tbody tr").nth(1).locator("[data-label=Workers]").click(force=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("run/2 ?&#")
    expect(page.locator("[data-figure=contributions]")).to_be_visible()


def test_a_thousand_sessions_are_listed_filtered_and_quick(page: Page, serve: Serve) -> None:
    page.goto(serve([Session(f"run-{number}", stragglers=0) for number in range(1000)]).url)
    expect(page.locator(".count")).to_have_text("1,000 in all")
    expect(page.locator(".sessions tbody tr")).to_have_count(1000)
    began = time.monotonic()
    page.get_by_label("Filter").fill("run-77")
    expect(page.locator(".count")).to_have_text("11 of 1,000 sessions")
    expect(page.locator(".sessions tbody tr")).to_have_count(11)
    assert time.monotonic() - began < 5


def test_refusals_and_full_memory_stand_out_without_colour(page: Page, serve: Serve) -> None:
    server = serve([Session("run-1")])
    server.refusals = 2.5
    server.footprint = 12_500_000_000
    page.goto(server.url)
    expect(page.locator("[data-figure=memory] .note")).to_contain_text("nearly full")
    refusals = page.locator("[data-figure=refusals] .value")
    expect(refusals).to_contain_text("2.5")
    assert "▲" in refusals.evaluate("(value) => getComputedStyle(value, '::before').content")


@pytest.mark.parametrize("width", [360, 820, 1280, 2560])
def test_a_table_fits_every_width(page: Page, serve: Serve, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(serve([Session("run-1"), Session("a-rather-long-name-of-a-session-that-goes-on-and-on-" + "x" * 70)]).url)
    expect(page.locator(".sessions tbody tr")).to_have_count(2)
    assert sideways(page) <= 0
    expect(page.get_by_label("Sort by")).to_be_visible(visible=width < 740)


def test_a_session_without_steps_has_dashes_for_what_is_not_known(page: Page, serve: Serve) -> None:
    page.goto(serve([Session("new", age=-2, workers=0, stragglers=0)]).url)
    row = page.locator(".sessions tbody tr")
    expect(row.locator("[data-label='Latency p50']")).to_have_text("–")
    expect(row.locator("[data-label='Last step']")).to_have_text("none yet")
    expect(row.locator("[data-label=Phase]")).to_have_text(re.compile("Warm-up"))
