from __future__ import annotations

import json
import time
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from doubles import axed
from doubles.browsers import chromium
from doubles.reported import COLUMNS, ROWS, Reported, run_of
from scrub.report.html import write_html
from scrub.report.pictures import small_frame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

INSTANCES = 5000
SECONDS = 3.0


def pictured(records: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield records, the first twenty with pictures."""
    frame = np.full((ROWS, COLUMNS, 3), 90, np.uint8)
    jpeg = b64encode(small_frame(frame)).decode("ascii")
    for number, one in enumerate(records):
        has = number < 20 and one["findings"]
        crops = {"0": [jpeg, 10, 10, 300, 60]}
        yield one | ({"pictures": {"frames": {"1": jpeg}, "crops": crops}} if has else {})


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_html(pictured(Reported(INSTANCES).records()), run_of(), path)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def troubles() -> list[str]:
    return []


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def shown(browser: Browser, path: Path, troubles: list[str], scheme: str = "light") -> Page:
    """Open the page, whatever it complains of is kept."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.on("console", lambda one: troubles.append(one.text))
    page.on("pageerror", lambda problem: troubles.append(str(problem)))
    page.on("request", lambda one: troubles.append(one.url) if one.url[:4] == "http" else None)
    page.goto(path.as_uri())
    page.locator("tr.row").first.wait_for()
    return page


@pytest.fixture
def page(browser: Browser, report: Path, troubles: list[str]) -> Iterator[Page]:
    opened = shown(browser, report, troubles)
    yield opened
    assert troubles == []
    opened.close()


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#list > tbody > tr.row > td:nth-child({number})").all_inner_texts()


def count(page: Page) -> str:
    return page.locator("#count").inner_text()


def test_thousands_of_instances_open_in_time(browser: Browser, report: Path) -> None:
    troubles: list[str] = []
    shown(browser, report, troubles).close()
    began = time.monotonic()
    page = shown(browser, report, troubles)
    taken = time.monotonic() - began
    assert count(page) == "5,000 instances"
    page.close()
    assert troubles == []
    assert taken < SECONDS


def test_what_needs_a_person_comes_first_and_says_what_to_do(page: Page) -> None:
    assert set(column(page, 1)[:50]) == {"held"}
    assert set(column(page, 1)[50:100]) == {"refused"}
    assert "→" in page.locator("tr.row .todo").first.evaluate(
        "one => getComputedStyle(one, '::before').content"
    )
    assert "scrub review" in column(page, 8)[0]
    page.get_by_role("button", name="Next page").click()
    assert set(column(page, 1)) == {"failed", "not dicom"}
    assert page.locator("#page").inner_text() == "101–200"


def test_rows_are_chosen_by_field_by_plot_and_by_words(page: Page) -> None:
    page.get_by_label("Verdict", exact=True).select_option("held")
    assert count(page) == "50 of 5,000 instances"
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("button", name="50 failed").click()
    assert set(column(page, 1)) == {"failed"}
    assert page.get_by_role("button", name="50 failed").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="50 failed").click()
    assert count(page) == "5,000 instances"
    page.get_by_role("button", name="XA Kestrel Cine").first.click()
    assert set(column(page, 3)) == {"XA Kestrel Cine"}
    page.get_by_label("Mask template").select_option("fictive-large")
    assert all("nearly fictive-large" in text for text in column(page, 6))
    page.keyboard.press("/")
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Find in source").fill("kestrel HELD? not")
    page.get_by_text("No instance fits.").wait_for()
    page.get_by_label("Find in source").fill("kestrel cut short")
    page.locator("tr.row").first.wait_for()
    assert set(column(page, 3)) == {"XA Kestrel Cine"}
    assert set(column(page, 1)) == {"failed"}


