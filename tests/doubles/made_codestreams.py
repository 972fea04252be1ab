"""The rows of the matrix whose frames are codestreams without loss, or with a little."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import imagecodecs
import jpeg_ls
import numpy as np

from doubles.made import COLORS, GRAYS, JPEG, frame_by_frame
from doubles.made_instances import Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doubles.made import Made
    from doubles.made_instances import Words

PALETTES = (Pixels("PALETTE COLOR"), Pixels("PALETTE COLOR", 16, 12))
DEEP = (Pixels(allocated=16, stored_or_all=12), Pixels(allocated=16))


def codestreams() -> Iterator[Made]:
    """Yield all of them."""
    yield from _lossless()
    yield from _jpeg_ls()
    yield from _j2k()
    yield from _htj2k()
    yield from _jxl()


def _lossless() -> Iterator[Made]:
    for pixels in (*GRAYS, *DEEP, *COLORS, *PALETTES, Pixels("YBR_FULL")):
        yield frame_by_frame("", f"{JPEG}70", pixels, _lossless_jpeg)
    for predictor in range(1, 8):
        for pixels in (Pixels(), *DEEP, Pixels("RGB")):
            encode = partial(_lossless_jpeg, predictor=predictor)
            yield frame_by_frame(f"predictor {predictor}", f"{JPEG}57", pixels, encode)


def _lossless_jpeg(words: Words, pixels: Pixels, predictor: int = 1) -> bytes:
    # Signed values are coded as the bits that they are (PS3.5 8.2.1).
    bits = pixels.stored if not pixels.signed else pixels.allocated
    same: Any = {}
    if pixels.samples == 3:
        same = {"colorspace": "RGB", "outcolorspace": "RGB"}
    return bytes(
        imagecodecs.jpeg8_encode(
            words, lossless=True, predictor=predictor, bitspersample=bits, **same
        )
    )


def _jpeg_ls() -> Iterator[Made]:
    for pixels in (*GRAYS, *DEEP, *PALETTES):
        yield frame_by_frame("", f"{JPEG}80", pixels, _ls)
        if not pixels.photometric.startswith("PALETTE") and not pixels.signed:
            near = partial(_ls, near=2)
            yield frame_by_frame("near 2", f"{JPEG}81", pixels, near)
    for number, name in enumerate(("planes", "lines", "samples")):
        for pixels in (*COLORS, Pixels("RGB", 16, 16), Pixels("YBR_FULL")):
            encode = partial(_ls, interleave=number)
            yield frame_by_frame(name, f"{JPEG}80", pixels, encode)
        near = partial(_ls, interleave=number, near=3)
        yield frame_by_frame(f"{name}, near 3", f"{JPEG}81", COLORS[0], near)


def _ls(words: Words, pixels: Pixels, near: int = 0, interleave: int = 0) -> bytes:
    planes = words.transpose(2, 0, 1) if words.ndim == 3 and not interleave else words
    octets = np.ascontiguousarray(planes & words.dtype.type((1 << pixels.stored) - 1)).tobytes()
    size = pixels.rows, pixels.columns, pixels.samples
    return bytes(jpeg_ls.encode_buffer(octets, *size, pixels.stored, near, interleave))


def _j2k() -> Iterator[Made]:
    for pixels in (*GRAYS, *DEEP, *COLORS, *PALETTES, Pixels("YBR_FULL"), Pixels("RGB", 16, 16)):
        yield frame_by_frame("", f"{JPEG}90", pixels, _wavelets)
    for frames in (1, 3):
        rct = Pixels("YBR_RCT", frames=frames)
        yield frame_by_frame("", f"{JPEG}90", rct, partial(_wavelets, mct=True))
        ict = Pixels("YBR_ICT", frames=frames)
        lossy = partial(_wavelets, mct=True, reversible=False, level=35)
        yield frame_by_frame("9/7", f"{JPEG}91", ict, lossy)
    gray = partial(_wavelets, reversible=False, level=40)
    for pixels in (GRAYS[0], GRAYS[3], DEEP[0]):
        yield frame_by_frame("9/7", f"{JPEG}91", pixels, gray)
        yield frame_by_frame("5/3", f"{JPEG}91", pixels, _wavelets)
    yield frame_by_frame(
        "in JP2 boxes", f"{JPEG}90", GRAYS[0], partial(_wavelets, codecformat="jp2")
    )


def _wavelets(words: Words, pixels: Pixels, **options: Any) -> bytes:  # noqa: ANN401 (the library's)
    chosen: dict[str, Any] = {
        "level": 0,
        "reversible": True,
        "mct": False,
        "codecformat": "j2k",
    } | options
    values = words.view(f"i{words.itemsize}") if pixels.signed else words
    return bytes(imagecodecs.jpeg2k_encode(values, bitspersample=pixels.stored, **chosen))


def _htj2k() -> Iterator[Made]:
    for pixels in (*GRAYS, *DEEP, *COLORS, Pixels("YBR_FULL"), Pixels("RGB", 16, 16)):
        yield frame_by_frame("", f"{JPEG}201", pixels, _high)
        yield frame_by_frame("", f"{JPEG}202", pixels, partial(_high, tlm=True))
    for end in ("201", "202", "203"):
        rct = partial(_high, tlm=True, rgb=True)
        yield frame_by_frame("", f"{JPEG}{end}", Pixels("YBR_RCT", frames=3), rct)
    lossy = partial(_high, reversible=False, level=0.01)
    yield frame_by_frame("9/7", f"{JPEG}203", GRAYS[0], lossy)
    yield frame_by_frame("9/7", f"{JPEG}203", Pixels("YBR_ICT"), partial(lossy, rgb=True))


def _high(words: Words, pixels: Pixels, **options: Any) -> bytes:  # noqa: ANN401 (the library's)
    values = words.view(f"i{words.itemsize}") if pixels.signed else words
    return bytes(imagecodecs.htj2k_encode(values, **({"reversible": True, "rgb": False} | options)))


def _jxl() -> Iterator[Made]:
    for end in ("110", "112"):
        for pixels in (GRAYS[0], *DEEP, *COLORS, Pixels("RGB", 16, 16)):
            yield frame_by_frame("", f"{JPEG}{end}", pixels, _xl)
    yield frame_by_frame("lossy", f"{JPEG}112", COLORS[0], partial(_xl, lossless=False, distance=1))
    for pixels in (Pixels(), Pixels("YBR_FULL_422", frames=3)):
        yield frame_by_frame("a JPEG", f"{JPEG}111", pixels, _jpeg_as_xl)


def _xl(words: Words, pixels: Pixels, **options: Any) -> bytes:  # noqa: ANN401 (the library's)
    chosen: dict[str, Any] = {
        "lossless": True,
        "effort": 1,
        "bitspersample": pixels.stored,
    } | options
    return bytes(imagecodecs.jpegxl_encode(words, **chosen))


def _jpeg_as_xl(words: Words, _: Pixels) -> bytes:
    chosen: Any = {"subsampling": "420"} if words.ndim == 3 else {}
    return bytes(
        imagecodecs.jpegxl_encode_jpeg(imagecodecs.jpeg8_encode(words, level=85, **chosen))
    )
