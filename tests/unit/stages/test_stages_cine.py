from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doubles.lettered import lettered
from doubles.printed import PrintedEngine, put, rect_of
from doubles.scenery import grain
from scrub.model.geometry import Rect
from scrub.ocr.onnx import OnnxEngine
from scrub.stages.cine import Watcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.text import TextBox
    from scrub.seams import Picture

AT = (40, 60)


def blank(shade: int = 40) -> Picture:
    return np.full((160, 240, 3), shade, np.uint8)


def watched(frames: Sequence[Picture], engine: PrintedEngine | None = None) -> Watcher:
    watcher = Watcher(engine or PrintedEngine())
    for index, picture in enumerate(frames):
        watcher.see(picture, index)
    return watcher


def seen(watcher: Watcher) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for track in watcher.tracks:
        text = " ".join(word.text.reveal() for word in track.words)
        found.setdefault(text, set()).update(track.frames)
    return found


@given(st.integers(2, 9), st.data())
@settings(max_examples=30)
def test_text_is_found_on_just_the_frames_that_show_it(count: int, data: st.DataObject) -> None:
    shown = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    frames = [put(blank(), "DOE", *AT) if i in shown else blank() for i in range(count)]
    assert seen(watched(frames)) == {"DOE": shown}


def test_static_text_is_read_once_and_is_on_every_frame() -> None:
    engine = PrintedEngine()
    watcher = watched([put(blank(), "DOE", *AT)] * 12, engine)
    assert seen(watcher) == {"DOE": set(range(12))}
    assert (engine.finds, engine.reads) == (1, 1)


def test_only_what_changed_is_looked_at_again() -> None:
    engine = PrintedEngine()
    static = put(blank(), "DOE", 8, 8)
    frames = [static, *(put(static, f"{i}{i}", 180, 130) for i in range(8))]
    watcher = watched(frames, engine)
    assert seen(watcher)["DOE"] == set(range(9))
    # The static name, and a clock on each frame that has one.
    assert engine.reads == 9
    assert engine.looked_at < 160 * 240 * 4


def test_a_clock_that_changes_on_every_frame_is_found_on_every_frame() -> None:
    frames = [put(blank(), f"10:31:{i:02}", *AT) for i in range(20)]
    watcher = watched(frames)
    rect = rect_of("10:31:00", *AT)
    tracks = watcher.tracks
    assert set().union(*(track.frames for track in tracks)) == set(range(20))
    assert {track.rect for track in tracks} == {rect}


