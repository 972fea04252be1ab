from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread

from doubles.browsers import missing
from doubles.tuning_page import INSTANCES, Sitting, begin, drag, place, rectangles, sitting_on
from scrub.masks.library import YamlTemplates
from scrub.model.mask import Patch, Pixels, Review

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Route

RECTANGLE = {"x": 22, "y": 20, "width": 61, "height": 29}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    with sitting_on(tmp_path_factory.mktemp("tuning")) as sitting:
        yield sitting


@pytest.fixture
def sitting(opened: Sitting) -> Sitting:
    """The page as it is when it has just been opened."""
    begin(opened)
    return opened


def test_what_is_drawn_fixed_and_saved_is_just_what_a_run_blacks(sitting: Sitting) -> None:
    page = sitting.page
    drag(page, (20, 10), (79, 39))
    assert rectangles(page) == [{"x": 20, "y": 10, "width": 60, "height": 30}]
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown", "Alt+ArrowRight", "Control+ArrowUp"):
        page.keyboard.press(key)
    assert rectangles(page) == [RECTANGLE]
    page.get_by_text("3of 3 instances fit").wait_for()
    page.get_by_label("Who").fill("A. Reviewer")
    page.get_by_label("Seen on").fill("Example 7, room 2")
    page.get_by_label("complete: nothing is burned in elsewhere").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved to").wait_for()

    file = sitting.folder / "templates" / "site.yaml"
    (template,) = YamlTemplates((file,)).templates()
    assert template.black == (Patch(Pixels(**RECTANGLE)),)
    assert isinstance(template.reviewed, Review)
    assert (template.reviewed.by, template.reviewed.equipment) == (
        "A. Reviewer",
        "Example 7, room 2",
    )
    run = ["--pixel", "in", "out", "--ocr", "none", "--templates", "templates", "--key", "key"]
    done = subprocess.run(
        [sys.executable, "-m", "scrub", *run, "--workers", "0"], cwd=sitting.folder, check=False
    )
    assert done.returncode == 0
    assert_only_the_rectangle_is_black(sitting.folder)


def assert_only_the_rectangle_is_black(folder: Path) -> None:
    wanted = set()
    for number in range(INSTANCES):
        samples = dcmread(folder / "in" / f"{number}.dcm").pixel_array.copy()
        left, top = RECTANGLE["x"], RECTANGLE["y"]
        samples[top : top + RECTANGLE["height"], left : left + RECTANGLE["width"]] = 0
        wanted.add(samples.tobytes())
    outputs = [path for path in (folder / "out").rglob("*") if path.is_file()]
    assert len(outputs) == INSTANCES
    assert {dcmread(path).pixel_array.tobytes() for path in outputs} == wanted


def test_steps_are_undone_and_done_again_by_key_and_button(sitting: Sitting) -> None:
    page = sitting.page
    drag(page, (10, 10), (29, 19))
    drag(page, (50, 50), (69, 59))
    page.keyboard.press("ArrowDown")
    both = rectangles(page)
    page.keyboard.press("Control+z")
    assert rectangles(page)[1]["y"] == 50
    page.keyboard.press("Control+z")
    assert len(rectangles(page)) == 1
    page.get_by_role("button", name="Undo").click()
    assert rectangles(page) == []
    for _ in range(3):
        page.keyboard.press("Control+Shift+Z")
    assert rectangles(page) == both
    page.keyboard.press("Control+Shift+Z")
    assert rectangles(page) == both
    assert page.get_by_role("button", name="Redo").is_disabled()


def test_one_drag_is_one_step(sitting: Sitting) -> None:
    page = sitting.page
    drag(page, (10, 10), (29, 19))
    drag(page, (15, 15), (45, 65))
    assert rectangles(page) == [{"x": 40, "y": 60, "width": 20, "height": 10}]
    page.keyboard.press("Control+z")
    assert rectangles(page) == [{"x": 10, "y": 10, "width": 20, "height": 10}]


def test_a_handle_moves_its_sides_and_no_others(sitting: Sitting) -> None:
    page = sitting.page
    drag(page, (40, 40), (79, 79))
    page.mouse.move(*place(page, 40, 40))
    page.mouse.down()
    page.mouse.move(*place(page, 35, 44), steps=4)
    page.mouse.up()
    assert rectangles(page) == [{"x": 35, "y": 44, "width": 45, "height": 36}]


