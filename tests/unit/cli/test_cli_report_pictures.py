from __future__ import annotations

import base64
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from doubles.drawn import drawn_on
from scrub.cli.report_pictures import (
    MOST_BYTES,
    MOST_CROPS,
    MOST_FRAMES,
    MOST_INSTANCES,
    MOST_OF_ONE,
    with_pictures,
)
from scrub.report.pictures import WIDEST

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.report.records import Record

WRITTEN = "us-cine.dcm"
"""A file of the sample that stands for one in the output."""

EVERYWHERE, FOURTH = {"first": 1, "last": 6}, {"first": 4, "last": 4}


def place(x: int, y: int, width: int, height: int) -> dict[str, int]:
    return {"x": x, "y": y, "width": width, "height": height}


def finding(rect: dict[str, int], frames: dict[str, int]) -> dict[str, Any]:
    return {"kind": "name", "rect": rect, "frames": frames}


def record(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 (values of JSON)
    """Return what pictures need of a record: a place on all six frames, one on the fourth."""
    findings = [
        finding(place(8, 272, 104, 24), EVERYWHERE),
        finding(place(232, 272, 144, 24), FOURTH),
    ]
    return {
        "source": "5f",
        "verdict": "written",
        "output": WRITTEN,
        "findings": findings,
        "mask": [one | {"reason": "name"} for one in findings],
        **changes,
    }


def drawn(asked: Record, output: Path, *, reveal: bool = False) -> Record:
    (made,) = with_pictures(lambda: [asked], str(output), reveal=reveal)
    return made


def decoded(jpeg: str) -> np.ndarray[Any, Any]:
    octets = np.frombuffer(base64.b64decode(jpeg), np.uint8)
    return np.asarray(cv2.imdecode(octets, cv2.IMREAD_COLOR))


def frames_of(made: Record) -> dict[str, np.ndarray[Any, Any]]:
    return {at: decoded(jpeg) for at, jpeg in made["pictures"]["frames"].items()}


def test_each_frame_on_which_something_begins_is_shown_and_each_place(sample: Path) -> None:
    made = drawn(record(), sample)
    frames = frames_of(made)
    assert list(frames) == ["1", "4"]
    assert all(picture.shape[1] <= WIDEST for picture in frames.values())
    crops = made["pictures"]["crops"]
    assert list(crops) == ["0", "1"]
    _, x, y, width, height = crops["1"]
    assert x < 232
    assert y < 272
    assert x + width > 232 + 144
    assert y + height > 272 + 24


def test_what_a_place_held_is_not_in_its_pictures_even_if_the_file_still_has_it(
    sample: Path,
) -> None:
    text = drawn_on("us-single.dcm")[0].rect
    rect = place(text.left, text.top, text.width, text.height)
    asked = record(
        output="us-single.dcm", findings=[finding(rect, {"first": 1, "last": 1})], mask=[]
    )
    jpeg, x, y, *_ = drawn(asked, sample)["pictures"]["crops"]["0"]
    shown = decoded(jpeg)
    left, top = text.left - x, text.top - y
    assert shown[top + 1 : top + text.height - 1, left + 1 : left + text.width - 1].max() < 60
    open_ = drawn(asked | {"path": str(sample / "us-single.dcm")}, sample, reveal=True)
    assert decoded(open_["pictures"]["crops"]["0"][0]).max() > 120


def test_an_instance_has_few_pictures_however_many_places_it_has(sample: Path) -> None:
    many = [
        finding(place(8, 10 * n % 200, 20, 9), {"first": n % 6 + 1, "last": n % 6 + 1})
        for n in range(60)
    ]
    made = drawn(record(findings=many), sample)
    assert list(made["pictures"]["frames"]) == ["1", "2", "3"][:MOST_FRAMES]
    assert 0 < len(made["pictures"]["crops"]) <= MOST_CROPS


@pytest.mark.parametrize(
    "changes",
    [
        {"findings": []},
        {"output": "", "verdict": "held", "path": "{sample}/us-cine.dcm"},
        {"output": "gone.dcm"},
        {"output": "notes.txt"},
        {"output": "us-single.dcm", "findings": [finding({}, {"first": 5, "last": 6})]},
    ],
    ids=["no findings", "not written", "gone", "no longer DICOM", "no longer as many frames"],
)
def test_what_has_nothing_to_show_has_no_pictures(changes: dict[str, Any], sample: Path) -> None:
    if "path" in changes:
        changes = changes | {"path": changes["path"].format(sample=sample)}
    asked = record(**changes)
    assert drawn(asked, sample) == asked


def test_only_who_asks_to_reveal_sees_what_was_not_written(sample: Path, tmp_path: Path) -> None:
    source = tmp_path / "source!.dcm"
    shutil.copy(sample / "us-single.dcm", source)
    text = drawn_on("us-single.dcm")[0].rect
    found = [finding(place(text.left, text.top, text.width, text.height), EVERYWHERE)]
    asked = record(verdict="held", output="", path=str(source), findings=found)
    assert "pictures" not in drawn(asked, sample)
    assert list(frames_of(drawn(asked, sample, reveal=True))) == ["1"]


def test_a_source_in_a_zip_is_seen_too(sample: Path, tmp_path: Path) -> None:
    archive = tmp_path / "scans.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(sample / WRITTEN, "a/b!c")
    asked = record(output="", path=f"{archive}!a/b!c")
    assert list(frames_of(drawn(asked, sample, reveal=True))) == ["1", "4"]


def test_a_source_that_changed_is_not_shown_as_what_was_scrubbed(sample: Path) -> None:
    asked = record(path=str(sample / WRITTEN), source_sha256="0" * 64)
    assert drawn(asked, sample, reveal=True) == asked


def many(count: int) -> list[Record]:
    return [record(source=f"{number:04x}") for number in range(count)]


def test_a_page_has_pictures_of_so_many_instances_at_most(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_INSTANCES > 2
    monkeypatch.setattr("scrub.cli.report_pictures.MOST_INSTANCES", 2)
    made = list(with_pictures(lambda: many(4), str(sample), reveal=False))
    assert ["pictures" in one for one in made] == [True, True, False, False]


def test_pictures_take_no_more_than_they_may(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_BYTES > MOST_OF_ONE
    monkeypatch.setattr("scrub.cli.report_pictures.MOST_BYTES", MOST_OF_ONE + 1)
    made = list(with_pictures(lambda: many(3), str(sample), reveal=False))
    assert ["pictures" in one for one in made] == [True, False, False]


def test_no_picture_says_more_than_its_pixels(sample: Path) -> None:
    pictures = drawn(record(), sample)["pictures"]
    texts = [*pictures["frames"].values(), *(crop[0] for crop in pictures["crops"].values())]
    for text in texts:
        jpeg = base64.b64decode(text)
        # No application data but JFIF's own, and no comment (ITU-T T.81, B.2.4).
        head = jpeg[: jpeg.index(b"\xff\xda")]
        assert b"JFIF" in head
        assert not any(bytes((0xFF, marker)) in head for marker in (*range(0xE1, 0xF0), 0xFE))
