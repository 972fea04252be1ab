from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.tuning_page import COLUMNS, ROWS, Sitting, begin, drag, rectangles, sitting_on
from scrub.masks.library import YamlTemplates
from scrub.model.mask import Patch, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

BY_HAND = """\
schema: 1
templates:
  - name: by-hand
    when:
      - any:
          - {attribute: Manufacturer, startswith: Fictive}
          - {attribute: "0008,1090", contains: "7", exact_case: true}
    black:
      - {left: 0.0, top: 0.0, right: 1.0, bottom: 0.1}
      - {x: -20, y: 30, height: 10}
    # Looked at in May.
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sitting]:
    with sitting_on(tmp_path_factory.mktemp("tuning")) as sitting:
        yield sitting


@pytest.fixture
def sitting(opened: Sitting) -> Sitting:
    """The page as it is when it has just been opened."""
    begin(opened)
    return opened


def test_exact_numbers_can_be_written(sitting: Sitting) -> None:
    page = sitting.page
    drag(page, (10, 10), (29, 19))
    for name, value in (("x", 3), ("y", 5), ("width", 7), ("height", 500)):
        field = page.get_by_label(f"{name} of rectangle 1")
        field.fill(str(value))
        field.press("Enter")
    assert rectangles(page) == [{"x": 3, "y": 5, "width": 7, "height": ROWS - 5}]
    page.get_by_label("last frame of rectangle 1").fill("2")
    page.get_by_label("last frame of rectangle 1").press("Enter")
    page.locator("details").evaluate("one => { one.open = true }")
    page.locator("#yaml", has_text="frames: {first: 1, last: 2}").wait_for()


def test_what_is_being_written_stays_on_a_slow_machine(sitting: Sitting) -> None:
    page = sitting.page
    slowly = page.context.new_cdp_session(page)
    slowly.send("Emulation.setCPUThrottlingRate", {"rate": 10})
    drag(page, (10, 10), (29, 19))
    for name, value in (("x", 3), ("y", 5), ("width", 7), ("height", 9)):
        field = page.get_by_label(f"{name} of rectangle 1")
        field.fill(str(value))
        field.press("Enter")
    assert rectangles(page) == [{"x": 3, "y": 5, "width": 7, "height": 9}]
    page.get_by_label("Attribute of test 2").fill("StationName")
    page.keyboard.press("Tab")
    page.locator("details").evaluate("one => { one.open = true }")
    page.locator("#yaml", has_text="{attribute: StationName").wait_for()
    slowly.detach()


def test_what_is_kept_is_told_apart(sitting: Sitting) -> None:
    page = sitting.page
    drag(page, (10, 10), (59, 39))
    page.get_by_role("button", name="Keep", exact=True).click()
    drag(page, (100, 20), (109, 29))
    page.locator("details").evaluate("one => { one.open = true }")
    page.locator("#yaml", has_text="keep:").wait_for()
    assert "- {x: 100, y: 20, width: 10, height: 10}" in page.locator("#yaml").inner_text()


def test_whoever_writes_numbers_goes_from_field_to_field(sitting: Sitting) -> None:
    page = sitting.page
    drag(page, (10, 10), (29, 19))
    drag(page, (50, 50), (69, 59))
    page.get_by_label("x of rectangle 1").click()
    for value in ("1", "2", "3", "4"):
        page.keyboard.press("Control+a")
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    assert rectangles(page)[0] == {"x": 1, "y": 2, "width": 3, "height": 4}
    page.get_by_label("Attribute of test 2").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("StationName")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("ROOM 2")
    page.keyboard.press("Tab")
    page.locator("details").evaluate("one => { one.open = true }")
    page.locator("#yaml", has_text="{attribute: StationName, equals: ROOM 2}").wait_for()


def test_who_began_anew_can_go_back_to_what_was_drawn(sitting: Sitting) -> None:
    page = sitting.page
    drag(page, (10, 10), (29, 19))
    drawn = rectangles(page)
    page.get_by_role("button", name="New template").click()
    assert rectangles(page) == []
    page.get_by_role("button", name="Undo").click()
    assert rectangles(page) == drawn


def test_what_is_not_pixels_is_shown_where_it_lies_and_can_be_made_pixels(
    sitting: Sitting,
) -> None:
    page = sitting.page
    (sitting.folder / "templates").mkdir()
    (sitting.folder / "templates" / "site.yaml").write_text(BY_HAND, encoding="utf-8")
    page.reload()
    page.get_by_text("3of 3 instances fit").wait_for()
    assert page.get_by_label("Name").input_value() == "by-hand"
    assert page.get_by_text("of the frame").is_visible()
    for _ in range(2):
        page.get_by_role("button", name="as pixels").first.click()
    assert rectangles(page) == [
        {"x": 0, "y": 0, "width": COLUMNS, "height": 12},
        {"x": COLUMNS - 20, "y": 30, "width": 20, "height": 10},
    ]
    page.get_by_label("Who").fill("A. Reviewer")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Replaced in").wait_for()
    (saved_one,) = YamlTemplates((sitting.folder / "templates" / "site.yaml",)).templates()
    assert "exact_case: true" in (page.locator("#yaml").text_content() or "")
    assert saved_one.black[1] == Patch(Pixels(COLUMNS - 20, 30, 20, 10))
