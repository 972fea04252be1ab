"""The two routes to one result: compiled, and pure where no compiler was at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from scrub.pixels.codecs import jpeg_entropy, rle_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrub.model.geometry import Rect
    from scrub.pixels.codecs.jpeg_entropy import ScanData
    from scrub.pixels.codecs.jpeg_huffman import HuffmanTable


class JpegSplice(Protocol):
    """Replaces blocks in the entropy-coded data of a scan."""

    def __call__(self, scan: ScanData) -> tuple[bytes, Mapping[int, HuffmanTable]]:
        """Return the new data, and the tables that had to change."""
        ...


class RleSplice(Protocol):
    """Puts a byte into rectangles of an RLE segment."""

    def __call__(
        self, segment: bytes, size: tuple[int, int], rects: Sequence[Rect], value: int
    ) -> bytes | None:
        """Return the new segment, or None if its runs cross the ends of rows."""
        ...


@dataclass(frozen=True, slots=True)
class Route:
    """What splices by one way; the results of all routes are the same bytes."""

    name: str
    jpeg: JpegSplice
    rle: RleSplice


PURE = Route("pure", jpeg_entropy.splice, rle_rows.splice)


def routes() -> tuple[Route, ...]:
    """Return those that work here, the fastest first."""
    try:
        from scrub.pixels.codecs import jpeg_compiled, rle_compiled  # noqa: PLC0415 (may be absent)
    except ImportError:
        return (PURE,)
    return Route("compiled", jpeg_compiled.splice, rle_compiled.splice), PURE


FASTEST = routes()[0]


def route_in_use() -> str:
    """Return "compiled", or "pure" where the package was installed without a C compiler."""
    return FASTEST.name
