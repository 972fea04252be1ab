"""Blacking by decoding, changing and encoding again.

2026-11: the result is not decoded here to prove it. Verifying decodes every frame of every
instance that was changed, of the source and of the draft, with a decoder that it chooses itself,
and compares each sample; what is not the same is not published. A proof here, by the library that
encoded, finds nothing that this does not find, and costs as much as decoding again: for most of
these codecs, half as much again as all the rest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from scrub.errors import CodecError
from scrub.model.instance import Grid
from scrub.pixels.blackout import fill, words
from scrub.pixels.codecs.causes import FAULTS, cause
from scrub.pixels.overlays import clear_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.seams import Samples


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
    except FAULTS as problem:
        raise CodecError(f"{name}: {cause(problem)}") from None


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


def cleared(codestream: Codestream, bits: Sequence[int]) -> Codestream:
    """Return the codestream's samples with these bits 0.

    Unsigned ones also beyond its precision, where some lossless JPEGs hold something. A signed
    sample whose sign goes is a positive one.
    """
    samples = clear_bits(codestream.samples, bits)
    if codestream.is_signed:
        spare = 8 * samples.itemsize - codestream.precision
        samples = np.right_shift(np.left_shift(samples, spare), spare)
    return replace(codestream, samples=samples)


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

    def clear(self, frame: bytes, bits: Sequence[int], image: ImagePixel) -> bytes:
        """Set bits of every word to 0."""
        return self.changed(frame, image, lambda before: cleared(before, bits))

    def changed(
        self, frame: bytes, image: ImagePixel, change: Callable[[Codestream], Codestream]
    ) -> bytes:
        """Return the frame with its samples changed; the very same if no sample does."""
        with codec_errors(self.name):
            before = self.unpack(frame, image)
            after = change(before)
            if np.array_equal(before.samples, after.samples):
                return frame
            return self.pack(after, frame)
