"""Files with every kind of offset table, and none, are scrubbed and pass every check."""

from __future__ import annotations

import struct
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
import pytest

from doubles.encoded_frames import COLUMNS, JPEG, RLE, ROWS, image_of, rle
from doubles.instances import dataset_of, saved, tools_with
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange, Mask, Region
from scrub.pixels.encoding import codec_for
from scrub.stages.apply import apply
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read
from scrub.stages.verify import Expected, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrub.model.instance import Source
    from scrub.toolbox import Toolbox

BASELINE, J2K = f"{JPEG}50", f"{JPEG}90"
PICTURES = np.random.default_rng(8).integers(0, 256, (3, ROWS, COLUMNS), np.uint8)
GRAY = image_of(RLE, "MONOCHROME2", (8, 8))
ENCODE: dict[str, Callable[[np.ndarray], bytes]] = {
    RLE: lambda picture: rle(picture, GRAY),
    BASELINE: lambda picture: bytes(imagecodecs.jpeg8_encode(picture, level=90)),
    J2K: lambda picture: bytes(imagecodecs.jpeg2k_encode(picture, level=0, codecformat="j2k")),
}
HEADER = 8


def item(octets: bytes) -> bytes:
    return struct.pack("<HHL", 0xFFFE, 0xE000, len(octets)) + octets


def numbers(code: str, values: list[int]) -> bytes:
    return struct.pack(f"<{len(values)}{code}", *values)


def written(path: Path, syntax: str, how: str) -> Source:
    """Write three frames, with a table of a kind."""
    frames = [ENCODE[syntax](picture) for picture in PICTURES]
    frames = [frame + bytes(len(frame) % 2) for frame in frames]
    parts = [[frame] for frame in frames]
    if how.startswith("split"):
        parts = [[frame[:100], frame[100:]] for frame in frames]
    if how == "empty fragments":
        parts = [[frame, b""] for frame in frames]
    lengths = [sum(HEADER + len(part) for part in frame) for frame in parts]
    offsets = list(accumulate(lengths[:-1], initial=0))
    tables = {
        "right": offsets,
        "split": offsets,
        "counted from the table": [offset + HEADER for offset in offsets],
        "garbage": [3 * offset + 1 for offset in offsets],
        "all the same": [0, 0, 0],
        "too short": offsets[:2],
        "too long": [*offsets, offsets[-1] + lengths[-1]],
    }
    dataset = dataset_of(PICTURES)
    if how == "extended":
        dataset.ExtendedOffsetTable = numbers("Q", offsets)
        dataset.ExtendedOffsetTableLengths = numbers("Q", list(map(len, frames)))
    dataset.PixelData = item(numbers("L", tables.get(how, []))) + b"".join(
        item(part) for frame in parts for part in frame
    )
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    source = saved(dataset, path, syntax)
    if how == "no end":
        path.write_bytes(path.read_bytes()[:-HEADER])
    return source


TABLES = [
    "none",
    "right",
    "counted from the table",
    "garbage",
    "all the same",
    "too short",
    "too long",
    "extended",
    "no end",
    "split",
    "split, no table",
    "empty fragments",
]


@pytest.fixture
def tools(key_file: Path) -> Toolbox:
    return tools_with(key_file)


@pytest.mark.parametrize("masked", [True, False], ids=["masked", "copied"])
@pytest.mark.parametrize("how", TABLES)
@pytest.mark.parametrize("syntax", list(ENCODE))
def test_frames_are_found_by_whatever_table(
    tmp_path: Path, tools: Toolbox, syntax: str, how: str, *, masked: bool
) -> None:
    if (syntax, how) == (RLE, "split, no table"):
        pytest.skip("nothing tells where a frame of RLE begins")
    source = written(tmp_path / "a.dcm", syntax, how)
    with read(source) as instance:
        known = gather(instance, tools, None)
        plan = make_plan(known, tools)
        assert instance.image is not None
        if masked:
            mask = Mask((Region(Rect(0, 0, COLUMNS, 8), FrameRange(1, 2), ""),))
            codec = codec_for(syntax, tools.codecs)
            grid = codec.grid(ENCODE[syntax](PICTURES[1]), instance.image)
            plan = replace(plan, mask=mask, black=(0,), grid=grid)
        draft = apply(instance, plan, tmp_path / "draft", tools)
    checks = verify(draft, Expected(plan, source, known.own, image=instance.image), tools).checks
    assert not [check.name for check in checks if not check.passed]
