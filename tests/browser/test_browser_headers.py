from __future__ import annotations

import http.client
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydicom import dcmread

import scrub
from doubles.header_page import (
    changed,
    files,
    gold,
    looking,
    make_run,
    opened,
    picker,
    run,
    written,
)
from doubles.sittings import settle

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from doubles.header_page import Sitting


def test_gold_rows_are_what_a_real_run_changes(headers: Sitting) -> None:
    file = opened(headers)
    expected = changed(headers.folder / "in" / file, written(headers.folder)[file])
    assert len(expected) > 20
    assert gold(headers) == expected
    words = headers.page.locator("#body tr.changed .word").all_inner_texts()
    assert set(words) == {"changed"}
    assert headers.page.locator("#body tr:not(.changed) .word").count() == 0


def test_the_picker_counts_what_a_run_of_each_profile_changes(
    headers: Sitting, tmp_path: Path
) -> None:
    file = opened(headers)
    told = picker(headers)
    assert set(told) == {"own", "basic", "basic-pixels", "hipaa", "hipaa-pixels"}
    recipes = {
        "basic": scrub.Recipe(),
        "basic-pixels": scrub.Recipe(pixel=True, engines=("doubles.printed:PrintedEngine",)),
        "hipaa": scrub.Recipe(profile="hipaa"),
        "hipaa-pixels": scrub.Recipe(
            pixel=True, engines=("doubles.printed:PrintedEngine",), profile="hipaa"
        ),
    }
    source = headers.folder / "in" / file
    for name, recipe in recipes.items():
        key = headers.folder / "key"
        done = scrub.scrub_one(source, tmp_path / name, recipe=recipe, key=key)
        assert done.plan
        assert told[name][1] == len(changed(source, tmp_path / name / done.plan.target))
    assert told["own"] == told["basic"]
    assert told["basic"][0] > 600
    assert told["basic-pixels"][1] > told["basic"][1] > told["hipaa"][1]


def test_a_change_is_undone_and_done_again_and_nothing_is_on_disk_before_apply(
    headers: Sitting,
) -> None:
    page, folder = headers.page, headers.folder
    was, rows = files(folder), gold(headers)
    headers.go_to("PatientSex")
    headers.press("k")
    headers.told("PatientSex: keep")
    assert "F | F" in headers.row("PatientSex")
    assert (0x00100040,) not in gold(headers)
    page.locator("#warnings").get_by_text("cannot claim the Basic Profile").wait_for()
    headers.go_to("PatientBirthDate")
    headers.press("x")
    assert page.locator("#staged li").count() == 2
    headers.press("u", "u")
    assert gold(headers) == rows
    headers.press("y")
    assert "staged: kept" in headers.row("PatientSex")
    headers.press("y", "v")
    assert gold(headers) == rows
    assert page.locator("#apply").is_disabled()
    headers.press("Control+z")
    assert page.locator("#staged li").count() == 2
    assert files(folder) == was


def stage_by_keyboard(sitting: Sitting) -> None:
    """Keep an element, and replace another, at first with what is no value of it."""
    page = sitting.page
    sitting.go_to("PatientSex")
    sitting.press("k")
    sitting.go_to("SeriesNumber")
    page.keyboard.press("r")
    page.keyboard.type("not a number")
    page.keyboard.press("Enter")
    sitting.told("IS takes a whole number")
    page.keyboard.press("r")
    page.keyboard.press("Control+a")
    page.keyboard.type("77")
    page.keyboard.press("Enter")
    sitting.told("SeriesNumber: replace")


def test_what_is_applied_by_keyboard_alone_is_what_the_next_run_keeps(
    browser: Browser, tmp_path: Path
) -> None:
    make_run(tmp_path)
    with looking(browser, tmp_path) as sitting:
        page, file, was = sitting.page, opened(sitting), files(tmp_path)
        stage_by_keyboard(sitting)
        page.keyboard.press("a")
        page.get_by_role("dialog").get_by_text("2 rules written").wait_for()
        assert set(files(tmp_path)) - set(was) == {"out.recipe.toml"}
        words = page.locator("#command").inner_text().split()
        page.keyboard.press("Enter")
        settle(page)
        assert "As in out.recipe.toml" in page.locator("#choice-own").inner_text()
    text = (tmp_path / "out.recipe.toml").read_text()
    assert 'keep = {path = "PatientSex"}' in text
    assert "A. Reviewer" in text
    source, basic = tmp_path / "in" / file, written(tmp_path)[file]
    assert words[0] == "scrub"
    run(tmp_path, *[word if word != "out" else "again" for word in words[1:]], "--workers", "0")
    output = written(tmp_path, "again")[file]
    assert (dcmread(output).PatientSex, dcmread(output).SeriesNumber) == ("F", 77)
    less = changed(source, basic) - changed(source, output)
    # The code of the Basic Profile is claimed no more.
    assert {path for path in less if path[0] != 0x00120064} == {(0x00100040,)}
    assert changed(source, output) - changed(source, basic) == {(0x00200011,)}


def test_a_second_tab_does_not_write_over_the_first(headers: Sitting) -> None:
    other = headers.page.context.new_page()
    other.goto(f"{headers.base}headers")
    settle(other)
    headers.go_to("PatientSex")
    headers.press("k")
    other.keyboard.press("v")
    other.locator("#undo").wait_for()
    other.locator("#body tr").first.focus()
    other.keyboard.press("x")
    other.locator("#told").get_by_text("in another tab").wait_for()
    assert other.locator("#staged").inner_text() == "keep PatientSex"
    other.close()
    headers.troubles[:] = [one for one in headers.troubles if "409" not in one]


def test_other_bytes_than_the_runs_are_told_of_and_not_shown(
    browser: Browser, tmp_path: Path
) -> None:
    make_run(tmp_path)
    with looking(browser, tmp_path) as sitting:
        page = sitting.page
        with (tmp_path / "in" / opened(sitting)).open("ab") as file:
            file.write(b"\0\0")
        page.keyboard.press("2")
        page.locator("#cover").get_by_text("its bytes changed since the run").wait_for()
        assert page.locator("#body tr").count() == 0


def test_without_the_link_nobody_gets_anything(headers: Sitting) -> None:
    place = urlsplit(headers.link)
    assert place.port
    paths = (
        "/headers",
        "/static/headers.js",
        "/api/headers",
        "/api/headers/studies",
        "/api/headers/view?item=0&choice=basic",
        "/api/headers/count?item=0&choice=basic",
    )
    for method, path in [
        *(("GET", path) for path in paths),
        *(("POST", f"/api/headers/{what}") for what in ("stage", "move", "apply")),
    ]:
        connection = http.client.HTTPConnection("127.0.0.1", place.port)
        own = {"Origin": f"http://127.0.0.1:{place.port}", "Content-Type": "application/json"}
        connection.request(method, path, body=b"{}" if method == "POST" else None, headers=own)
        answer = connection.getresponse()
        said = answer.read()
        assert (answer.status, b"DOE" in said) == (403, False), path
        connection.close()
