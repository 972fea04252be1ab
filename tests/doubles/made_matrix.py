"""Every way that this project knows to encode pixels, times what the pixels are."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
from PIL import Image

from doubles.made import COLORS, GRAYS, JPEG, Made, frame_by_frame, with_palette
from doubles.made_codestreams import codestreams
from doubles.made_instances import (
    BIG_ENDIAN,
    DEFLATED,
    EXPLICIT,
    IMPLICIT,
    Pixels,
    described,
    drawn,
    encapsulated,
    frame_octets,
    native_octets,
    natively,
)
from doubles.random_jpegs import SAMPLING, Settings, encoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from doubles.made_instances import Words

RLE, UNCOMPRESSED = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.1.98"
DEFLATED_FRAMES = "1.2.840.10008.1.2.8.1"


def made() -> Iterator[Made]:
    """Yield all of them."""
    yield from _native()
    yield from _framed()
    yield from _rle()
    yield from _jpeg()
    yield from codestreams()


def _native() -> Iterator[Made]:
    many = (
        *GRAYS,
        *COLORS,
        Pixels(allocated=1, frames=3),
        Pixels(allocated=32, frames=2),
        Pixels(allocated=64),
        Pixels(allocated=16, stored_or_all=12, shift=4),
        Pixels("RGB", planar=1, frames=2),
        Pixels("RGB", 16, 16),
        Pixels("YBR_FULL", planar=1),
        Pixels("YBR_FULL_422", columns=62, frames=3),
        Pixels("PALETTE COLOR"),
        Pixels("PALETTE COLOR", 16, 12, frames=3),
    )
    for pixels in many:
        for syntax in (IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED):
            yield _natively(pixels, syntax, "OW")
        if pixels.allocated <= 8:
            yield _natively(pixels, EXPLICIT, "OB")
            yield _natively(pixels, BIG_ENDIAN, "OB")
    yield Made(
        "overlay in the high bits", EXPLICIT, Pixels(allocated=16, stored_or_all=12), _overlaid
    )


def _natively(pixels: Pixels, syntax: str, vr: str) -> Made:
    def make() -> Dataset:
        octets = native_octets(drawn(pixels), pixels, syntax, vr)
        return natively(with_palette(pixels), octets, vr)

    return Made(vr, syntax, pixels, make)


def _overlaid() -> Dataset:
    pixels = Pixels(allocated=16, stored_or_all=12)
    (words,) = drawn(pixels)
    words[::3] |= 1 << 12
    dataset = described(pixels)
    for element, vr, value in (
        (0x10, "US", pixels.rows),
        (0x11, "US", pixels.columns),
        (0x40, "CS", "G"),
        (0x50, "SS", [1, 1]),
        (0x100, "US", 16),
        (0x102, "US", 12),
    ):
        dataset.add_new((0x6000, element), vr, value)
    return natively(dataset, native_octets([words], pixels, EXPLICIT, "OW"))


def _framed() -> Iterator[Made]:
    def deflated(words: Words, pixels: Pixels) -> bytes:
        deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return deflater.compress(frame_octets(words, pixels)) + deflater.flush()

    ones = Pixels(allocated=1, frames=3)
    many = (*GRAYS, *COLORS, ones, Pixels("RGB", planar=1), Pixels("PALETTE COLOR"))
    for pixels in many:
        yield frame_by_frame("", UNCOMPRESSED, pixels, frame_octets)
        yield frame_by_frame("", DEFLATED_FRAMES, pixels, deflated)


def _rle() -> Iterator[Made]:
    more = (
        Pixels(allocated=32, frames=2),
        Pixels("RGB", 16, 16, frames=3),
        Pixels("RGB", 32, 32),
        Pixels("YBR_FULL"),
        Pixels("PALETTE COLOR"),
        Pixels("PALETTE COLOR", 16, 12),
    )
    for pixels in (*GRAYS, *COLORS, *more):
        yield frame_by_frame("", RLE, pixels, _packed)
    yield frame_by_frame("in two fragments", RLE, COLORS[1], _packed, fragments=2)


def _packed(words: Words, pixels: Pixels) -> bytes:
    """Pack byte planes row by row, the highest byte of a sample first (PS3.5 Annex G)."""
    size = max(pixels.allocated // 8, 1)
    octets = np.atleast_3d(words).astype(f">u{size}").view(np.uint8)
    planes = octets.reshape(pixels.rows, pixels.columns, -1).transpose(2, 0, 1)
    packed = []
    for plane in np.ascontiguousarray(planes):
        segment = b"".join(bytes(imagecodecs.packbits_encode(row)) for row in plane)
        packed.append(segment + bytes(len(segment) % 2))
    starts = np.cumsum([64, *map(len, packed)])[:-1].tolist()
    return struct.pack("<16L", len(packed), *(starts + [0] * 15)[:15]) + b"".join(packed)


def _jpeg() -> Iterator[Made]:
    def one(
        name: str,
        frames: int = 1,
        how: dict[str, Any] | None = None,
        **chosen: Any,  # noqa: ANN401 (as Settings has it)
    ) -> Made:
        return _by_settings(name, Settings(rows=61, columns=95, **chosen), frames, how or {})

    for color in ("gray", "RGB"):
        yield one("", color=color)
        yield one("restarts", 3, color=color, restart=2, optimized=True)
        yield one("", color=color, bits=12)
    for sampling in SAMPLING:
        yield one(sampling, sampling=sampling)
        yield one(f"{sampling}, restarts", 3, sampling=sampling, restart=3)
        yield one(f"{sampling}, optimized", sampling=sampling, optimized=True, quality=30)
        yield one(f"{sampling}, scan by scan", sampling=sampling, scans="each")
        yield one(sampling, sampling=sampling, bits=12)
    yield one("422, quality 100", sampling="422", quality=100)
    yield one("420, a fragment split", 3, sampling="420", how={"fragments": 3})
    yield one("420, no offset table", 3, sampling="420", how={"table": "none"})
    yield one("420, extended table", 3, sampling="420", how={"table": "extended"})
    yield replace(
        frame_by_frame("progressive", f"{JPEG}50", Pixels(), _progressive), refused="progressive"
    )


def _by_settings(name: str, settings: Settings, frames: int, how: dict[str, Any]) -> Made:
    pixels = Pixels(
        settings.photometric,
        8 if settings.bits == 8 else 16,
        settings.bits,
        rows=settings.rows,
        columns=settings.columns,
        frames=frames,
    )

    def make() -> Dataset:
        rng = np.random.default_rng(3)
        octets = [encoded(settings, rng) for _ in range(frames)]
        return encapsulated(described(pixels), octets, **how)

    return Made(name, f"{JPEG}{50 if settings.bits == 8 else 51}", pixels, make)


def _progressive(words: Words, _: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(words).save(out, "JPEG", progressive=True)
    return out.getvalue()