def test_text_that_gives_way_to_another_ends_where_the_other_begins() -> None:
    texts = [("DOE JANE", 40, 60), ("MILLER 7", 47, 69)]
    frames = [put(blank(), *texts[i // 3]) for i in range(6)]
    assert seen(watched(frames)) == {"DOE JANE": {0, 1, 2}, "MILLER 7": {3, 4, 5}}


def test_text_over_moving_anatomy_stays_found() -> None:
    rng = np.random.default_rng(5)
    frames = [
        put(blank() + rng.integers(0, 12, (160, 240, 1), np.uint8), "DOE", *AT) for _ in range(8)
    ]
    assert seen(watched(frames)) == {"DOE": set(range(8))}


@pytest.mark.parametrize(("absent", "bridged"), [(1, True), (8, True), (9, False)])
def test_over_tissue_a_text_is_on_the_few_frames_between_two_that_show_it(
    absent: int, *, bridged: bool
) -> None:
    rng = np.random.default_rng(5)
    tissue = [blank() + rng.integers(0, 60, (160, 240, 1), np.uint8) for _ in range(40)]
    missing = set(range(20, 20 + absent))
    frames = [p if i in missing else put(p, "DOE", *AT) for i, p in enumerate(tissue)]
    watcher = watched(frames)
    assert seen(watcher)["DOE"] == set(range(40)) - missing
    watcher.faint()
    assert seen(watcher)["DOE"] == set(range(40)) - (set() if bridged else missing)


def test_dark_text_on_a_light_ground_is_found() -> None:
    frames = [blank(220), put(blank(220), "DOE", *AT, value=20), blank(220)]
    assert seen(watched(frames)) == {"DOE": {1}}


class ShortSighted(PrintedEngine):
    """Finds nothing on its first two pictures."""

    def find(self, picture: Picture, *, quick: bool = False) -> Any:  # noqa: ANN401 (as above it)
        found = super().find(picture, quick=quick)
        return found if self.finds > 2 else ()


def test_text_overlooked_at_first_is_traced_back() -> None:
    frames = [put(blank(40 + 12 * (i % 2)), "DOE", *AT) for i in range(7)]
    watcher = watched(frames, ShortSighted())
    watcher.faint()
    assert seen(watcher) == {"DOE": set(range(7))}


def test_text_in_an_area_that_was_never_within_is_found_when_it_is() -> None:
    engine = PrintedEngine()
    watcher = Watcher(engine)
    picture = put(blank(), "DOE", *AT)
    watcher.see(picture, 0, [Rect(200, 100, 240, 160)])
    assert not watcher.tracks
    watcher.see(picture, 1, [rect_of("DOE", *AT).grow(8)])
    assert seen(watcher)["DOE"] >= {1}


def noisy(count: int, ink: int) -> list[Picture]:
    rng = np.random.default_rng(11)
    grounds = (100 + rng.normal(0, 20, (160, 240)) for _ in range(count))
    faint = put(np.zeros((160, 240), np.uint8), "DOE", *AT, value=ink)
    return [
        np.repeat(np.clip(ground + faint, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
        for ground in grounds
    ]


def test_faint_static_text_that_no_frame_shows_is_seen_in_the_mean() -> None:
    watcher = watched(noisy(32, 40))
    assert not watcher.tracks
    (track,) = watcher.faint()
    assert track.words[0].text.reveal() == "DOE"
    assert track.rect == rect_of("DOE", *AT)
    assert not track.frames


def test_what_pops_up_is_not_taken_for_faint_text_on_all_frames() -> None:
    def popping(ink: int) -> Watcher:
        frames = noisy(24, ink)
        return watched(
            [put(p, "DOE", *AT) if i in {9, 10, 11} else p for i, p in enumerate(frames)]
        )

    alone = popping(0)
    assert seen(alone)["DOE"] >= {9, 10, 11}
    assert len(seen(alone)["DOE"]) < 6
    assert not alone.faint()
    (track,) = popping(40).faint()
    assert track.words[0].text.reveal() == "DOE"


def test_noise_alone_shows_nothing_in_the_mean() -> None:
    assert not watched(noisy(32, 0)).faint()


def test_text_seen_on_every_frame_is_not_faint() -> None:
    watcher = watched([put(blank(), "DOE", *AT)] * 8)
    assert not watcher.faint()


def test_the_real_engine_follows_a_name_and_a_clock() -> None:
    watcher = Watcher(OnnxEngine())
    for index in range(4):
        name = [("DOE JANE", 20, 30)] if index == 2 else []
        watcher.see(lettered(*name, (f"10:31:0{index}", 180, 180)), index)
    names = [t for t in watcher.tracks if t.rect.top < 100]
    assert [track.frames for track in names] == [{2}]
    clocks = [t.frames for t in watcher.tracks if t.rect.top > 100]
    assert set().union(*clocks) == {0, 1, 2, 3}


NAMES = {13: "MILLER ANNA", 23: "DR NOVAK"}


def moving(engine: Counting) -> Watcher:
    """Watch 24 frames of tissue, with what stands, what counts, and what pops up."""
    rng = np.random.default_rng(3)
    watcher = Watcher(engine)
    for index in range(24):
        speckle = grain(rng)
        tissue = np.zeros((240, 320), np.float32)
        tissue[40:200] = 110 * speckle[40:200]
        texts = [("DOE JANE", 20, 8), (f"{index + 1}/24", 220, 210)]
        texts += [(NAMES[index], 90, 110)] if index in NAMES else []
        ink = lettered(*texts)
        blended = tissue[..., None] * (1 - ink / 255.0) + ink
        watcher.see(blended.clip(0, 255).astype(np.uint8), index)
    watcher.faint()
    return watcher


class Counting(OnnxEngine):
    """Counts the pixels that it looks at."""

    looked_at = 0

    def find(self, picture: Picture, *, quick: bool = False) -> Sequence[TextBox]:
        self.looked_at += picture.shape[0] * picture.shape[1]
        return super().find(picture, quick=quick)


def test_over_moving_tissue_what_stands_counts_and_pops_up_is_found_where_it_is() -> None:
    engine = Counting()
    tracks = moving(engine).tracks
    banner = [track for track in tracks if track.rect.bottom < 40]
    assert [track.frames for track in banner] == [set(range(24))]
    counted: dict[int, set[str]] = {}
    for track in tracks:
        if track.rect.top > 200:
            for index in track.frames:
                said = "".join(word.text.reveal() for word in track.words)
                counted.setdefault(index, set()).add(said)
    right = [index for index in range(24) if f"{index + 1}/24" in counted[index]]
    assert len(right) >= 22
    assert all(len(said) == 1 for said in counted.values())
    over = [track for track in tracks if 40 <= track.rect.top < 200]
    shown = {word.text.reveal(): track.frames for track in over for word in track.words}
    assert {word: frames for word, frames in shown.items() if word in {"MILLER", "NOVAK"}} == {
        "MILLER": {13},
        "NOVAK": {23},
    }
    # All that moves, on every frame, would be 16 times.
    assert engine.looked_at < 8 * 240 * 320
