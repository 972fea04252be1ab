"""A video through all stages, and what verifying finds when one of them goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import generate_fragments

from doubles.instances import tools_with
from doubles.lettered import lettered
from doubles.printed import rect_of
from doubles.videos import (
    H264,
    HEVC,
    HEVC_10,
    MPEG2,
    Coding,
    coded,
    decoded,
    put_video,
    saved_video,
    scene,
    video_dataset,
)
from scrub.model.instance import Job
from scrub.model.outcome import Verdict
from scrub.recipe import Recipe
from scrub.stages.apply import apply
from scrub.stages.look import look
from scrub.stages.masking import kept
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read
from scrub.stages.scrub import scrub
from scrub.stages.stamp import stamp_of
from scrub.stages.verify import Expected, verify
from scrub.stages.write import Places
from scrub.toolbox import assemble

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from scrub.model.instance import Draft, Source
    from scrub.model.outcome import Outcome
    from scrub.toolbox import Toolbox

COUNT, ROWS, COLUMNS = 12, 96, 128
NAME = "WOBBEGONG"
PLAIN = Coding()
TITLED = {"the video has one track and no titles"}
QUIET = {"x265-params": "log-level=none:qp=4"}
KINDS = {
    "mpeg-2": (MPEG2, Coding("mpeg2video", "vob", sound=True, options={"b": "4000000"})),
    "h.264": (
        H264,
        Coding(container="mp4", sound=True, metadata={"title": NAME}, options={"qp": "4"}),
    ),
    "hevc": (HEVC, Coding("libx265", options=QUIET)),
    "hevc of 10 bits": (HEVC_10, Coding("libx265", "mp4", "yuv420p10le", options=QUIET)),
}


@dataclass(frozen=True)
class Done:
    video: bytes
    source: Source
    outcome: Outcome
    files: tuple[Path, ...]


def run(kind: str, text: str, folder: Path, *, pixel: bool = True) -> Done:
    syntax, coding = KINDS[kind]
    video = coded(scene(COUNT, text=text), coding)
    bits = 10 if "10" in coding.pixels else 8
    source = saved_video(video_dataset(video, ROWS, COLUMNS, COUNT, bits), folder / "a.dcm", syntax)
    return Done(video, source, *scrubbed(source, folder, tools_with(folder / "key", pixel=pixel)))


def scrubbed(source: Source, folder: Path, tools: Toolbox) -> tuple[Outcome, tuple[Path, ...]]:
    places = Places(str(folder / "out"), str(folder / "work"))
    for place in (places.output, places.work):
        Path(place).mkdir()
    outcome = scrub(Job(source), tools, places)
    return outcome, tuple(p for p in Path(places.output).rglob("*") if p.is_file())


def video_of(dataset: Dataset) -> bytes:
    _, video = generate_fragments(dataset.PixelData)
    return video


@pytest.fixture(scope="module", params=KINDS)
def blacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Done:
    return run(request.param, "DOE JANE", tmp_path_factory.mktemp("video"))


def test_text_goes_black_and_every_other_sample_stays(blacked: Done) -> None:
    done = blacked
    assert done.outcome.verdict is Verdict.WRITTEN, done.outcome.reason
    (path,) = done.files
    rect = rect_of("DOE JANE", 8, 8)
    before, after = decoded(done.video), decoded(video_of(dcmread(path)))
    assert len(before) == len(after) == COUNT
    black = 64 if before[0].itemsize == 2 else 16
    for old, new in zip(before, after, strict=True):
        changed = np.argwhere(old[:ROWS] != new[:ROWS])
        assert changed.min(axis=0).tolist() >= [8, 8]
        assert (changed.max(axis=0) < [rect.bottom, rect.right]).all()
        assert (new[rect.top : rect.bottom, rect.left : rect.right] == black).all()
    assert {check.name for check in done.outcome.checks} >= {
        "pixels outside the mask are the same",
        "the mask is black",
        "no identifying text is left",
        "the video has one track and no titles",
    }


def test_the_plan_the_reason_and_the_header_say_what_it_is_now(blacked: Done) -> None:
    done = blacked
    assert done.outcome.plan
    assert "video encoded again without loss as HEVC" in done.outcome.reason
    (path,) = done.files
    new, old = dcmread(path), dcmread(done.source.file)
    expected = HEVC_10 if old.BitsStored == 10 else HEVC
    assert new.file_meta.TransferSyntaxUID == done.outcome.plan.transfer_syntax_uid == expected
    for keyword in (
        "Rows", "Columns", "NumberOfFrames", "FrameTime", "CineRate", "BitsAllocated",
        "PhotometricInterpretation", "LossyImageCompression", "LossyImageCompressionMethod",
        "LossyImageCompressionRatio", "FrameIncrementPointer",
    ):  # fmt: skip
        assert new[keyword].value == old[keyword].value, keyword
    assert new.BurnedInAnnotation == "NO"
    assert NAME.encode() not in path.read_bytes()


@pytest.mark.parametrize("pixel", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_without_text_the_packets_stay_and_the_sound_goes(
    kind: str,
    pixel: bool,  # noqa: FBT001 (of a parametrized test)
    tmp_path: Path,
) -> None:
    done = run(kind, "", tmp_path, pixel=pixel)
    assert done.outcome.verdict is Verdict.WRITTEN, done.outcome.reason
    (path,) = done.files
    new = dcmread(path)
    assert new.file_meta.TransferSyntaxUID == KINDS[kind][0]
    before, after = decoded(done.video), decoded(video_of(new))
    assert all(np.array_equal(old, now) for old, now in zip(before, after, strict=True))
    assert b"x264" not in path.read_bytes()
    assert NAME.encode() not in path.read_bytes()
    assert "HEVC" not in done.outcome.reason


def test_the_same_video_gives_the_same_file(tmp_path: Path) -> None:
    made: list[bytes] = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        done = run("h.264", "DOE JANE", folder)
        made.append(video_of(dcmread(done.files[0])))
    assert made[0] == made[1]


def test_a_damaged_video_fails_and_publishes_nothing(tmp_path: Path) -> None:
    video = coded(scene(COUNT), Coding("mpeg2video"))
    dataset = video_dataset(video[: len(video) // 2], ROWS, COLUMNS, COUNT)
    source = saved_video(dataset, tmp_path / "a.dcm", MPEG2)
    outcome, files = scrubbed(source, tmp_path, tools_with(tmp_path / "key"))
    assert outcome.verdict is Verdict.FAILED
    assert "the header says" in outcome.reason
    assert not files


def test_real_letters_in_a_video_go_black(tmp_path: Path) -> None:
    """Look with the real engine, at the letters of a font."""
    picture = lettered(("DOE JANE", 20, 20), ("DEPTH 12 CM", 20, 200), size=24)
    luma = (16 + picture[..., 0] // 255 * 200).astype(np.uint8)
    gray = np.full((120, 160), 128, np.uint8)
    video = coded([(luma, gray, gray)] * 6, Coding(container="mp4"))
    dataset = video_dataset(video, 240, 320, 6)
    source = saved_video(dataset, tmp_path / "a.dcm", H264)
    tools = tools_with(tmp_path / "key")
    real = assemble(Recipe(pixel=True), str(tmp_path / "key"))
    outcome, files = scrubbed(source, tmp_path, replace(real, policy=tools.policy))
    assert outcome.verdict is Verdict.WRITTEN, outcome.reason
    after = decoded(video_of(dcmread(files[0])))
    assert len(after) == 6
    for frame in after:
        assert (frame[22:42, 22:130] == 16).all()
        assert frame[200:230].max() > 180


@pytest.fixture
def done(tmp_path: Path) -> tuple[Draft, Expected, Toolbox]:
    """Return the draft of a video with a text blacked."""
    syntax, coding = KINDS["h.264"]
    video = coded(scene(COUNT, text="DOE JANE"), coding)
    source = saved_video(video_dataset(video, ROWS, COLUMNS, COUNT), tmp_path / "a.dcm", syntax)
    tools = tools_with(tmp_path / "key")
    with read(source) as instance:
        assert instance.image
        seen = look(instance.image, instance.stream, tools)
        known = gather(instance, tools, seen)
        plan = make_plan(known, tools)
        stay = tuple(kept(seen.hits, plan.findings))
        draft = apply(instance, plan, tmp_path / "a.draft", tools)
    return draft, Expected(plan, source, known.own, stay), tools


def failed_with(video: bytes, done: tuple[Draft, Expected, Toolbox]) -> set[str]:
    """Return the checks that fail when the draft has another video."""
    draft, expected, tools = done
    dataset = dcmread(draft.path)
    put_video(dataset, video)
    dataset.save_as(draft.path)
    spoiled = replace(draft, stamp=stamp_of(Path(draft.path)))
    return {check.name for check in verify(spoiled, expected, tools).checks if not check.passed}


def without_loss(video: bytes, more: Coding = PLAIN) -> bytes:
    """Return the same pictures, coded by another hand."""
    pictures = []
    for frame in decoded(video):
        small = frame[ROWS:].reshape(2, ROWS // 2, COLUMNS // 2)
        pictures.append((frame[:ROWS], small[0], small[1]))
    options = {"x265-params": "lossless=1:info=0:log-level=none", **more.options}
    return coded(pictures, replace(more, encoder="libx265", container="mp4", options=options))


def draft_video(done: tuple[Draft, Expected, Toolbox]) -> bytes:
    return video_of(dcmread(done[0].path))


def test_the_draft_itself_passes(done: tuple[Draft, Expected, Toolbox]) -> None:
    assert not failed_with(draft_video(done), done)


def test_sound_in_a_draft_is_found(done: tuple[Draft, Expected, Toolbox]) -> None:
    spoiled = without_loss(draft_video(done), Coding(sound=True))
    assert "the video has one track and no titles" in failed_with(spoiled, done)


def test_a_title_in_a_draft_is_found(done: tuple[Draft, Expected, Toolbox]) -> None:
    spoiled = without_loss(draft_video(done), Coding(metadata={"title": NAME}))
    assert failed_with(spoiled, done) == TITLED


def test_the_persons_name_in_a_draft_is_found(done: tuple[Draft, Expected, Toolbox]) -> None:
    spoiled = draft_video(done) + b"\0\0\0\x16freePAT MRN-90210."
    assert "no value of the person is in the video" in failed_with(spoiled, done)


def test_user_data_in_a_draft_is_found(done: tuple[Draft, Expected, Toolbox]) -> None:
    options = {"x265-params": "lossless=1:log-level=none"}
    spoiled = without_loss(draft_video(done), Coding(options=options))
    assert "no text lies beside the pictures" in failed_with(spoiled, done)


def test_a_sample_outside_the_mask_is_found(done: tuple[Draft, Expected, Toolbox]) -> None:
    def brighter(frame: NDArray[Any]) -> NDArray[Any]:
        frame[90, 100] += 1
        return frame

    pictures = [
        (frame[:ROWS], *frame[ROWS:].reshape(2, ROWS // 2, COLUMNS // 2))
        for frame in map(brighter, decoded(draft_video(done)))
    ]
    options = {"x265-params": "lossless=1:info=0:log-level=none"}
    spoiled = coded(pictures, Coding("libx265", "mp4", options=options))
    assert failed_with(spoiled, done) - TITLED == {"pixels outside the mask are the same"}


def test_the_source_itself_in_a_draft_is_found(done: tuple[Draft, Expected, Toolbox]) -> None:
    with read(done[1].source) as instance:
        assert instance.image
        instance.stream.seek(instance.image.value_offset)
        _, video = generate_fragments(instance.stream)
    assert "the mask is black" in failed_with(without_loss(video), done)


def test_a_second_look_needs_as_many_frames(done: tuple[Draft, Expected, Toolbox]) -> None:
    fewer = coded(scene(COUNT - 1), Coding("libx265", "mp4", options=QUIET))
    with pytest.raises(Exception, match="as many frames"):
        failed_with(fewer, done)
