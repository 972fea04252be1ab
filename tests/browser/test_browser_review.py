from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from pydicom import dcmread

from doubles.printed import rect_of
from doubles.review_page import (
    ALL,
    LABELLED,
    NAME,
    NAME_AT,
    decided,
    make_run,
    reviewing,
    run_again,
)
from doubles.sittings import settle
from scrub.cli.naming import Naming
from scrub.header.key import load_key
from scrub.model.geometry import Rect
from scrub.model.instance import Source

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Browser

    from doubles.review_page import Sitting


def records(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the records of the last run by the name of the file each is of."""
    naming = Naming(load_key(folder / "key"))
    names = {naming.name(Source(str(path))): path.name for path in (folder / "in").iterdir()}
    lines = (folder / "out.report" / "report.jsonl").read_text().splitlines()
    return {names[one["source"]]: one for one in map(json.loads, lines)}


def pixels(path: Path) -> NDArray[np.uint8]:
    return np.asarray(dcmread(path).pixel_array, np.uint8)


def blacked(samples: NDArray[np.uint8], *rects: Rect) -> NDArray[np.uint8]:
    changed = samples.copy()
    for rect in rects:
        changed[..., rect.top : rect.bottom, rect.left : rect.right] = 0
    return changed


def test_a_review_by_keyboard_alone_is_what_the_next_run_does(
    browser: Browser, made: Path, tmp_path: Path
) -> None:
    make_run(tmp_path, [dcmread(path) for path in sorted((made / "in").iterdir())])
    was = outputs(tmp_path)
    with reviewing(browser, tmp_path) as sitting:
        review_by_keyboard(sitting)
        assert sitting.troubles == []
    (box,) = (one for one in decided(tmp_path) if one["ruling"] == "black")
    run_again(tmp_path)

    found = outputs(tmp_path)
    assert len(found) == ALL
    for file, record in records(tmp_path).items():
        source = pixels(tmp_path / "in" / file)
        if int(file[:2]) < LABELLED:
            expected = blacked(source, rect_of(NAME, *NAME_AT))
        elif record["source"] == box["source_id"]:
            expected = blacked(source, drawn_at(box))
            assert not np.array_equal(expected, source)
        else:
            expected = was[file]
        assert np.array_equal(found[file], expected)
        assert (record["decisions"]["accepted"], record["decisions"]["by"]) == (
            True,
            ["A. Reviewer"],
        )
    with reviewing(browser, tmp_path) as sitting:
        sitting.page.get_by_text("What is decided here is done").wait_for()


def review_by_keyboard(sitting: Sitting) -> None:
    """Clear a box, on all like it too; draw one; accept all."""
    sitting.press("Tab", "Tab", "c")
    sitting.told("Cleared")
    sitting.press("s")
    sitting.page.get_by_role("dialog").get_by_text(f"on {LABELLED - 1} other").wait_for()
    sitting.page.keyboard.press("Enter")
    sitting.told(f"Done on {LABELLED - 1} other instances")
    settle(sitting.page)
    for _ in range(ALL - 1):
        sitting.press("a")
    assert sitting.here == ALL - 1
    sitting.press("b", "Shift+ArrowLeft", "ArrowDown", "Alt+ArrowRight", "Enter")
    sitting.told("The box is to go black")
    sitting.press("a")
    sitting.page.get_by_text(f"all {ALL} decided").wait_for()
    sitting.page.get_by_text(f"{ALL} instances wait for the next run").wait_for()


def outputs(folder: Path) -> dict[str, NDArray[np.uint8]]:
    return {file: pixels(folder / "out" / one["output"]) for file, one in records(folder).items()}


def drawn_at(line: dict[str, Any]) -> Rect:
    left, top = line["rect"]["x"], line["rect"]["y"]
    return Rect(left, top, left + line["rect"]["width"], top + line["rect"]["height"])


def test_killed_it_loses_nothing_and_goes_on_where_it_was(browser: Browser, folder: Path) -> None:
    with reviewing(browser, folder) as sitting:
        sitting.press("a", "a", "n", "Tab", "c")
        sitting.told("Cleared")
        left_at, written = sitting.here, decided(folder)
        sitting.process.kill()
        sitting.process.wait()
        sitting.page.keyboard.press("r")
        sitting.told("scrub does not answer")
    assert [one["ruling"] for one in written] == ["accept", "accept", "clear"]
    assert decided(folder) == written
    with reviewing(browser, folder) as sitting:
        assert sitting.here == left_at
        sitting.page.get_by_text(f"2 of {ALL} decided").wait_for()
        assert "cleared" in sitting.page.locator("#decisions").inner_text()
        sitting.press("u")
        sitting.told("Taken back")
        assert [one["ruling"] for one in decided(folder)][-1] == "undo"
        assert "None yet" in sitting.page.locator("#decisions").inner_text()


def test_a_second_tab_does_not_write_over_the_first(sitting: Sitting) -> None:
    other = sitting.page.context.new_page()
    other.goto(sitting.base)
    settle(other)
    sitting.press("a")
    other.keyboard.press("r")
    other.locator("#told").get_by_text("somebody else decided").wait_for()
    settle(other)
    assert "accepted" in other.locator("#decisions").inner_text()
    assert [one["ruling"] for one in decided(sitting.folder)] == ["accept"]
    # Now that it was seen, it may be decided otherwise.
    other.keyboard.press("r")
    settle(other)
    assert [one["ruling"] for one in decided(sitting.folder)] == ["accept", "reject"]
    # And what the first tab believes to be its last decision is not.
    sitting.press("u")
    sitting.told("more was decided meanwhile")
    sitting.troubles.clear()


def test_another_reviewer_is_seen_and_not_written_over(browser: Browser, folder: Path) -> None:
    with reviewing(browser, folder) as one, reviewing(browser, folder, "B. Other") as other:
        one.press("Tab", "Tab", "c")
        one.told("Cleared")
        other.press("b", "Enter")
        other.told("somebody else decided")
        assert other.page.locator("#draft").is_visible()
        assert "A. Reviewer" in other.page.locator("#decisions").inner_text()
        other.press("Enter")
        other.told("The box is to go black")
    rulings = [(line["ruling"], line["by"]) for line in decided(folder)]
    assert rulings == [("clear", "A. Reviewer"), ("black", "B. Other")]


def answered(
    sitting: Sitting, path: str, headers: dict[str, str], *, body: str | None = None
) -> tuple[int, bytes]:
    """Ask the server, as any program could."""
    port = urlsplit(sitting.base).port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


PATHS = ("/", "/api/review", "/api/items/0", "/api/items/0/before/0.png", "/static/main.js")


def test_requests_from_anywhere_else_get_nothing(sitting: Sitting) -> None:
    (cookie,) = sitting.page.context.cookies()
    known = {"Cookie": f"{cookie['name']}={cookie['value']}"}
    json_ = {"Content-Type": "application/json"}
    origin = {"Origin": sitting.base.rstrip("/")}
    for path in PATHS:
        assert answered(sitting, path, known)[0] == 200
        assert answered(sitting, path, {})[0] == 403
        assert answered(sitting, f"{path}?token=guess", {})[0] == 403
        assert answered(sitting, path, known | {"Host": "evil.example"})[0] == 400
    said = json.dumps({"at": "2026"})
    for refused in (
        {"Origin": "http://evil.example"},
        {},
        origin | {"Sec-Fetch-Site": "cross-site"},
    ):
        status, told = answered(sitting, "/api/undo", known | json_ | refused, body=said)
        assert (status, b"Only the page itself" in told) == (403, True)
    assert answered(sitting, "/api/undo", known | json_ | origin, body=said)[0] == 409
    assert decided(sitting.folder) == []
    outside = ("/static/../app.py", "/static/%2e%2e/app.py", "/../key", "/out.report/run.json")
    for path in (*outside, "/api/items/99", "/api/items/-1", "/static//etc/passwd"):
        status, told = answered(sitting, path, known)
        assert status == 404
        assert len(told) < 60


def test_all_text_here_is_blacked_and_taken_back_in_one_go(sitting: Sitting) -> None:
    sitting.press("Tab", "Tab", "c")
    sitting.told("Cleared")
    sitting.press("x")
    sitting.told("goes black already")
    sitting.press("r")
    sitting.told("rejected")
    sitting.press("u")
    sitting.told("Taken back")
    assert sitting.here == 0
    rulings = [one["ruling"] for one in decided(sitting.folder)]
    assert rulings == ["clear", "reject", "undo"]


def test_what_was_done_on_all_like_it_is_taken_back_on_all(sitting: Sitting) -> None:
    sitting.press("Tab", "Tab", "c")
    sitting.press("s")
    sitting.page.keyboard.press("Enter")
    sitting.told("Done on 11")
    settle(sitting.page)
    sitting.press("u")
    sitting.told("Taken back on 11 instances")
    kept = decided(sitting.folder)
    assert len(kept) == 1 + 11 + 11
    assert "cleared" not in sitting.page.locator("#decisions").inner_text()


def test_only_the_last_owner_reads_what_is_kept(sitting: Sitting) -> None:
    sitting.press("a")
    for path in ("out.decisions", "out.report/positions.json"):
        assert (sitting.folder / path).stat().st_mode & 0o777 == 0o600
