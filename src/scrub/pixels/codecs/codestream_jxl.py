"""The image header of a JPEG XL codestream, up to its color space (ISO/IEC 18181-1 Annex D)."""

from __future__ import annotations

from dataclasses import dataclass

from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.comments.boxes import boxes

_BARE = b"\xff\x0a"
_SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"
_COMPLETE, _PART, _RECONSTRUCTION = b"jxlc", b"jxlp", b"jbrd"
_NUMBER = 4
_LONGEST = 64
_SIDE = (9, 13, 18, 30)
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_UPRIGHT = 0
_GRAY = 1
_ENUM_OF_TWO = 2


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What is kept of it. `precision` is in bits; `components` are 1 or 3."""

    rows: int
    columns: int
    components: int
    precision: int


def is_reconstructible(frame: bytes) -> bool:
    """Tell whether a JPEG can be told back from it, bit for bit (ISO/IEC 18181-2 9.10).

    Raises:
        CodecError: if it is no JPEG XL.

    """
    if frame.startswith(_BARE):
        return False
    _check_signature(frame)
    return any(box.kind == _RECONSTRUCTION for box in boxes(frame))


def image_header(frame: bytes) -> ImageHeader:
    """Read the header of a codestream that is bare, or in boxes.

    Raises:
        CodecError: if it is no JPEG XL, or its header is cut short.
        UnsupportedInstanceError: if it holds more than one plain upright image of integers.

    """
    bits = _Bits(_beginning(frame))
    rows, columns = _size(bits)
    if bits.take(1):
        return ImageHeader(rows, columns, 3, 8)
    if bits.take(1):
        _check_extra_fields(bits)
    precision = _precision(bits)
    bits.take(1)  # whether 16 bits are enough for its buffers
    if bits.choose((0, 0), (0, 1), (4, 2), (12, 1)):
        raise UnsupportedInstanceError("JPEG XL with channels besides its colors")
    bits.take(1)  # whether it is lossy, in XYB
    return ImageHeader(rows, columns, _components(bits), precision)


def _check_signature(frame: bytes) -> None:
    if not frame.startswith(_SIGNATURE):
        raise CodecError("no JPEG XL codestream")


def _beginning(frame: bytes) -> bytes:
    """Return the first bytes after the signature of the codestream; in boxes it may be in parts."""
    start = frame[:_LONGEST]
    if not frame.startswith(_BARE):
        _check_signature(frame)
        parts = []
        for box in boxes(frame):
            if box.kind in (_COMPLETE, _PART):
                first = box.start + _NUMBER * (box.kind == _PART)
                parts.append(frame[first : min(first + _LONGEST, box.stop)])
        start = b"".join(parts)[:_LONGEST]
    if not start.startswith(_BARE):
        raise CodecError("no JPEG XL codestream")
    return start[len(_BARE) :]


class _Bits:
    """Bits taken from the lowest up (ISO/IEC 18181-1 B.2)."""

    def __init__(self, octets: bytes) -> None:
        self._left = int.from_bytes(octets, "little")
        self._number = 8 * len(octets)

    def take(self, number: int) -> int:
        """Return the next bits as a number."""
        if number > self._number:
            raise CodecError("a JPEG XL header that is cut short")
        taken = self._left & (1 << number) - 1
        self._left >>= number
        self._number -= number
        return taken

    def choose(self, *ways: tuple[int, int]) -> int:
        """Return a number coded in one of four ways, each of (bits, what to add)."""
        number, more = ways[self.take(2)]
        return self.take(number) + more


def _size(bits: _Bits) -> tuple[int, int]:
    """Return rows and columns (D.2)."""
    in_eights = bits.take(1)

    def side() -> int:
        if in_eights:
            return 8 * (bits.take(5) + 1)
        return bits.choose(*((number, 1) for number in _SIDE))

    rows = side()
    ratio = bits.take(3)
    if not ratio:
        return rows, side()
    across, down = _RATIOS[ratio - 1]
    return rows, rows * across // down


def _check_extra_fields(bits: _Bits) -> None:
    """Read orientation, intrinsic size, preview and animation (D.3)."""
    if bits.take(3) != _UPRIGHT:
        raise UnsupportedInstanceError("JPEG XL that is to be turned")
    if bits.take(1):
        _size(bits)
    if bits.take(1):
        raise UnsupportedInstanceError("JPEG XL with a preview, which is a second image")
    if bits.take(1):
        raise UnsupportedInstanceError("JPEG XL that is animated")


def _precision(bits: _Bits) -> int:
    """Return the bits of a sample (D.3.3)."""
    if bits.take(1):
        raise UnsupportedInstanceError("JPEG XL of floating point samples")
    return bits.choose((0, 8), (0, 10), (0, 12), (6, 1))


def _components(bits: _Bits) -> int:
    """Return how many colors there are, by the color encoding (D.3.5)."""
    if bits.take(1):
        return 3
    bits.take(1)  # whether an ICC profile follows
    return 1 if bits.choose((0, 0), (0, 1), (4, _ENUM_OF_TWO), (6, 18)) == _GRAY else 3