def test_rows_are_sorted_both_ways_and_say_so(page: Page) -> None:
    head = page.get_by_role("columnheader", name="Seconds")
    sort = head.get_by_role("button")
    sort.click()
    assert head.get_attribute("aria-sort") == "descending"
    falling = [float(text) for text in column(page, 7)]
    assert falling == sorted(falling, reverse=True)
    assert falling[0] > 1
    sort.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert set(column(page, 7)) == {"–"}
    assert page.locator("#list [aria-sort]").count() == 1


def test_an_instance_is_opened_read_and_closed_by_the_keyboard_alone(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("held")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    assert page.evaluate("document.activeElement.id") == "words-sought"
    first, second = (page.locator("tr.row button.pill").nth(number) for number in (0, 1))
    for _ in range(25):
        page.keyboard.press("Tab")
        if first.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("ArrowDown")
    assert second.evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")
    assert second.get_attribute("aria-expanded") == "true"
    opened = page.locator(f"#{second.get_attribute('aria-controls')}")
    assert "PatientName (0010,0010)" in opened.inner_text()
    assert "‹" in opened.inner_text()
    assert "--reveal" in opened.inner_text()
    page.keyboard.press("Tab")
    for _ in range(6):
        page.keyboard.press("Tab")
    assert opened.locator(".place.pointed").count() == 1
    second.press("Enter")
    assert second.get_attribute("aria-expanded") == "false"
    assert opened.count() == 0


def test_an_instance_of_the_sample_has_its_frame_and_its_crops(page: Page) -> None:
    page.get_by_label("Verdict", exact=True).select_option("written")
    page.locator("tr.row").first.click()
    opened = page.locator(".detail")
    assert "as it was written" in opened.inner_text()
    assert opened.locator("td.crop image").count() == 1
    assert opened.locator(".frame image").count() == 1
    natural = opened.locator(".frame image").evaluate(
        "one => { const image = new Image(); image.src = one.href.baseVal;"
        " return image.decode().then(() => image.naturalWidth); }"
    )
    assert natural == 400
    opened.get_by_role("button", name="Next frame").click()
    assert "places only" in opened.inner_text()


def test_axe_finds_nothing_serious(
    browser: Browser, report: Path, scheme: str, troubles: list[str]
) -> None:
    page = shown(browser, report, troubles, scheme)
    page.locator("tr.row button.pill").first.click()
    page.get_by_label("Verdict", exact=True).select_option("written")
    page.locator("tr.row button.pill").first.click()
    page.get_by_text("12 checks passed").click()
    axed.begin(page)
    grave, passed = axed.checked(page)
    assert {"color-contrast", "button-name", "select-name", "svg-img-alt"} <= passed
    assert grave == []
    page.close()


def test_a_report_that_reveals_shows_text_and_says_so(
    browser: Browser, tmp_path: Path, troubles: list[str]
) -> None:
    made = Reported(100, reveal=True)
    write_html(made.records(), run_of(reveal=True), tmp_path / "report.html")
    page = shown(browser, tmp_path / "report.html", troubles)
    assert "patients' data" in page.get_by_role("note").inner_text()
    page.locator("tr.row button.pill").first.click()
    seen = page.locator(".detail").inner_text()
    assert "hidden" not in seen
    assert any(text in seen for text in made.told)
    assert "/archive/" in seen
    assert column(page, 2)[0].endswith(".dcm")
    page.close()
    assert troubles == []


def test_a_record_that_is_hostile_runs_nothing(
    browser: Browser, tmp_path: Path, troubles: list[str]
) -> None:
    bad = "</script><img src=x onerror=alert(1)><b>"
    (one,) = Reported(1).records()
    text = json.loads(json.dumps(one).replace("PatientName", bad).replace("scrubbed;", bad))
    write_html([text | {"equipment": bad}], run_of(), tmp_path / "report.html")
    page = shown(browser, tmp_path / "report.html", troubles)
    page.locator("tr.row button.pill").first.click()
    assert bad in page.locator(".detail").inner_text()
    assert page.locator("img").count() == 0
    page.close()
    assert troubles == []
