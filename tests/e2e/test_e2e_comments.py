"""What an instance says beside its pixels does not come out, and if it would, nothing does."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_frames

from doubles.commented_frames import SAID, jpeg2000s, jpegs, rles
from doubles.encoded_frames import JPEG, RLE
from doubles.instances import dataset_of, saved, tools_with
from doubles.printed import put
from scrub.model.instance import ImagePixel, Job
from scrub.model.outcome import Outcome, Verdict
from scrub.report.records import record
from scrub.stages.scrub import scrub
from scrub.stages.write import Places

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from scrub.model.instance import Source
    from scrub.toolbox import Toolbox

FRAMES = np.random.default_rng(5).integers(30, 50, (3, 48, 64), np.uint8)
PRINTED = np.stack([put(np.full((48, 96), 40, np.uint8), "DOE JANE", 8, 8)] * 2)


def jpeg(frame: NDArray[np.uint8]) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(frame, level=90))


def j2k(frame: NDArray[np.uint8]) -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True))


def packed(frame: NDArray[np.uint8]) -> bytes:
    """Return an RLE frame whose rows are a packet each; together they need no padding."""
    rows = b"".join(bytes((row.size - 1,)) + row.tobytes() for row in frame)
    return struct.pack("<16L", 1, 64, *[0] * 14) + rows


def in_jpeg(frame: NDArray[np.uint8]) -> bytes:
    return dict(jpegs(jpeg(frame)))["comment first"]


def in_j2k(frame: NDArray[np.uint8]) -> bytes:
    return dict(jpeg2000s(j2k(frame)))["tile header"]


def in_rle(frame: NDArray[np.uint8]) -> bytes:
    return dict(rles(packed(frame)))["as packets of their own"]


def encapsulated(path: Path, encoded: list[bytes], uid: str, **attributes: Any) -> Source:  # noqa: ANN401 (pydicom's values)
    dataset = dataset_of(FRAMES, **attributes)
    dataset.NumberOfFrames = len(encoded)
    dataset.PixelData = encapsulate(encoded)
    dataset["PixelData"].is_undefined_length = True
    dataset["PixelData"].VR = "OB"
    return saved(dataset, path, uid)


@dataclass(frozen=True)
class Place:
    """Where instances are made, scrubbed and published."""

    folder: Path
    tools: Toolbox

    def scrub(self, encoded: list[bytes], uid: str, **attributes: Any) -> Outcome:  # noqa: ANN401 (pydicom's values)
        return self.scrub_file(encapsulated(self.folder / "a.dcm", encoded, uid, **attributes))

    def scrub_file(self, source: Source) -> Outcome:
        return scrub(
            Job(source), self.tools, Places(str(self.folder / "out"), str(self.folder / "work"))
        )

    def written(self) -> list[Path]:
        return [path for path in Path(self.folder, "out").rglob("*") if path.is_file()]


def made(folder: Path, tools: Toolbox) -> Place:
    (folder / "out").mkdir()
    (folder / "work").mkdir()
    return Place(folder, tools)


@pytest.fixture(params=[False, True], ids=["header only", "with pixels"])
def place(request: pytest.FixtureRequest, tmp_path: Path, key_file: Path) -> Place:
    return made(tmp_path, tools_with(key_file, pixel=request.param))


KINDS = [
    (f"{JPEG}50", in_jpeg, jpeg),
    (f"{JPEG}90", in_j2k, j2k),
    (RLE, in_rle, packed),
]


@pytest.mark.parametrize(("uid", "commented", "clean"), KINDS)
def test_comments_are_removed_and_said_to_be(
    uid: str,
    commented: Callable[[NDArray[np.uint8]], bytes],
    clean: Callable[[NDArray[np.uint8]], bytes],
    place: Place,
) -> None:
    frames = [commented(FRAMES[0]), clean(FRAMES[1]), commented(FRAMES[2])]
    outcome = place.scrub(frames, uid)
    assert outcome.verdict is Verdict.WRITTEN, outcome
    (path,) = place.written()
    assert SAID not in path.read_bytes()
    assert b"OpenJPEG" not in path.read_bytes()
    # OpenJPEG signs every frame.
    count = 3 if uid.endswith("90") else 2
    assert f"comments removed from {count} frames" in outcome.reason
    assert record(outcome, "id", reveal=False)["commented_frames"] == count
    if uid != f"{JPEG}50":
        assert np.array_equal(dcmread(path).pixel_array, FRAMES)


def test_frames_without_comments_keep_their_bytes(place: Place) -> None:
    frames = [in_jpeg(FRAMES[0]), jpeg(FRAMES[1]), jpeg(FRAMES[2])]
    place.scrub(frames, f"{JPEG}50")
    (path,) = place.written()
    left = list(generate_frames(dcmread(path).PixelData, number_of_frames=3))
    expected = [jpeg(frame) for frame in FRAMES]
    assert [frame[: len(e)] for frame, e in zip(left, expected, strict=True)] == expected


def test_an_instance_without_comments_says_nothing_of_them(place: Place) -> None:
    outcome = place.scrub([jpeg(f) for f in FRAMES], f"{JPEG}50")
    assert outcome.verdict is Verdict.WRITTEN
    assert "comments" not in outcome.reason
    assert "pixel data has the very same bytes" in [check.name for check in outcome.checks]


@pytest.mark.parametrize(("uid", "encode"), [(f"{JPEG}90", j2k), (f"{JPEG}50", jpeg)])
def test_what_is_blacked_has_no_comments_either_not_even_the_encoder_s(
    uid: str,
    encode: Callable[[NDArray[np.uint8]], bytes],
    tmp_path: Path,
    key_file: Path,
) -> None:
    size = {"Rows": 48, "Columns": 96}
    place = made(tmp_path, tools_with(key_file))
    outcome = place.scrub([encode(f) for f in PRINTED], uid, **size)
    assert outcome.verdict is Verdict.WRITTEN, outcome
    assert "blacked" in outcome.reason
    (path,) = place.written()
    assert b"OpenJPEG" not in path.read_bytes()


def leave(frame: bytes, _: ImagePixel) -> bytes:
    return frame


@pytest.mark.parametrize("stage", ["apply", "plan"])
@pytest.mark.parametrize(("uid", "commented"), [kind[:2] for kind in KINDS])
def test_comments_that_are_not_removed_publish_nothing(
    stage: str,
    uid: str,
    commented: Callable[[NDArray[np.uint8]], bytes],
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"scrub.stages.{stage}.plain", leave)
    outcome = place.scrub([commented(f) for f in FRAMES], uid)
    assert outcome.verdict is Verdict.HELD
    assert outcome.reason == "not verified: no text lies beside the image"
    assert not place.written()


@pytest.mark.parametrize("where", ["exif", "utf-16", "thumbnail", "after the end"])
def test_anything_else_beside_the_image_that_is_not_removed_publishes_nothing(
    where: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrub.stages.apply.plain", leave)
    frames = [dict(jpegs(jpeg(frame)))[where] for frame in FRAMES]
    outcome = place.scrub(frames, f"{JPEG}50")
    assert outcome.verdict is Verdict.HELD
    assert not place.written()


def test_an_image_that_changes_with_its_comments_publishes_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = jpeg(FRAMES[2] // 2)
    monkeypatch.setattr("scrub.stages.apply.plain", lambda *_: other)
    frames = [in_jpeg(frame) for frame in FRAMES]
    outcome = place.scrub(frames, f"{JPEG}50")
    assert outcome.verdict is Verdict.HELD
    assert outcome.reason == "not verified: every pixel is the same"
    assert not place.written()


def test_a_malformed_codestream_fails_also_where_nobody_looks(place: Place) -> None:
    frames = [jpeg(FRAMES[0]), jpeg(FRAMES[1])[:-2], jpeg(FRAMES[2])]
    outcome = place.scrub(frames, f"{JPEG}50")
    assert outcome.verdict is Verdict.FAILED
    assert not place.written()


@pytest.mark.parametrize("uid", ["1.2.840.10008.1.2.1", f"{JPEG}50"])
def test_nothing_that_follows_pixel_data_comes_out(uid: str, place: Place) -> None:
    dataset = dataset_of(FRAMES)
    if uid.endswith("50"):
        dataset.PixelData = encapsulate([jpeg(frame) for frame in FRAMES])
        dataset["PixelData"].is_undefined_length = True
        dataset["PixelData"].VR = "OB"
    dataset.add_new(0x7FE10010, "LO", "A MAKER")
    dataset.add_new(0x7FE11001, "LT", SAID.decode())
    dataset.add_new(0xFFFAFFFA, "SQ", [Dataset()])
    dataset[0xFFFAFFFA].value[0].add_new(0x04000120, "OB", SAID)
    dataset.add_new(0xFFFCFFFC, "OB", SAID)
    source = saved(dataset, place.folder / "a.dcm", uid)
    with Path(source.file).open("ab") as file:
        file.write(SAID)
    outcome = place.scrub_file(source)
    assert outcome.verdict is Verdict.WRITTEN, outcome
    (path,) = place.written()
    assert b"QUILL" not in path.read_bytes()
    tags = [int(element.tag) for element in dcmread(path)]
    assert tags[-1] == 0x7FE00010