def test_nothing_goes_out_of_the_frame(sitting: Sitting) -> None:
    page = sitting.page
    drag(page, (150, 110), (170, 130))
    assert rectangles(page) == [{"x": 150, "y": 110, "width": 10, "height": 10}]
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Alt+Shift+ArrowDown")
    assert rectangles(page) == [{"x": 150, "y": 110, "width": 10, "height": 10}]


def test_at_sixteen_times_a_pixel_is_what_is_drawn(sitting: Sitting) -> None:
    page = sitting.page
    page.mouse.move(*place(page, 60, 60))
    for _ in range(20):
        page.mouse.wheel(0, -400)
    view = page.locator("#board").evaluate("one => JSON.parse(one.dataset.view)")
    assert view["scale"] == 16
    drag(page, (60, 60), (62, 61))
    assert rectangles(page) == [{"x": 60, "y": 60, "width": 3, "height": 2}]
    page.keyboard.press("0")
    page.keyboard.press("-")
    shrunk = page.locator("#board").evaluate("one => JSON.parse(one.dataset.view)")
    assert shrunk["scale"] < 16
    assert rectangles(page) == [{"x": 60, "y": 60, "width": 3, "height": 2}]


def test_the_keyboard_alone_draws_goes_round_and_removes(sitting: Sitting) -> None:
    page = sitting.page
    page.locator("#board").focus()
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("Shift+ArrowUp")
    first, second = rectangles(page)
    assert second["y"] == first["y"] - 10
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert rectangles(page)[0]["x"] == first["x"] - 1
    page.keyboard.press("Tab")
    page.keyboard.press("Delete")
    assert rectangles(page) == [{**first, "x": first["x"] - 1}]
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    assert rectangles(page) == [{**first, "x": first["x"] - 1}]
    page.keyboard.press("Tab")
    assert page.evaluate_handle("document.activeElement.id").json_value() != "board"


def test_every_view_is_shown_and_nothing_comes_from_elsewhere(sitting: Sitting) -> None:
    page = sitting.page
    for view in ("Max", "Spread", "Deviation"):
        with page.expect_response(f"**/{view.lower()}.png?*") as answer:
            page.get_by_role("button", name=view, exact=True).click()
        assert answer.value.ok
    page.get_by_role("button", name="Frame", exact=True).click()
    with page.expect_response("**/instances/1/frames/0.png") as answer:
        page.get_by_role("slider", name="Instance").fill("2")
    assert answer.value.ok
    page.get_by_text("2 of 3").wait_for()
    base = sitting.link.partition("?")[0]
    assert sitting.requests
    assert [url for url in sitting.requests if not url.startswith(base)] == []
    assert sitting.troubles == []


def test_the_link_is_useless_to_another_browser(sitting: Sitting) -> None:
    browser = sitting.page.context.browser
    assert browser
    other = browser.new_context()
    try:
        for url in (sitting.link, sitting.link.partition("?")[0]):
            answer = other.new_page().goto(url)
            assert answer
            assert answer.status == 403
    finally:
        other.close()


@pytest.mark.parametrize(
    ("required", "how"), [("required", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_a_browser_that_is_missing_fails_only_where_it_is_required(
    required: str, how: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRUB_BROWSER", required)
    with pytest.raises(how):
        missing("no browser")


def test_an_answer_that_comes_late_does_not_show_another_view(sitting: Sitting) -> None:
    page = sitting.page
    held: list[Route] = []
    page.locator("#board").focus()
    page.route("**/progress", lambda route: held.append(route))  # noqa: PLW0108 (it takes no method)
    page.keyboard.press("2")
    page.keyboard.press("5")
    page.get_by_text("1 of 3").wait_for()
    (late,) = held
    with page.expect_response("**/progress"):
        late.continue_()
    page.unroute("**/progress")
    page.wait_for_timeout(300)
    assert [url for url in sitting.requests if url.endswith("/frame.png?of=3")] == []
    assert page.locator("#cover").is_hidden()
    assert sitting.troubles == []
