from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles import axed
from doubles.review_page import CINE, LABELLED, NAME_AT, decided, reviewing
from doubles.sittings import settle

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from doubles.review_page import Sitting


def test_every_frame_of_a_cine_is_reached_and_changed_ones_are_marked(sitting: Sitting) -> None:
    page = sitting.page
    sitting.press(*["n"] * LABELLED)
    page.get_by_text(f"4 of {CINE}").wait_for()
    assert page.locator("#marks i").count() >= 1
    page.get_by_role("slider", name="Frame").fill("1")
    for number in range(2, CINE + 1):
        sitting.press(".")
        page.get_by_text(f"{number} of {CINE}").wait_for()
        page.wait_for_load_state("networkidle")
    asked = {
        url.partition("/before/")[2] for url in sitting.requests if f"/{LABELLED}/before" in url
    }
    assert asked == {f"{number}.png" for number in range(CINE)}
    page.get_by_role("slider", name="Frame").fill("1")
    page.keyboard.press(">")
    page.get_by_text(f"4 of {CINE}").wait_for()
    with page.expect_response("**/projections/max.png*") as answer:
        page.keyboard.press("5")
    assert answer.value.ok
    page.get_by_text(f"max of {CINE} frames").wait_for()


def test_gray_frames_have_a_window_and_all_is_zoomed_to_pixels(sitting: Sitting) -> None:
    page = sitting.page
    with page.expect_response("**/before/0.png?center=*") as answer:
        page.keyboard.press("w")
    assert answer.value.ok
    with page.expect_response("**/after/0.png?center=90&width=20") as answer:
        page.get_by_label("Window center").fill("90")
        page.get_by_label("Window width").fill("20")
        page.get_by_label("Window width").press("Tab")
    assert answer.value.ok
    page.locator("#board").focus()
    for _ in range(9):
        page.keyboard.press("+")
    assert page.locator("#zoom").inner_text() == "1600 %"
    page.keyboard.press("0")
    assert page.locator("#zoom").inner_text() != "1600 %"


def test_the_mouse_draws_moves_the_slider_and_selects(sitting: Sitting) -> None:
    page = sitting.page
    view = page.locator("#board").evaluate("one => JSON.parse(one.dataset.view)")
    box = page.locator("#board").bounding_box()
    assert box

    def go(x: float, y: float) -> None:
        page.mouse.move(
            box["x"] + view["x"] + x * view["scale"], box["y"] + view["y"] + y * view["scale"]
        )

    go(NAME_AT[0] + 2.5, NAME_AT[1] + 2.5)
    page.mouse.down()
    page.mouse.up()
    assert "name" in page.locator(".finding[aria-pressed=true]").inner_text()
    go(80, 30)
    page.mouse.down()
    go(40, 30)
    page.mouse.up()
    assert page.locator("#split").input_value() == "250"
    page.keyboard.press("b")
    go(100.5, 10.5)
    page.mouse.down()
    go(119.5, 29.5)
    page.mouse.up()
    page.get_by_role("button", name="Black it").click()
    sitting.told("The box is to go black")
    (line,) = decided(sitting.folder)
    assert line["rect"] == {"x": 100, "y": 10, "width": 20, "height": 20}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, folder: Path, scheme: str) -> None:
    with reviewing(browser, folder, scheme=scheme) as sitting:
        page = sitting.page
        axed.begin(page)
        for keys in (("Tab", "Tab", "c"), ("b",), ("Escape", *["n"] * LABELLED), ("s",), ("?",)):
            sitting.press(*keys)
            grave, passed = axed.checked(page)
            assert {"color-contrast", "button-name"} <= passed
            assert grave == []


def test_nothing_is_asked_of_anyone_else(sitting: Sitting) -> None:
    sitting.press("n", "p", "2", "3")
    assert sitting.requests
    assert [url for url in sitting.requests if not url.startswith(sitting.base)] == []


def test_a_box_that_was_drawn_is_not_lost_by_going_on(sitting: Sitting) -> None:
    sitting.press("b", "n")
    sitting.told("There is a box")
    assert sitting.here == 0
    sitting.press("a")
    assert decided(sitting.folder) == []
    sitting.press("Escape", "n")
    assert sitting.here == 1
    sitting.press("g")
    assert sitting.here == 0


def test_the_dialog_can_be_refused(sitting: Sitting) -> None:
    sitting.press("Tab", "Tab", "c", "s")
    sitting.page.keyboard.press("Escape")
    settle(sitting.page)
    assert len(decided(sitting.folder)) == 1
