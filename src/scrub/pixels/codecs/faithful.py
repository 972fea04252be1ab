"""Blacking by decoding, changing and encoding again, proved by decoding the result."""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from scrub.errors import CodecError
from scrub.model.instance import Grid
from scrub.pixels.blackout import fill, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.seams import Samples

_FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
)
"""What libraries raise; all of imagecodecs' errors are RuntimeErrors."""


@dataclass(frozen=True, slots=True)
class Codestream:
    """The samples that a codestream holds, before anyone reads a header.

    `samples` are rows x columns, or rows x columns x samples per pixel; `precision` is in bits.
    """

    samples: Samples
    precision: int
    is_signed: bool = False


@contextmanager
def codec_errors(name: str) -> Iterator[None]:
    """Turn what a library raises into a CodecError that does not quote it."""
    try:
        yield
    except CodecError:
        raise
    except _FAULTS as problem:
        raise CodecError(f"{name}: {type(problem).__name__}") from None


def check_size(size: tuple[int, int, int], image: ImagePixel) -> None:
    """Compare (rows, columns, components) of a codestream with the header, before decoding.

    Raises:
        CodecError: if they differ.

    """
    if size != (image.rows, image.columns, image.samples_per_pixel):
        raise CodecError("the codestream is not of the size that the header says")


def as_words(codestream: Codestream, image: ImagePixel) -> Samples:
    """Return the samples as unsigned words of bits allocated.

    Signed samples are sign extended; so are those of a codestream that is narrower than the
    signed values that the header promises.

    Raises:
        CodecError: if they are wider than bits allocated.

    """
    if codestream.precision > image.bits_allocated:
        raise CodecError("the codestream has more bits than the header allocates")
    samples = codestream.samples
    narrow = image.pixel_representation and codestream.precision < image.bits_stored
    if narrow and not codestream.is_signed:
        spare = 64 - codestream.precision
        samples = samples.astype(np.int64) << spare >> spare
    return samples.astype(f"u{max(image.bits_allocated // 8, 1)}")


def blacken(
    codestream: Codestream, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
) -> Codestream:
    """Return the codestream's samples with the stored value of black in the rectangles."""
    half, whole = 1 << codestream.precision - 1, 1 << codestream.precision
    values = words(black, codestream.precision, image)
    if codestream.is_signed:
        values = tuple(value - whole if value >= half else value for value in values)
    return replace(codestream, samples=fill(codestream.samples, rects, values))


def encode_again(
    frame: bytes,
    change: Callable[[Codestream], Codestream],
    unpack: Callable[[bytes], Codestream],
    pack: Callable[[Codestream], bytes],
    words_of: Callable[[Codestream], Samples],
) -> bytes:
    """Return the frame with its samples changed; the very same frame if nothing changes.

    Raises:
        CodecError: if the result does not decode to just the samples that were meant.

    """
    before = unpack(frame)
    after = change(before)
    if np.array_equal(before.samples, after.samples):
        return frame
    changed = pack(after)
    if not np.array_equal(words_of(unpack(changed)), words_of(after)):
        raise CodecError("encoding again was not exact")
    return changed


class FaithfulCodec(ABC):
    """What codecs share that decode, change and encode again: each says how it does the two.

    2026-11: a base class after all. Four codecs had these methods word for word.
    """

    name: ClassVar[str]
    transfer_syntaxes: ClassVar[frozenset[str]]

    @abstractmethod
    def unpack(self, frame: bytes, image: ImagePixel) -> Codestream:
        """Decode a frame to the samples of its codestream."""

    @abstractmethod
    def pack(self, codestream: Codestream, frame: bytes) -> bytes:
        """Encode samples without loss, and in all else as the frame that they are of."""

    def grid(self, frame: bytes, image: ImagePixel) -> Grid:  # noqa: ARG002 (the seam's)
        """Any rectangle."""
        return Grid()

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        """Return unsigned words of all bits allocated."""
        with codec_errors(self.name):
            return as_words(self.unpack(frame, image), image)

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        """Encode again without loss; comments and application data are left behind."""
        return self.changed(frame, image, lambda before: blacken(before, rects, black, image))

    def changed(
        self, frame: bytes, image: ImagePixel, change: Callable[[Codestream], Codestream]
    ) -> bytes:
        """Return the frame with its samples changed, and nothing else."""
        with codec_errors(self.name):
            return encode_again(
                frame,
                change,
                lambda data: self.unpack(data, image),
                lambda after: self.pack(after, frame),
                lambda codestream: as_words(codestream, image),
            )
