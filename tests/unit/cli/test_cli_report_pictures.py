from __future__ import annotations

import base64
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from doubles.drawn import drawn_on
from scrub.cli.report_pictures import MOST_FRAMES, MOST_INSTANCES, with_pictures
from scrub.report.pictures import WIDEST

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = "us-cine.dcm"
"""A file of the sample that stands for one in the output."""


def record(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 (values of JSON)
    """Return what pictures need of a record: a place on all six frames, one on the fourth."""
    everywhere, fourth = {"first": 1, "last": 6}, {"first": 4, "last": 4}
    return {
        "output": WRITTEN,
        "findings": [{"kind": "name"}],
        "mask": [
            {"rect": {"x": 8, "y": 272, "width": 104, "height": 24}, "frames": everywhere},
            {"rect": {"x": 232, "y": 272, "width": 144, "height": 24}, "frames": fourth},
        ],
        **changes,
    }


def pictures(made: dict[str, Any]) -> dict[int, np.ndarray[Any, Any]]:
    decoded = {}
    for one in made.get("pictures", ()):
        png = np.frombuffer(base64.b64decode(one["png"]), np.uint8)
        decoded[one["frame"]] = np.asarray(cv2.imdecode(png, cv2.IMREAD_COLOR))
    return decoded


def orange(picture: np.ndarray[Any, Any]) -> int:
    blue, green, red = (picture[..., i].astype(int) for i in range(3))
    return int(((red > 200) & (blue < 60) & (green > 100) & (green < 180)).sum())


def test_each_frame_on_which_something_begins_is_shown_with_its_places(sample: Path) -> None:
    (made,) = with_pictures([record()], str(sample), reveal=False)
    shown = pictures(made)
    assert list(shown) == [1, 4]
    assert all(picture.shape[1] == WIDEST for picture in shown.values())
    assert 0 < orange(shown[1]) < orange(shown[4])


def test_an_instance_has_few_pictures_however_many_places_it_has(sample: Path) -> None:
    rect = record()["mask"][0]["rect"]
    mask = [{"rect": rect, "frames": {"first": n, "last": n}} for n in range(1, 7)]
    (made,) = with_pictures([record(mask=mask)], str(sample), reveal=False)
    assert list(pictures(made)) == [1, 2, 3][:MOST_FRAMES]


@pytest.mark.parametrize(
    "changes",
    [
        {"findings": []},
        {"output": "", "path": "{sample}/us-cine.dcm"},
        {"output": "gone.dcm"},
        {"output": "notes.txt"},
        {"output": "us-single.dcm", "mask": [{"rect": {}, "frames": {"first": 5, "last": 6}}]},
    ],
    ids=["no findings", "not written", "gone", "no longer DICOM", "no longer as many frames"],
)
def test_what_has_nothing_to_show_has_no_pictures(changes: dict[str, Any], sample: Path) -> None:
    if "path" in changes:
        changes = changes | {"path": changes["path"].format(sample=sample)}
    asked = record(**changes)
    assert list(with_pictures([asked], str(sample), reveal=False)) == [asked]


def test_only_who_asks_to_reveal_sees_the_source(sample: Path, tmp_path: Path) -> None:
    source = tmp_path / "source!.dcm"
    shutil.copy(sample / "us-single.dcm", source)
    asked = record(output="us-mismatch.dcm", path=str(source))
    asked["mask"] = [{"rect": rect_of("us-single.dcm"), "frames": {"first": 1, "last": 1}}]
    (hidden,) = with_pictures([asked], str(sample), reveal=False)
    (shown,) = with_pictures([asked], str(sample), reveal=True)
    assert not np.array_equal(pictures(hidden)[1], pictures(shown)[1])
    (as_written,) = with_pictures(
        [record(output="us-single.dcm", mask=asked["mask"])], str(sample), reveal=False
    )
    assert np.array_equal(pictures(as_written)[1], pictures(shown)[1])


def rect_of(file: str) -> dict[str, int]:
    rect = drawn_on(file)[0].rect
    return {"x": rect.left, "y": rect.top, "width": rect.width, "height": rect.height}


def test_a_source_in_a_zip_is_seen_too(sample: Path, tmp_path: Path) -> None:
    archive = tmp_path / "scans.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(sample / WRITTEN, "a/b!c")
    asked = record(output="", path=f"{archive}!a/b!c")
    (made,) = with_pictures([asked], str(sample), reveal=True)
    assert list(pictures(made)) == [1, 4]


def test_a_source_that_changed_is_not_shown_as_what_was_scrubbed(sample: Path) -> None:
    asked = record(path=str(sample / WRITTEN), source_sha256="0" * 64)
    assert list(with_pictures([asked], str(sample), reveal=True)) == [asked]


def test_a_page_has_pictures_of_so_many_instances_at_most(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_INSTANCES > 2
    monkeypatch.setattr("scrub.cli.report_pictures.MOST_INSTANCES", 2)
    made = list(with_pictures([record()] * 4, str(sample), reveal=False))
    assert ["pictures" in one for one in made] == [True, True, False, False]
