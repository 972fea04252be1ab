"""Printed text goes and all else stays, in the rarer syntaxes and kinds of pixels."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from doubles.encoded_frames import IN_FRAGMENTS, JPEG, RLE
from doubles.instances import tools_with
from doubles.made_instances import encapsulated, written
from doubles.rare_instances import (
    COLUMNS,
    ENCODERS,
    GRAY12,
    MADE,
    RECT,
    ROWS,
    Made,
    gray,
    in_frames,
    overlaid,
    rle,
    twice,
)
from scrub.errors import CodecError
from scrub.model.instance import Source
from scrub.model.mask import Mask
from scrub.stages.apply import apply
from scrub.stages.look import look
from scrub.stages.masking import kept
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read
from scrub.stages.second_opinion import decoded_frames
from scrub.stages.stamp import stamp_of
from scrub.stages.verify import Expected, verify

if TYPE_CHECKING:
    from scrub.model.instance import Draft
    from scrub.toolbox import Toolbox


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Toolbox:
    return tools_with(tmp_path_factory.mktemp("key") / "key")


def applied(made: Made, tools: Toolbox, folder: Path) -> tuple[Source, Draft, Expected]:
    source = Source(str(written(made.dataset, folder / "a.dcm", made.syntax)))
    with read(source) as instance:
        assert instance.image
        seen = look(instance.image, instance.stream, tools)
        known = gather(instance, tools, seen)
        plan = make_plan(known, tools)
        stay = tuple(kept(seen.hits, plan.findings))
        draft = apply(instance, plan, folder / "a.draft", tools)
    return source, draft, Expected(plan, source, known.own, stay)


@pytest.mark.parametrize("name", MADE)
def test_printed_text_goes_and_every_check_passes(
    name: str, tools: Toolbox, tmp_path: Path
) -> None:
    source, draft, expected = applied(MADE[name](), tools, tmp_path)
    assert any(region.rect.covers(RECT) for region in expected.plan.mask.regions)
    assert not [c for c in verify(draft, expected, tools).checks if not c.passed]
    with read(source) as before, read(Source(draft.path)) as after:
        assert after.transfer_syntax_uid == before.transfer_syntax_uid
        assert before.image
        assert after.image
        assert after.image.keyword == before.image.keyword
        for was, became in zip(decoded_frames(before), decoded_frames(after), strict=True):
            inside = np.zeros(was.shape[:2], bool)
            for region in expected.plan.mask.regions:
                wide = expected.plan.grid.changed_by(region.rect)
                rows = slice(max(wide.top, 0), wide.bottom)
                inside[rows, max(wide.left, 0) : wide.right] = True
            assert np.array_equal(was[~inside], became[~inside])
            assert (was[inside] != became[inside]).any()


NATIVE = ["floats", "doubles", "64 bits", "pairs of video", "single bits", "pairs"]


@pytest.mark.parametrize("name", NATIVE)
@pytest.mark.parametrize(
    ("at", "check"),
    [(-9, "pixels outside the mask are the same"), (None, "the mask is black")],
)
def test_one_bit_of_difference_is_found(
    name: str, at: int | None, check: str, tools: Toolbox, tmp_path: Path
) -> None:
    source, draft, expected = applied(MADE[name](), tools, tmp_path)
    octets = bytearray((tmp_path / "a.draft").read_bytes())
    with read(source) as instance, read(Source(draft.path)) as made:
        assert instance.image
        assert made.image
        bits = made.image.bits_allocated * (2 if made.image.samples_per_pixel > 1 else 1)
        inner = (RECT.top + 5) * made.image.columns + RECT.left + 5
        place = made.image.value_offset + inner * bits // 8
        if at is not None:
            place = made.image.value_offset + (made.image.value_length or 0) + at
    octets[place] ^= 1
    (tmp_path / "a.draft").write_bytes(octets)
    draft = replace(draft, stamp=stamp_of(tmp_path / "a.draft"))
    failed = {c.name for c in verify(draft, expected, tools).checks if not c.passed}
    assert check in failed


@pytest.mark.parametrize("name", MADE)
def test_frames_that_were_to_go_black_and_are_copied_are_found(
    name: str, tools: Toolbox, tmp_path: Path
) -> None:
    source, draft, expected = applied(MADE[name](), tools, tmp_path)
    Path(draft.path).unlink()
    with read(source) as instance:
        draft = apply(instance, replace(expected.plan, mask=Mask()), tmp_path / "a.draft", tools)
    failed = {c.name for c in verify(draft, expected, tools).checks if not c.passed}
    assert "the mask is black" in failed


@pytest.mark.parametrize("signed", [0, 1])
@pytest.mark.parametrize("syntax", ENCODERS)
def test_text_in_bits_above_the_stored_is_cleared_everywhere(
    syntax: str, signed: int, tools: Toolbox, tmp_path: Path
) -> None:
    if signed and syntax == f"{JPEG}110":
        pytest.skip("JPEG XL has no signed values")
    words = overlaid(gray(GRAY12), 14)
    pixels = twice(replace(GRAY12, signed=signed))
    made = in_frames(pixels, ENCODERS[syntax](words), syntax)
    source, draft, expected = applied(made, tools, tmp_path)
    assert expected.plan.clear_bits == (14,)
    assert not [c for c in verify(draft, expected, tools).checks if not c.passed]
    with read(Source(draft.path)) as after:
        for frame in decoded_frames(after):
            assert (frame == 700).all()
    with read(source) as before:
        assert all(np.array_equal(frame, words) for frame in decoded_frames(before))


def test_bits_that_were_to_be_cleared_and_are_not_are_found(tools: Toolbox, tmp_path: Path) -> None:
    words = overlaid(gray(GRAY12), 14)
    _, draft, expected = applied(
        in_frames(twice(GRAY12), words.tobytes(), IN_FRAGMENTS), tools, tmp_path
    )
    octets = bytearray((tmp_path / "a.draft").read_bytes())
    octets[-9] |= 0x40
    (tmp_path / "a.draft").write_bytes(octets)
    draft = replace(draft, stamp=stamp_of(tmp_path / "a.draft"))
    failed = {c.name for c in verify(draft, expected, tools).checks if not c.passed}
    assert "pixels outside the mask are the same" in failed


def test_frames_whose_bits_were_to_be_cleared_and_are_copied_are_found(
    tools: Toolbox, tmp_path: Path
) -> None:
    words = overlaid(gray(GRAY12), 14)
    made = in_frames(twice(GRAY12), words.tobytes(), IN_FRAGMENTS)
    source, draft, expected = applied(made, tools, tmp_path)
    assert expected.plan.clear_bits
    assert not expected.plan.mask
    Path(draft.path).unlink()
    with read(source) as instance:
        plan = replace(expected.plan, clear_bits=())
        draft = apply(instance, plan, tmp_path / "a.draft", tools)
    failed = {c.name for c in verify(draft, expected, tools).checks if not c.passed}
    assert "pixels outside the mask are the same" in failed


def test_a_damaged_rle_segment_is_an_error_of_ours_though_the_plugin_panics(
    tools: Toolbox, tmp_path: Path
) -> None:
    made = rle(GRAY12)
    header = struct.pack("<16L", 2, 64, 66, *[0] * 13)
    surplus = header + bytes([256 - 127, 0]) * (ROWS * COLUMNS // 64)
    source = Source(
        str(written(encapsulated(made.dataset, [surplus, surplus]), tmp_path / "a.dcm", RLE))
    )
    with read(source) as instance, pytest.raises(CodecError):
        list(decoded_frames(instance))
