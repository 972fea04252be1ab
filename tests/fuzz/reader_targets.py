"""What reads bytes that may be damaged, each as a function of bytes, with seeds for all of them.

An input is a byte that chooses the target, seven that say what image it is of, and the bytes to
read. Whatever they are, only a ScrubError may come out; what a target asserts besides is its own.
"""

from __future__ import annotations

import struct
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from doubles.commented_frames import commented, jpeg_in_jpeg_xl, jpeg_xls
from doubles.encoded_frames import JPEG, NATIVE, RLE, cases, image_of
from scrub.errors import InstanceError, ScrubError
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.pixels.codecs.codestream_j2k import bare, main_header
from scrub.pixels.codecs.jpeg_blocks import JpegBlocksCodec
from scrub.pixels.codecs.jpeg_markers import parse
from scrub.pixels.codecs.rle import RleCodec
from scrub.pixels.codecs.routes import PURE
from scrub.pixels.codecs.segments import segments
from scrub.pixels.comments.frame import may_hold_text, plain
from scrub.pixels.frames import Frames
from scrub.stages.read import read
from scrub.stages.taken_apart import FAULTS, take_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrub.model.instance import ImagePixel

LONGEST = 1 << 16
"""Bytes of an input; of longer files, only the frames become seeds."""

_HEAD = struct.Struct("<BHHBBB")
_FRAMES = struct.pack("<HHLHHL", 0xFFFE, 0xE000, 0, 0xFFFE, 0xE000, 0)


@dataclass(frozen=True)
class Input:
    """An image, and bytes that are said to be a frame of it, or its value, or a file."""

    image: ImagePixel
    octets: bytes


def _comments(given: Input) -> None:
    left = plain(given.octets, given.image)
    assert plain(left, given.image) == left


def _take_apart(given: Input) -> None:
    with suppress(*FAULTS):
        for _ in take_apart(given.octets, given.image):
            pass


def _rects(image: ImagePixel) -> list[Rect]:
    wanted = (Rect(0, 0, 9, 5), Rect(image.columns // 2, image.rows // 2, 1 << 16, 1 << 16))
    return [rect for rect in (one.clip(image.rows, image.columns) for one in wanted) if rect]


def _jpeg(given: Input) -> None:
    parse(given.octets)
    codec, image = JpegBlocksCodec(route=PURE), given.image
    codec.grid(given.octets, image)
    codec.blackout(given.octets, _rects(image), (0,) * image.samples_per_pixel, image)


def _rle(given: Input) -> None:
    codec, image = RleCodec(route=PURE), given.image
    codec.blackout(given.octets, _rects(image), (0,) * image.samples_per_pixel, image)


def _j2k(given: Input) -> None:
    main_header(bare(given.octets))


def _segments(given: Input) -> None:
    for _ in segments(given.octets):
        pass


def _value(given: Input) -> None:
    frames = Frames(BytesIO(given.octets), given.image)
    for index in range(min(len(frames), 8)):
        frames.frame(index)


def _file(given: Input) -> None:
    path = Path(_FOLDER.name, "input.dcm")
    path.write_bytes(given.octets)
    with read(Source(str(path))) as instance:
        image = instance.image
        if image is None:
            return
        frames = Frames(instance.stream, image)
        for index in range(min(len(frames), 8)):
            plain(frames.frame(index), image)


TARGETS: tuple[tuple[str, str, Callable[[Input], None]], ...] = (
    ("comments of JPEG", f"{JPEG}50", _comments),
    ("comments of JPEG-LS", f"{JPEG}80", _comments),
    ("comments of JPEG 2000", f"{JPEG}90", _comments),
    ("comments of JPEG XL", f"{JPEG}110", _comments),
    ("comments of RLE", RLE, _comments),
    ("JPEG taken apart", f"{JPEG}50", _take_apart),
    ("JPEG-LS taken apart", f"{JPEG}80", _take_apart),
    ("JPEG 2000 taken apart", f"{JPEG}90", _take_apart),
    ("RLE taken apart", RLE, _take_apart),
    ("JPEG blacked", f"{JPEG}50", _jpeg),
    ("RLE blacked", RLE, _rle),
    ("JPEG 2000 header", f"{JPEG}90", _j2k),
    ("JPEG segments", f"{JPEG}80", _segments),
    ("fragments", f"{JPEG}50", _value),
    ("file", NATIVE, _file),
)
"""Its name, the Transfer Syntax of the image that it is given, and the function."""

_FOLDER = tempfile.TemporaryDirectory()
_FILE = len(TARGETS) - 1
_OF_FAMILY = {"4.5": (0, 5, 9, 12), "4.7": (0, 5, 12), "4.8": (1, 6, 12), "4.9": (2, 7, 11)}
_OF_FAMILY |= {"4.2": (2, 7, 11), "4.11": (3,), "5": (4, 8, 10)}


def run(octets: bytes) -> str:
    """Read an input, and return the name of its target, and what came of it."""
    if len(octets) < _HEAD.size:
        return ""
    target, rows, columns, samples, size, number = _HEAD.unpack_from(octets)
    name, uid, function = TARGETS[target % len(TARGETS)]
    bits = 8 << size % 3
    image = replace(
        image_of(uid, "RGB" if samples % 2 else "MONOCHROME2", (bits, bits)),
        rows=rows + 1,
        columns=columns + 1,
        number_of_frames=number + 1,
    )
    try:
        function(Input(image, octets[_HEAD.size :]))
    except ScrubError as problem:
        return f"{name}: {type(problem).__name__}"
    return f"{name}: read"


def seeds(folder: Path | None = None) -> Iterator[bytes]:
    """Yield inputs: made here, and of the files in a folder, whole and frame by frame."""
    for case in cases():
        frames = [case.frame, *(frame for _, frame in commented(case))]
        for frame in frames:
            yield from _seeds_of(frame, case.image)
    gray = next(case for case in cases() if case.name == "jpeg gray")
    jxl = replace(gray.image, transfer_syntax_uid=f"{JPEG}111")
    for _, frame in (*jpeg_in_jpeg_xl(gray.frame), *jpeg_xls(b"\xff\x0a" + bytes(30))):
        yield from _seeds_of(frame, jxl)
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.is_file():
            yield from _seeds_of_file(path)


def _seeds_of(frame: bytes, image: ImagePixel) -> Iterator[bytes]:
    head = (
        image.rows - 1,
        image.columns - 1,
        image.samples_per_pixel == 3,
        max(0, image.bits_allocated.bit_length() - 4),
        0,
    )
    kind = image.transfer_syntax_uid.removeprefix("1.2.840.10008.1.2.")
    for family, targets in _OF_FAMILY.items():
        for target in targets if kind.startswith(family) else ():
            yield _HEAD.pack(target, *head) + frame
    if may_hold_text(image.transfer_syntax_uid):
        item = struct.pack("<HHL", 0xFFFE, 0xE000, len(frame)) + frame
        value = _FRAMES[:8] + item + struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
        yield _HEAD.pack(_FILE - 1, *head) + value


def _seeds_of_file(path: Path) -> Iterator[bytes]:
    if path.stat().st_size < LONGEST:
        yield _HEAD.pack(_FILE, 0, 0, 0, 0, 0) + path.read_bytes()
    with suppress(InstanceError), read(Source(str(path))) as instance:
        if instance.image and instance.image.is_encapsulated:
            frame = Frames(instance.stream, instance.image).frame(0)
            if len(frame) < LONGEST:
                yield from _seeds_of(frame, instance.image)
