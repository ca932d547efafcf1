"""Keyboard, themes, contrast, and names that would be code."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fake.sessions import Session
from tests.conftest import Serve
from tests.looks import faults, open_session, panel, pixels

HOSTILE = [
    "<script>globalThis.broken = 1</script>",
    "<img src=x onerror='globalThis.broken = 1'>",
    '"><svg onload=globalThis.broken=1>',
    "__proto__",
    "\u202eevil\u202c name",
    "javascript:globalThis.broken=1",
]


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.innerText || document.activeElement.id")
    return text


def test_the_keyboard_goes_from_the_overview_to_a_session_and_back(page: Page, serve: Serve) -> None:
    page.goto(serve([Session("run-1"), Session("run-2"), Session("run-3")]).url)
    expect(page.locator(".sessions tbody tr")).to_have_count(3)
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    assert focused(page).startswith("Overview")
    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page) == "run-1":
            break
    page.keyboard.press("ArrowDown")
    assert focused(page) == "run-2"
    page.keyboard.press("End")
    assert focused(page) == "run-3"
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(700)  # Rows that come anew leave the focus alone.
    assert focused(page) == "run-2"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("run-2")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(panel(page, "shares").get_by_role("img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    expect(page.get_by_role("link", name="run-2")).to_be_focused()


def test_the_focus_can_be_seen_and_leaves_everything_it_enters(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1")]).url, "run-1")
    page.locator(".tasks summary").click()
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        # Beyond the last element the focus is the window's own, and then starts anew.
        if page.evaluate("document.activeElement === document.body"):
            break
        seen.append(focused(page))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", seen
    else:
        pytest.fail(f"the focus goes in circles: {seen}")
    assert len(seen) > 10


def test_escape_first_closes_what_is_open(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1")]).url, "run-1")
    page.locator(".tasks summary").click()
    page.get_by_label("Filter").fill("left")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Filter")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator(".tasks")).not_to_have_attribute("open", "")
    expect(page.locator(".tasks summary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def test_the_theme_is_the_systems_until_another_is_chosen_and_is_remembered(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1")]).url, "run-1")
    root = page.locator("html")
    plot = panel(page, "shares").locator(".plot")
    expect(root).to_have_attribute("data-theme", "light")
    page.get_by_role("button", name="Pause").click()
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-theme", "dark")
    page.wait_for_timeout(300)
    assert pixels(plot, "line-0") > 100
    button = page.get_by_role("button", name="Theme")
    button.click()
    expect(button).to_have_text("Theme: light")
    page.reload()
    expect(root).to_have_attribute("data-theme", "light")
    expect(button).to_have_text("Theme: light")
    button.click()
    expect(root).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_session_is_readable_in_both_themes(page: Page, serve: Serve, scheme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    open_session(page, serve([Session("run-1", workers=6, stragglers=2)]).url, "run-1")
    page.locator(".tasks summary").click()
    assert faults(page) == []
    for name in ["shares", "cosine", "calibration"]:
        panel(page, name).get_by_role("button", name="show as table").click()
    page.get_by_role("button", name="Pause").click()
    assert faults(page) == []


def test_an_overview_without_sessions_is_readable(page: Page, serve: Serve) -> None:
    page.goto(serve([]).url)
    expect(page.get_by_text("No sessions yet.")).to_be_visible()
    assert faults(page) == []


def test_names_are_texts_whatever_they_say(page: Page, serve: Serve) -> None:
    server = serve([Session(name, tasks=HOSTILE) for name in HOSTILE])
    page.goto(server.url)
    expect(page.locator(".sessions tbody a")).to_have_count(len(HOSTILE))
    assert sorted(page.locator(".sessions tbody a").all_inner_texts()) == sorted(HOSTILE)
    for name in HOSTILE:
        page.goto(server.url)
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(panel(page, "shares").locator(".legend .name")).to_have_text(HOSTILE)
        panel(page, "cosine").get_by_role("button", name="show as table").click()
        expect(panel(page, "cosine").locator("tbody tr")).to_have_count(len(HOSTILE))
    assert page.evaluate("globalThis.broken") is None
    assert page.locator("main script, main img").count() == 0


def test_an_address_that_names_nothing_is_the_overview(page: Page, serve: Serve) -> None:
    page.goto(serve([Session("run-1")]).url + "#/session/%E0%A4%A")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def test_no_two_of_the_twelve_lines_look_alike(page: Page, serve: Serve) -> None:
    page.goto(serve([]).url)
    looks = page.evaluate(
        """async () => {
          const { MOST_LINES, lineColour, lineDashes } = await import("./line-styles.js");
          return Array.from({ length: MOST_LINES }, (_, slot) => `${lineColour(slot)} ${lineDashes(slot)}`);
        }"""
    )
    assert len(looks) == len(set(looks)) == 12


def test_nothing_moves_for_those_who_do_not_want_it(page: Page, serve: Serve) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_session(page, serve([Session("run-1")]).url, "run-1")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return transitionDuration !== "0s" || animationName !== "none";
        }).length"""
    )
    assert moving == 0
