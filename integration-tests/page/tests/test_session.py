"""What a session's view shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from fake.sessions import Session
from tests.conftest import Serve
from tests.looks import open_session, panel, pixels, sideways

MANY = [f"property-{number:03d}" for number in range(200)]


def test_each_task_has_its_line_its_number_and_its_value(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1")]).url, "run-1")
    for name in ["shares", "variance", "calibration"]:
        shown = panel(page, name)
        expect(shown.locator(".legend li")).to_have_count(4)
        expect(shown.locator(".legend .mark")).to_have_text(["1", "2", "3", "4"])
        assert all(pixels(shown.locator(".plot"), f"line-{slot}") > 100 for slot in range(4))
        assert pixels(shown.locator(".plot"), "line-5") == 0
    expect(panel(page, "shares").locator(".legend .value").first).to_have_text(re.compile(r"^\d+\.\d\s%$"))
    expect(panel(page, "variance").locator(".legend .value").first).to_have_text(re.compile(r"^\d\.\d\d\s×\s10⁻"))


def test_speed_and_latency_are_drawn_with_their_units(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1")]).url, "run-1")
    assert pixels(panel(page, "speed").locator(".plot"), "line-0") > 100
    assert pixels(panel(page, "latency").locator(".plot"), "line-5") > 100
    expect(panel(page, "speed").locator(".value")).to_contain_text("/s")
    expect(panel(page, "latency").locator(".value").last).to_contain_text("ms")


def test_charts_say_their_values_in_words(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1")]).url, "run-1")
    said = {name: panel(page, name).get_by_role("img").first for name in ["shares", "latency", "cosine", "calibration"]}
    expect(said["shares"]).to_have_attribute("aria-label", re.compile(r"the last 5\smin\. Now: left \d.*\s%, right"))
    expect(said["latency"]).to_have_attribute("aria-label", re.compile(r"p50 \d.*ms, p99 \d.*ms"))
    expect(said["cosine"]).to_have_attribute("aria-label", re.compile("order against sum: cosine −0.42"))
    expect(said["calibration"]).to_have_attribute("aria-label", re.compile("left: calibrated.*right: too sure"))


def test_conflicts_are_named_worst_first(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1"), Session("run-2", conflicts=False)]).url, "run-1")
    expect(panel(page, "cosine").locator(".verdict")).to_contain_text(
        re.compile(r"^At step [\d,]+: 1 of 6 pairs conflicts:$")
    )
    expect(panel(page, "cosine").locator(".worst li")).to_have_text(["order against sum: cosine −0.42"])
    page.goto(page.url.replace("run-1", "run-2"))
    expect(panel(page, "cosine").locator(".verdict")).to_contain_text("the least cosine is 0.15, of left and sum.")
    expect(panel(page, "cosine").locator(".worst li")).to_have_count(0)


def test_of_many_conflicts_the_five_worst_are_named(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("wide", tasks=MANY)]).url, "wide")
    expect(panel(page, "cosine").locator(".verdict")).to_contain_text(
        re.compile(r"\d+ of 2016 pairs conflict, the worst")
    )
    named = panel(page, "cosine").locator(".worst li").all_inner_texts()
    cosines = [float(text.split("cosine ")[1].replace("−", "-")) for text in named]
    assert len(cosines) == 5
    assert cosines == sorted(cosines)
    assert cosines[0] < -0.4


def test_the_map_has_its_three_colours(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1")]).url, "run-1")
    assert pixels(panel(page, "cosine").locator(".map"), "together") > 1000
    reading = panel(page, "cosine").locator(".map .when")
    canvas = panel(page, "cosine").locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    canvas.hover(position={"x": box["width"] - 20, "y": box["height"] - 80})
    expect(reading).to_have_text("order and sum: −0.42")


def test_every_chart_is_a_table_if_wanted(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1")]).url, "run-1")
    for name in ["shares", "variance", "speed", "latency", "cosine", "calibration"]:
        panel(page, name).get_by_role("button", name="show as table").click()
        expect(panel(page, name).get_by_role("table")).to_be_visible()
        expect(panel(page, name).get_by_role("img")).to_have_count(0)
    expect(panel(page, "shares").locator("tbody tr")).to_have_count(4)
    expect(panel(page, "cosine").get_by_role("row", name="sum 0.15")).to_contain_text("−0.42")
    expect(panel(page, "calibration").get_by_role("row", name="right")).to_contain_text("too sure")
    panel(page, "shares").get_by_role("button", name="show as chart").click()
    expect(panel(page, "shares").get_by_role("img")).to_be_visible()


def test_stragglers_stand_first_and_are_named(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1", workers=12, stragglers=2)]).url, "run-1")
    workers = panel(page, "workers")
    expect(workers.locator(".verdict")).to_have_text("12 workers, 2 stragglers: w10, w11.")
    expect(workers.locator("tbody tr")).to_have_count(12)
    expect(workers.locator("tbody tr").first).to_contain_text("▲ Straggler")
    expect(workers.locator("tbody tr").first).to_contain_text("7 steps")


def test_the_warm_up_says_why_there_is_nothing_and_ends_by_itself(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1", age=36)]).url, "run-1")
    expect(panel(page, "shares")).to_contain_text("No weights yet: those that come from the posterior")
    expect(panel(page, "variance")).to_contain_text("No variances: they start after the warm-up")
    expect(panel(page, "calibration")).to_contain_text("No predictions to compare yet")
    expect(panel(page, "speed").get_by_role("img")).to_be_visible()
    expect(panel(page, "shares").get_by_role("img")).to_be_visible()
    expect(panel(page, "shares")).not_to_contain_text("No weights yet")


def test_two_hundred_tasks_show_the_twelve_largest_and_any_others(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("wide", tasks=MANY, tasks_left_out=40)]).url, "wide")
    legend = panel(page, "shares").locator(".legend li")
    expect(legend).to_have_count(12)
    expect(page.locator(".tasks summary")).to_have_text("Tasks shown: 12 of 200; 40 more are not reported")
    shares = [float(text.split()[0]) for text in panel(page, "shares").locator(".legend .value").all_inner_texts()]
    assert min(shares) > 100 / 240

    page.locator(".tasks summary").click()
    page.get_by_label("Filter").fill("property-123")
    expect(page.locator(".boxes label:visible")).to_have_count(1)
    expect(page.locator(".boxes label:visible input")).to_be_disabled()
    page.get_by_label("Filter").fill("")
    page.locator(".boxes input:checked").first.uncheck()
    expect(legend).to_have_count(11)
    page.get_by_label("property-123").check()
    expect(legend.filter(has_text="property-123")).to_have_count(1)
    page.get_by_role("button", name="Smallest shares").click()
    expect(legend).to_have_count(12)
    expect(legend.filter(has_text="property-123")).to_have_count(0)
    expect(panel(page, "cosine").locator(".verdict")).to_contain_text("among 64 of 240 tasks: ")
    panel(page, "cosine").get_by_label("Only the tasks shown").check()
    expect(panel(page, "cosine").locator(".verdict")).to_contain_text(re.compile(r"among \d of 240 tasks: "))


def test_two_hundred_tasks_are_smooth(page: Page, serve: Serve) -> None:
    page.add_init_script(
        """globalThis.slow = [];
        new PerformanceObserver((list) => slow.push(...list.getEntries().map((entry) => entry.duration)))
            .observe({ type: "longtask" });"""
    )
    open_session(page, serve([Session("wide", tasks=MANY, age=900)]).url, "wide")
    page.evaluate("slow.length = 0")
    page.wait_for_timeout(3000)
    slow: list[float] = page.evaluate("slow")
    assert sum(slow) < 1500, slow


def test_the_time_shown_can_be_shortened(page: Page, serve: Serve) -> None:
    open_session(page, serve([Session("run-1")]).url, "run-1")
    page.get_by_label("Time").select_option("the last minute")
    said = re.compile(r"over the last 60.s")
    expect(panel(page, "shares").get_by_role("img")).to_have_attribute("aria-label", said)


def test_only_so_many_points_are_kept(page: Page, serve: Serve) -> None:
    page.goto(serve([]).url)
    kept = page.evaluate(
        """async () => {
          const { Points, MOST_POINTS } = await import("./points.js");
          const points = new Points();
          const at = (time) => ({ time: [time], step: [2 * time], weight_share: [[time / 1e4]] });
          for (let time = 1; time <= 10000; time++) points.take(at(time), 1, false);
          points.take(at(5), 1, false);
          return [MOST_POINTS, points.length, points.at("time", 0), points.at("time", -1), points.last("step", 2),
            points.at("weight_share:0", -1), points.at("p50_ms", -1)];
        }"""
    )
    assert kept == [3600, 3600, 6401, 10000, [19998, 20000], 1, None]


def test_a_history_continues_what_is_kept_unless_steps_went_back(page: Page, serve: Serve) -> None:
    page.goto(serve([]).url)
    kept = page.evaluate(
        """async () => {
          const { Points } = await import("./points.js");
          const points = new Points();
          const from = (time, count, step) => ({ time: Array.from({ length: count }, (_, at) => time + at),
            step: Array.from({ length: count }, (_, at) => step + at) });
          points.take(from(100, 10, 0), 1, true);
          points.take(from(105, 10, 5), 1, true);
          const continued = [points.length, points.at("time", 0), points.at("time", -1)];
          points.take(from(200, 3, 2), 1, true);
          return [continued, points.length, points.at("time", 0)];
        }"""
    )
    assert kept == [[15, 100, 114], 3, 200]


@pytest.mark.parametrize("width", [360, 820, 2560])
def test_a_session_fits_every_width(page: Page, serve: Serve, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_session(page, serve([Session("run-1"), Session("wide", tasks=MANY)]).url, "wide")
    assert sideways(page) <= 0
    page.locator(".tasks summary").click()
    assert sideways(page) <= 0


def test_numbers_are_written_for_people(page: Page, serve: Serve) -> None:
    page.goto(serve([]).url)
    written = page.evaluate(
        """async () => {
          const f = await import("./format.js");
          const written = [
            f.count(1234567), f.count(null), f.short(0.00001234), f.percent(0.3214), f.percent(0.0001), f.percent(0),
            f.cosine(-0.4167), f.milliseconds(3.14159), f.milliseconds(12345), f.duration(0.21), f.duration(180000),
            f.bytes(1536), f.bytes(0), f.scientific(0.000123), f.perSecond(NaN),
          ];
          return written.map((text) => text.replaceAll("\\u202f", " "));
        }"""
    )
    assert written == [
        *["1,234,567", "–", "1.23 × 10⁻⁵", "32.1 %", "< 0.1 %", "0.0 %"],
        *["−0.42", "3.14 ms", "12 s", "0.2 s", "2 days"],
        *["1.5 KiB", "0 B", "1.23 × 10⁻⁴", "–"],
    ]
