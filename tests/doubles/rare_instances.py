"""Instances of the rarer Transfer Syntaxes and kinds of pixels, with printed text to find."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import imagecodecs
import jpeg_ls
import numpy as np

from doubles.encoded_frames import DEFLATED, IN_FRAGMENTS, JPEG, RLE
from doubles.made_instances import (
    BIG_ENDIAN,
    EXPLICIT,
    IMPLICIT,
    Pixels,
    described,
    encapsulated,
)
from doubles.printed import put, rect_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

ROWS, COLUMNS = 81, 162
TEXT, LEFT, TOP = "DOE JANE", 20, 20
RECT = rect_of(TEXT, LEFT, TOP)
SHADES = put(
    np.add.outer(np.arange(ROWS) % 5, np.arange(COLUMNS) % 3).astype(np.uint8) + np.uint8(40),
    TEXT,
    LEFT,
    TOP,
)
GRAY8 = Pixels(rows=ROWS, columns=COLUMNS)
GRAY12 = replace(GRAY8, allocated=16, stored_or_all=12)
RGB = replace(GRAY8, photometric="RGB")


class Made(NamedTuple):
    """A data set, and its Transfer Syntax."""

    dataset: Dataset
    syntax: str


def gray(pixels: Pixels) -> NDArray[Any]:
    """Return the shades in words; text at the bright end, nothing at the darkest."""
    values = SHADES.astype(np.uint64) << np.uint64(max(pixels.stored - 8, 0))
    if pixels.signed:
        values -= np.uint64(1 << pixels.stored - 1)
    return values.astype(f"u{pixels.allocated // 8}")


def color(pixels: Pixels) -> NDArray[Any]:
    return np.repeat(gray(pixels)[..., None], 3, axis=2)


def in_frames(pixels: Pixels, frame: bytes, syntax: str) -> Made:
    return Made(encapsulated(described(pixels), [frame, frame]), syntax)


def twice(pixels: Pixels) -> Pixels:
    return replace(pixels, frames=2)


def deflate(octets: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(octets) + deflater.flush()


def jxl(samples: NDArray[Any], **options: object) -> bytes:
    chosen: dict[str, Any] = {"lossless": True} | options
    return bytes(imagecodecs.jpegxl_encode(samples, **chosen))


def packed(photometric: str, samples: NDArray[Any], subsampling: str = "444") -> Made:
    jpeg = bytes(imagecodecs.jpeg8_encode(samples, 95, subsampling=subsampling))
    pixels = twice(replace(GRAY8, photometric=photometric))
    return in_frames(pixels, bytes(imagecodecs.jpegxl_encode_jpeg(jpeg)), f"{JPEG}111")


def of_floats(kind: str, syntax: str, padding: float | None = None) -> Made:
    keyword = "FloatPixelData" if kind == "f4" else "DoubleFloatPixelData"
    dataset = described(replace(GRAY8, allocated=8 * int(kind[1])))
    del dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation
    values = SHADES.astype(kind) / 1e3 - 5
    values[2, 3:7] = np.nan, np.inf, -np.inf, -0.0
    values[RECT.top + 3, RECT.left + 3 : RECT.left + 6] = np.nan, np.inf, -np.inf
    order = ">" if syntax == BIG_ENDIAN else "<"
    setattr(dataset, keyword, values.astype(f"{order}{kind}").tobytes())
    if padding is not None:
        dataset.FloatPixelPaddingValue = padding
    return Made(dataset, syntax)


def natively(pixels: Pixels, octets: bytes, syntax: str, vr: str = "OW") -> Made:
    dataset = described(pixels)
    octets += bytes(len(octets) % 2)
    if syntax == BIG_ENDIAN and vr == "OW" and pixels.allocated <= 8:
        octets = np.frombuffer(octets, np.uint16).byteswap().tobytes()
    dataset.PixelData = octets
    dataset["PixelData"].VR = vr
    return Made(dataset, syntax)


def of_words(pixels: Pixels, syntax: str) -> Made:
    order = ">" if syntax == BIG_ENDIAN else "<"
    words = gray(pixels)
    return natively(pixels, words.astype(f"{order}u{words.itemsize}").tobytes(), syntax)


def of_bits(frames: int, syntax: str) -> Made:
    """Return frames that begin within a byte: an odd number of bits each."""
    pixels = Pixels(allocated=1, rows=ROWS, columns=COLUMNS + 1, frames=frames)
    bits = np.zeros((frames, ROWS, COLUMNS + 1), np.uint8)
    bits[:, :, :-1] = SHADES > 100
    return natively(pixels, np.packbits(bits, bitorder="little").tobytes(), syntax)


def of_pairs(photometric: str, syntax: str, vr: str = "OW") -> Made:
    pixels = replace(GRAY8, photometric=photometric)
    luma = SHADES.reshape(ROWS, -1, 2)
    pairs = np.concatenate([luma, np.full_like(luma, 128)], axis=2)
    return natively(pixels, pairs.tobytes(), syntax, vr)


def rle(pixels: Pixels) -> Made:
    words = gray(pixels)
    octets = words.astype(f">u{words.itemsize}").view(np.uint8).reshape(ROWS, COLUMNS, -1)
    segments = []
    for index in range(words.itemsize):
        plane = np.ascontiguousarray(octets[..., index])
        segment = bytes(imagecodecs.packbits_encode(plane, axis=-1))
        segments.append(segment + bytes(len(segment) % 2))
    offsets = [64 + sum(map(len, segments[:index])) for index in range(len(segments))]
    header = struct.pack("<16L", len(segments), *offsets, *[0] * (15 - len(segments)))
    return in_frames(twice(pixels), header + b"".join(segments), RLE)


INT32 = replace(GRAY8, allocated=32)
INT64 = replace(GRAY8, allocated=64)

MADE: dict[str, Callable[[], Made]] = {
    "in fragments 8": lambda: in_frames(twice(GRAY8), SHADES.tobytes(), IN_FRAGMENTS),
    "in fragments 12": lambda: in_frames(twice(GRAY12), gray(GRAY12).tobytes(), IN_FRAGMENTS),
    "in fragments planar": lambda: in_frames(
        twice(replace(RGB, planar=1)), SHADES.tobytes() * 3, IN_FRAGMENTS
    ),
    "deflated 8": lambda: in_frames(twice(GRAY8), deflate(SHADES.tobytes()), DEFLATED),
    "deflated signed": lambda: in_frames(
        twice(replace(GRAY12, signed=1)),
        deflate(gray(replace(GRAY12, signed=1)).tobytes()),
        DEFLATED,
    ),
    "deflated 1": lambda: in_frames(
        twice(replace(GRAY8, allocated=1)),
        deflate(np.packbits(SHADES > 100, bitorder="little").tobytes()),
        DEFLATED,
    ),
    "jpeg-xl 8": lambda: in_frames(twice(GRAY8), jxl(SHADES), f"{JPEG}110"),
    "jpeg-xl 12": lambda: in_frames(
        twice(GRAY12), jxl(gray(GRAY12), bitspersample=12), f"{JPEG}110"
    ),
    "jpeg-xl 16": lambda: in_frames(
        twice(replace(GRAY8, allocated=16)), jxl(gray(replace(GRAY8, allocated=16))), f"{JPEG}112"
    ),
    "jpeg-xl rgb": lambda: in_frames(twice(RGB), jxl(color(RGB)), f"{JPEG}110"),
    "jpeg-xl lossy": lambda: in_frames(
        twice(replace(RGB, photometric="XYB")),
        jxl(color(RGB), lossless=False, level=95),
        f"{JPEG}112",
    ),
    "jpeg in jpeg-xl, gray": lambda: packed("MONOCHROME2", SHADES),
    "jpeg in jpeg-xl, 422": lambda: packed("YBR_FULL_422", color(RGB), subsampling="422"),
    "floats": lambda: of_floats("f4", EXPLICIT),
    "floats, implicit": lambda: of_floats("f4", IMPLICIT),
    "floats, big endian": lambda: of_floats("f4", BIG_ENDIAN),
    "floats, padded": lambda: of_floats("f4", EXPLICIT, padding=-9.5),
    "doubles": lambda: of_floats("f8", EXPLICIT),
    "doubles, deflated": lambda: of_floats("f8", "1.2.840.10008.1.2.1.99"),
    "32 bits": lambda: of_words(INT32, EXPLICIT),
    "32 bits, signed, big endian": lambda: of_words(replace(INT32, signed=1), BIG_ENDIAN),
    "64 bits": lambda: of_words(INT64, EXPLICIT),
    "64 bits, inverse": lambda: of_words(replace(INT64, photometric="MONOCHROME1"), EXPLICIT),
    "rle 32": lambda: rle(INT32),
    "rle 64": lambda: rle(INT64),
    "single bits": lambda: of_bits(3, EXPLICIT),
    "single bits, big endian": lambda: of_bits(3, BIG_ENDIAN),
    "pairs": lambda: of_pairs("YBR_FULL_422", EXPLICIT),
    "pairs, big endian words": lambda: of_pairs("YBR_FULL_422", BIG_ENDIAN),
    "pairs, big endian bytes": lambda: of_pairs("YBR_FULL_422", BIG_ENDIAN, "OB"),
    "pairs of video": lambda: of_pairs("YBR_PARTIAL_422", EXPLICIT),
    "pairs of video, big endian": lambda: of_pairs("YBR_PARTIAL_422", BIG_ENDIAN),
    "planes, big endian words": lambda: natively(
        replace(RGB, planar=1), SHADES.tobytes() * 3, BIG_ENDIAN
    ),
    "inverse, 12 bits": lambda: of_words(replace(GRAY12, photometric="MONOCHROME1"), EXPLICIT),
}


def overlaid(samples: NDArray[Any], bit: int) -> NDArray[Any]:
    """Return 12-bit samples with the text in a bit above them instead."""
    words = np.full_like(samples, 700)
    return put_bits(words, bit)


def put_bits(words: NDArray[Any], bit: int) -> NDArray[Any]:
    ink = put(np.zeros((ROWS, COLUMNS), np.uint8), TEXT, LEFT, TOP) > 0
    words[ink] |= 1 << bit
    words[70, 150] |= 1 << bit
    return words


ENCODERS: dict[str, Callable[[NDArray[Any]], bytes]] = {
    IN_FRAGMENTS: lambda words: words.tobytes(),
    DEFLATED: lambda words: deflate(words.tobytes()),
    f"{JPEG}57": lambda words: bytes(
        imagecodecs.jpeg8_encode(words, lossless=True, predictor=6, bitspersample=16)
    ),
    # It says 12 bits, and has more.
    f"{JPEG}70": lambda words: bytes(imagecodecs.jpeg8_encode(words, lossless=True, predictor=1)),
    f"{JPEG}80": lambda words: bytes(
        jpeg_ls.encode_buffer(words.tobytes(), ROWS, COLUMNS, 1, 16, 0, 0)
    ),
    f"{JPEG}90": lambda words: bytes(
        imagecodecs.jpeg2k_encode(words, level=0, codecformat="j2k", reversible=True)
    ),
    f"{JPEG}201": lambda words: bytes(imagecodecs.htj2k_encode(words, reversible=True)),
    f"{JPEG}110": jxl,
}
