"""Frames of every kind that a codec serves, encoded by other libraries."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import imagecodecs
import jpeg_ls
import numpy as np

from scrub.model.instance import ImagePixel
from scrub.pixels.encoding import codec_for, codecs
from scrub.pixels.overlays import stored_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.seams import Codec, Samples, Stored

ROWS, COLUMNS = 48, 64
NATIVE, BIG_ENDIAN, RLE = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.5"
JPEG = "1.2.840.10008.1.2.4."
IN_FRAGMENTS, DEFLATED = "1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.8.1"


@dataclass(frozen=True)
class Case:
    """An image, a frame of it, the value to call black, and the samples that went in."""

    name: str
    image: ImagePixel
    frame: bytes
    black: tuple[int, ...]
    samples: Samples | None = None

    @property
    def codec(self) -> Codec:
        return codec_for(self.image.transfer_syntax_uid, codecs())


def image_of(uid: str, photometric: str, bits: tuple[int, int], signed: int = 0) -> ImagePixel:
    allocated, stored = bits
    return ImagePixel(
        transfer_syntax_uid=uid,
        rows=ROWS,
        columns=COLUMNS,
        number_of_frames=1,
        samples_per_pixel=1 if "MONO" in photometric or "PALETTE" in photometric else 3,
        photometric_interpretation=photometric,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=stored - 1,
        pixel_representation=signed,
        planar_configuration=0,
        keyword="PixelData",
        value_vr="OW",
        value_offset=0,
        value_length=None,
    )


def draw(image: ImagePixel) -> Samples:
    """Return smooth ramps and some noise, as unsigned words, without unused bits."""
    rng = np.random.default_rng(7)
    shape = (ROWS, COLUMNS) + (() if image.samples_per_pixel == 1 else (3,))
    top = 1 << min(image.bits_stored, 40)
    ramp = np.linspace(top // 8, top - top // 8, COLUMNS).reshape(
        (1, COLUMNS) + (1,) * (len(shape) - 2)
    )
    noise = rng.integers(0, max(top // 8, 2), shape)
    words = (np.floor(ramp).astype(np.int64) + noise) % top
    if image.pixel_representation:
        words = (words - top // 2) % top
    return words.astype(f"u{max(image.bits_allocated // 8, 1)}")


def native(samples: Samples, image: ImagePixel) -> bytes:
    if image.bits_allocated == 1:
        return np.packbits(samples.ravel().astype(np.uint8), bitorder="little").tobytes()
    if image.planar_configuration:
        samples = samples.transpose(2, 0, 1)
    order = ">" if image.is_big_endian else "<"
    return samples.astype(f"{order}u{samples.itemsize}").tobytes()


def rle(samples: Samples, image: ImagePixel) -> bytes:
    size = image.bits_allocated // 8
    planes = np.atleast_3d(samples).astype(f">u{size}").reshape(ROWS, COLUMNS, -1)
    octets = np.ascontiguousarray(planes).view(np.uint8).reshape(ROWS, COLUMNS, -1)
    packed = [
        b"".join(
            bytes(imagecodecs.packbits_encode(np.ascontiguousarray(row))) for row in octets[:, :, i]
        )
        for i in range(octets.shape[2])
    ]
    packed = [plane + bytes(len(plane) % 2) for plane in packed]
    offsets = [64 + sum(map(len, packed[:i])) for i in range(len(packed))]
    return struct.pack("<16L", len(packed), *offsets, *[0] * (15 - len(packed))) + b"".join(packed)


def lossless(samples: Samples, image: ImagePixel, predictor: int = 1) -> bytes:
    options: dict[str, Any] = {"predictor": predictor, "bitspersample": image.bits_stored}
    return bytes(imagecodecs.jpeg8_encode(samples, lossless=True, **options))


def jpegls(samples: Samples, image: ImagePixel, near: int = 0, interleave: int = 0) -> bytes:
    planes = samples.transpose(2, 0, 1) if samples.ndim > 2 and not interleave else samples
    octets = np.ascontiguousarray(planes).tobytes()
    components, bits = image.samples_per_pixel, image.bits_stored
    return bytes(jpeg_ls.encode_buffer(octets, ROWS, COLUMNS, components, bits, near, interleave))


def signed(samples: Samples, image: ImagePixel) -> Stored:
    return stored_values(samples, image) if image.pixel_representation else samples


def j2k(samples: Samples, image: ImagePixel, **options: object) -> bytes:
    chosen: dict[str, Any] = {
        "level": 0,
        "reversible": True,
        "mct": False,
        "codecformat": "j2k",
    } | options
    bits = image.bits_stored
    return bytes(imagecodecs.jpeg2k_encode(signed(samples, image), bitspersample=bits, **chosen))


def htj2k(samples: Samples, image: ImagePixel, **options: object) -> bytes:
    chosen: dict[str, Any] = {"reversible": True, "rgb": False} | options
    return bytes(imagecodecs.htj2k_encode(signed(samples, image), **chosen))


def deflated(samples: Samples, image: ImagePixel) -> bytes:
    deflater = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return deflater.compress(native(samples, image)) + deflater.flush()


def jxl(samples: Samples, image: ImagePixel, **options: object) -> bytes:
    chosen: dict[str, Any] = {"lossless": True, "effort": 3} | options
    return bytes(imagecodecs.jpegxl_encode(samples, bitspersample=image.bits_stored, **chosen))


def made(
    name: str,
    image: ImagePixel,
    encode: Callable[..., bytes],
    black: tuple[int, ...],
    **options: object,
) -> Case:
    samples = draw(image)
    return Case(name, image, encode(samples, image, **options), black, samples)


def lossy(case: Case) -> Case:
    return replace(case, samples=None)


def paired() -> Case:
    image = image_of(NATIVE, "YBR_FULL_422", (8, 8))
    pairs = np.random.default_rng(3).integers(0, 256, (ROWS, COLUMNS // 2, 4), np.uint8)
    return Case("native 422", image, pairs.tobytes(), (0, 128, 128))


def jpeg(name: str, photometric: str, black: tuple[int, ...], **options: object) -> Case:
    image = image_of(f"{JPEG}50", photometric, (8, 8))
    chosen: dict[str, Any] = {"level": 90} | options
    frame = bytes(imagecodecs.jpeg8_encode(draw(image), **chosen))
    return Case(name, image, frame, black)


def video(name: str, uid: str, bits: tuple[int, int], black: tuple[int, ...]) -> Case:
    image = image_of(uid, "YBR_PARTIAL_420", bits)
    values = np.random.default_rng(5).integers(0, 1 << bits[1], ROWS * COLUMNS * 3 // 2)
    return Case(name, image, values.astype(f"<u{bits[0] // 8}").tobytes(), black)


def packed_jpeg(name: str, photometric: str, black: tuple[int, ...], **options: object) -> Case:
    case = jpeg(name, photometric, black, **options)
    frame = bytes(imagecodecs.jpegxl_encode_jpeg(case.frame))
    return replace(case, frame=frame, image=replace(case.image, transfer_syntax_uid=f"{JPEG}111"))


def floats(bits: int) -> Case:
    """Return a ramp from -1 to 1 with noise, an infinity, and what is no number."""
    keyword = "FloatPixelData" if bits == 32 else "DoubleFloatPixelData"
    image = replace(image_of(NATIVE, "MONOCHROME2", (bits, bits)), keyword=keyword)
    values = np.linspace(-1, 1, ROWS * COLUMNS).reshape(ROWS, COLUMNS).astype(f"<f{bits // 8}")
    values[20, 10:14] = np.nan, np.inf, -np.inf, -0.0
    words = values.view(f"<u{bits // 8}")
    return Case(f"native float {bits}", image, words.tobytes(), (int(words[0, 0]),), words)


def cases() -> list[Case]:
    gray, rgb = "MONOCHROME2", "RGB"
    dark = (0, 0, 0)
    planar = replace(image_of(NATIVE, rgb, (8, 8)), planar_configuration=1)
    high = replace(image_of(NATIVE, gray, (16, 12)), high_bit=15)
    loses = {"lossless": False, "level": 60}
    ict = image_of(f"{JPEG}91", "YBR_ICT", (8, 8))
    return [
        made("native 8", image_of(NATIVE, gray, (8, 8)), native, (0,)),
        made("native mono1", image_of(NATIVE, "MONOCHROME1", (16, 10)), native, (1023,)),
        made("native signed", image_of(NATIVE, gray, (16, 12), 1), native, (-2048,)),
        made("native 32", image_of(NATIVE, gray, (32, 32)), native, (0,)),
        made("native 64", image_of(NATIVE, gray, (64, 64)), native, (0,)),
        made("native 1", image_of(NATIVE, gray, (1, 1)), native, (0,)),
        made("native rgb", image_of(NATIVE, rgb, (8, 8)), native, dark),
        made("native planar", planar, native, dark),
        made("native big endian", image_of(BIG_ENDIAN, gray, (16, 16), 1), native, (-77,)),
        lossy(made("native high bit 15", high, native, (0,))),
        floats(32),
        floats(64),
        made("fragments 16", image_of(IN_FRAGMENTS, gray, (16, 12)), native, (0,)),
        made("fragments planar", replace(planar, transfer_syntax_uid=IN_FRAGMENTS), native, dark),
        made("deflated 8", image_of(DEFLATED, gray, (8, 8)), deflated, (0,)),
        made("deflated 1", image_of(DEFLATED, gray, (1, 1)), deflated, (0,)),
        made("deflated signed", image_of(DEFLATED, gray, (16, 12), 1), deflated, (-2048,)),
        made("deflated planar", replace(planar, transfer_syntax_uid=DEFLATED), deflated, dark),
        paired(),
        made("rle 8", image_of(RLE, gray, (8, 8)), rle, (0,)),
        made("rle 16 signed", image_of(RLE, gray, (16, 16), 1), rle, (-1000,)),
        made("rle rgb", image_of(RLE, rgb, (8, 8)), rle, dark),
        made("rle rgb 16", image_of(RLE, rgb, (16, 16)), rle, dark),
        made("rle 32", image_of(RLE, gray, (32, 32)), rle, (0,)),
        made("rle 64", image_of(RLE, gray, (64, 64)), rle, (0,)),
        made("lossless 8", image_of(f"{JPEG}70", gray, (8, 8)), lossless, (0,)),
        made("lossless 10", image_of(f"{JPEG}70", "MONOCHROME1", (16, 10)), lossless, (1023,)),
        made("lossless 12 signed", image_of(f"{JPEG}57", gray, (16, 12), 1), lossless, (-9,)),
        made("lossless 16", image_of(f"{JPEG}57", gray, (16, 16)), lossless, (0,), predictor=6),
        made("lossless ybr", image_of(f"{JPEG}70", "YBR_FULL", (8, 8)), lossless, (0, 128, 128)),
        made("jpeg-ls 8", image_of(f"{JPEG}80", gray, (8, 8)), jpegls, (0,)),
        made("jpeg-ls 12", image_of(f"{JPEG}80", gray, (16, 12)), jpegls, (0,)),
        made("jpeg-ls signed", image_of(f"{JPEG}80", gray, (16, 14), 1), jpegls, (-8192,)),
        made("jpeg-ls planes", image_of(f"{JPEG}80", rgb, (8, 8)), jpegls, dark),
        made("jpeg-ls lines", image_of(f"{JPEG}80", rgb, (8, 8)), jpegls, dark, interleave=1),
        made("jpeg-ls samples", image_of(f"{JPEG}80", rgb, (16, 16)), jpegls, dark, interleave=2),
        lossy(made("jpeg-ls near", image_of(f"{JPEG}81", gray, (8, 8)), jpegls, (0,), near=3)),
        made("j2k 8", image_of(f"{JPEG}90", gray, (8, 8)), j2k, (0,)),
        made("j2k 12", image_of(f"{JPEG}90", gray, (16, 12)), j2k, (0,)),
        made("j2k signed", image_of(f"{JPEG}90", gray, (16, 14), 1), j2k, (-5000,)),
        made("j2k rct", image_of(f"{JPEG}90", "YBR_RCT", (8, 8)), j2k, dark, mct=True),
        made("j2k ybr", image_of(f"{JPEG}90", "YBR_FULL", (8, 8)), j2k, (0, 128, 128)),
        lossy(made("j2k 9/7", ict, j2k, dark, mct=True, reversible=False, level=40)),
        made("j2k boxed", image_of(f"{JPEG}90", gray, (8, 8)), j2k, (0,), codecformat="jp2"),
        made("htj2k 8", image_of(f"{JPEG}201", gray, (8, 8)), htj2k, (0,)),
        made("htj2k 12", image_of(f"{JPEG}202", gray, (16, 12)), htj2k, (0,)),
        made("htj2k signed", image_of(f"{JPEG}201", gray, (16, 16), 1), htj2k, (-300,)),
        made("htj2k rct", image_of(f"{JPEG}202", "YBR_RCT", (8, 8)), htj2k, dark, rgb=True),
        made("htj2k ybr", image_of(f"{JPEG}201", "YBR_FULL", (8, 8)), htj2k, (0, 128, 128)),
        made("jpeg-xl 8", image_of(f"{JPEG}110", gray, (8, 8)), jxl, (0,)),
        made("jpeg-xl 10", image_of(f"{JPEG}110", "MONOCHROME1", (16, 10)), jxl, (1023,)),
        made("jpeg-xl 12", image_of(f"{JPEG}110", gray, (16, 12)), jxl, (0,)),
        made("jpeg-xl 16", image_of(f"{JPEG}112", gray, (16, 16)), jxl, (0,)),
        made("jpeg-xl rgb", image_of(f"{JPEG}110", rgb, (8, 8)), jxl, dark),
        made("jpeg-xl rgb 16", image_of(f"{JPEG}110", rgb, (16, 16)), jxl, dark),
        made("jpeg-xl boxed", image_of(f"{JPEG}110", rgb, (8, 8)), jxl, dark, usecontainer=True),
        lossy(made("jpeg-xl xyb", image_of(f"{JPEG}112", "XYB", (8, 8)), jxl, dark, **loses)),
        lossy(
            made("jpeg-xl gray, lossy", image_of(f"{JPEG}112", gray, (8, 8)), jxl, (0,), **loses)
        ),
        packed_jpeg("jpeg-xl of gray jpeg", gray, (0,)),
        packed_jpeg("jpeg-xl of jpeg 444", "YBR_FULL", (0, 128, 128), subsampling="444"),
        packed_jpeg("jpeg-xl of jpeg 420", "YBR_FULL_422", (0, 128, 128), subsampling="420"),
        jpeg("jpeg gray", gray, (0,)),
        jpeg("jpeg gray, mono1", "MONOCHROME1", (255,)),
        jpeg("jpeg 444", "YBR_FULL", (0, 128, 128), subsampling="444"),
        jpeg("jpeg 420", "YBR_FULL_422", (0, 128, 128), subsampling="420"),
        video("video mpeg-2", f"{JPEG}100", (8, 8), (16, 128, 128)),
        video("video hevc 10", f"{JPEG}108", (16, 10), (64, 512, 512)),
    ]
