"""What all routes agree on: whoever asks, asks them all, and they have to answer the same."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from scrub.errors import InstanceError
from scrub.pixels.codecs.jpeg_blocks import JpegBlocksCodec
from scrub.pixels.codecs.rle import RleCodec
from scrub.pixels.codecs.routes import routes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.pixels.codecs.jpeg_entropy import ScanData
    from scrub.pixels.codecs.jpeg_huffman import HuffmanTable

T = TypeVar("T")


def agreed(asks: Sequence[Callable[[], T]]) -> T:
    """Return what all return, or raise what all raise."""
    answers, errors = [], []
    for ask in asks:
        try:
            answers.append(ask())
        except InstanceError as error:
            errors.append(error)
    assert len({type(error) for error in errors}) == bool(errors)
    assert all(answer == answers[0] for answer in answers)
    assert not (answers and errors), f"{len(errors)} of {len(asks)} routes fail: {errors[0]}"
    if errors:
        raise errors[0]
    return answers[0]


def splice(scan: ScanData) -> tuple[bytes, Mapping[int, HuffmanTable]]:
    return agreed([partial(route.jpeg, scan) for route in routes()])


def splice_rle(
    segment: bytes, size: tuple[int, int], rects: Sequence[Rect], value: int
) -> bytes | None:
    return agreed([partial(route.rle, segment, size, rects, value) for route in routes()])


class EveryJpegBlocksCodec(JpegBlocksCodec):
    """The codec on every route."""

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        codecs = [JpegBlocksCodec(route) for route in routes()]
        return agreed([partial(c.blackout, frame, rects, black, image) for c in codecs])


class EveryRleCodec(RleCodec):
    """The codec on every route."""

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        codecs = [RleCodec(route) for route in routes()]
        return agreed([partial(c.blackout, frame, rects, black, image) for c in codecs])
