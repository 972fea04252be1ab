"""Text beside the image searched for in the codestreams of what was written.

Four printable characters may not follow each other there, nor may it be long; and the header's
own values may stand nowhere outside entropy-coded data and the tables of its codes, where digits
stand in a row by nature.
"""

from __future__ import annotations

import re
import struct
from itertools import zip_longest
from typing import TYPE_CHECKING

from pydicom.encaps import parse_basic_offsets

from scrub.model.outcome import Check
from scrub.stages.header_search import encoded_values, stands
from scrub.stages.second_fragments import encoded_frames
from scrub.stages.taken_apart import FAULTS, Part, is_known, take_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.header import Identity
    from scrub.model.instance import ImagePixel
    from scrub.stages.read import Instance

_LETTER = rb"[\x20-\x7e]"
_PICTURE = 32
"""Bytes beside an image that could be another one: a thumbnail, or something compressed."""

_TEXT = re.compile(rb"%b{4}|(?:%b\0){4}|(?:\0%b){4}" % (_LETTER, _LETTER, _LETTER))


def beside_check(written: Instance, own: Identity) -> Iterator[Check]:
    """Yield the one check, if frames of the Transfer Syntax can carry more than an image."""
    image = written.image
    if image is None or not is_known(image.transfer_syntax_uid):
        return
    values = encoded_values(own)
    found = sum(_speaks(frame, image, values) for frame in encoded_frames(written))
    detail = f"{found} frame{'' if found == 1 else 's'}" if found else ""
    passed = not found and not _table_speaks(written, image)
    yield Check("no text lies beside the image", passed, detail)


def same_image(written: Instance, original: Instance) -> bool:
    """Tell whether frames differ in nothing but what lies beside their image.

    Where they do not, whatever decodes them sees the same. RLE is compared unpacked.
    """
    image = original.image
    if image is None or not is_known(image.transfer_syntax_uid):
        return False
    pairs = zip_longest(encoded_frames(written), encoded_frames(original), fillvalue=b"")
    try:
        return all(_decoded_from(a, image) == _decoded_from(b, image) for a, b in pairs)
    except FAULTS:
        return False


def _decoded_from(frame: bytes, image: ImagePixel) -> list[bytes]:
    pieces = take_apart(frame, image)
    return [octets for part, octets in pieces if octets and part is not Part.BESIDE]


def _speaks(frame: bytes, image: ImagePixel, values: frozenset[bytes]) -> bool:
    """Tell whether there is text; a frame that cannot be taken apart may hold any."""
    try:
        for part, octets in take_apart(frame, image):
            if part is Part.BESIDE and _may_say_something(octets):
                return True
            if part is not Part.IMAGE and _says_any(octets.lower(), values):
                return True
    except FAULTS:
        return True
    return False


def _says_any(octets: bytes, values: frozenset[bytes]) -> bool:
    # 2026-11: one by one. An expression of them all takes longer to compile than a frame to decode.
    return any(stands(value, octets) for value in values)


def _may_say_something(octets: bytes) -> bool:
    return len(octets.strip(b"\0\xff")) > _PICTURE or _TEXT.search(octets) is not None


def _table_speaks(written: Instance, image: ImagePixel) -> bool:
    """Tell whether the Basic Offset Table is none, and has text in its place."""
    written.stream.seek(image.value_offset)
    try:
        offsets = parse_basic_offsets(written.stream)
    except FAULTS:
        return True
    is_table = len(offsets) == image.number_of_frames and offsets == sorted(offsets)
    return not is_table and bool(_TEXT.search(struct.pack(f"<{len(offsets)}L", *offsets)))
