from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles import axed
from doubles.header_page import CREATOR, WORD, looking
from doubles.sittings import settle

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from doubles.header_page import Sitting


def test_sequences_fold(headers: Sitting) -> None:
    page = headers.page
    visible = page.locator("#body tr[data-key]:visible")
    everything = visible.count()
    headers.go_to("RequestAttributesSequence")
    page.locator("#search").fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#body tr:focus").get_attribute("aria-expanded") == "false"
    assert visible.count() < everything
    assert not page.get_by_text("Item 2").is_visible()
    page.keyboard.press("ArrowRight")
    assert visible.count() == everything


def test_rows_are_filtered_and_found(headers: Sitting) -> None:
    page = headers.page
    visible = page.locator("#body tr[data-key]:visible")
    everything = visible.count()
    shown = []
    for _ in range(4):
        page.keyboard.press("f")
        shown.append(visible.count())
    assert shown[3] == everything
    assert shown[0] == page.locator("#body tr.changed:visible").count() > 20
    assert min(shown) > 0
    page.locator("#search").fill(WORD)
    names = page.locator("#body tr[data-key]:visible td:first-child b").all_inner_texts()
    assert "RequestAttributesSequence" in names
    assert f'0029,"{CREATOR}",08' in names
    page.locator("#search").fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.keyboard.press("j")
    assert "changed" in (page.locator("#body tr:focus").get_attribute("class") or "")


def test_a_staged_row_stands_in_its_columns_as_before(headers: Sitting) -> None:
    def left_edges() -> list[int]:
        cells = headers.page.locator("#body tr:focus td").all()
        return [round((cell.bounding_box() or {"x": -1})["x"]) for cell in cells]

    headers.go_to("PatientSex")
    before = left_edges()
    headers.press("k")
    headers.told("PatientSex")
    assert left_edges() == before == sorted(set(before))


def test_a_study_is_shown_as_one(headers: Sitting) -> None:
    page = headers.page
    page.locator("#studies button").first.click()
    page.get_by_text("Study, 3 instances").wait_for()
    settle(page)
    assert "3 values" in headers.row("SeriesNumber")
    assert "changed in 3 of 3" in headers.row("PatientSex")
    headers.go_to("PatientSex")
    headers.press("k")
    assert "changed" not in headers.row("PatientSex")
    page.reload()
    page.get_by_text("Study, 3 instances").wait_for()
    settle(page)
    assert "staged: kept" in headers.row("PatientSex")


def test_the_review_page_leads_here_and_back(headers: Sitting) -> None:
    page = headers.page
    page.goto(f"{headers.base}#item=2")
    page.locator("body[data-shown='2']").wait_for()
    page.keyboard.press("h")
    page.get_by_text("Instance 3").wait_for()
    settle(page)
    headers.press("p")
    page.get_by_text("Instance 2").wait_for()
    page.keyboard.press("b")
    page.locator("body[data-shown='1']").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_here(browser: Browser, headed_folder: Path, scheme: str) -> None:
    with looking(browser, headed_folder, scheme=scheme) as sitting:
        page = sitting.page
        axed.begin(page)
        sitting.go_to("PatientSex")
        page.locator("#search").fill("")
        page.keyboard.press("Escape")
        for keys in (("k",), ("f",), ("f", "f", "f", "ArrowDown"), ("?",), ("Escape", "a")):
            sitting.press(*keys)
            if keys[-1] == "a":
                page.locator("dialog[open]").wait_for()
            grave, passed = axed.checked(page)
            assert {"color-contrast", "button-name"} <= passed
            assert grave == []


def test_nothing_is_asked_of_anyone_else_here(headers: Sitting) -> None:
    headers.press("2", "4", "n", "?")
    assert headers.requests
    assert [url for url in headers.requests if not url.startswith(headers.base)] == []
