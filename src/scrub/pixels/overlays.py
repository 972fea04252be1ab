"""The bits of a word that are not the stored value: the other place where text is burned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel
    from scrub.seams import Picture, Samples, Stored


def unused_bits(image: ImagePixel) -> tuple[int, ...]:
    """Return the positions of all bits allocated that are not stored (PS3.5 8.1.1)."""
    low = image.high_bit + 1 - image.bits_stored
    return tuple(bit for bit in range(image.bits_allocated) if not low <= bit <= image.high_bit)


def stored_values(samples: Samples, image: ImagePixel) -> Stored:
    """Return what the words of a decoded frame say, without unused bits, signed if they are.

    The result is of the same size in bits as the samples.
    """
    if image.is_float:
        return samples.view(f"{samples.dtype.str[0]}f{samples.itemsize}")
    unsigned = _unsigned(samples)
    size = 8 * samples.itemsize
    left = max(size - 1 - image.high_bit, 0)
    aligned = np.left_shift(unsigned, left)
    if image.pixel_representation:
        aligned = aligned.view(f"i{samples.itemsize}")
    values: Samples = np.right_shift(aligned, size - image.bits_stored)
    return values


def stray_bits(samples: Samples, image: ImagePixel) -> tuple[int, ...]:
    """Return the unused bits that hold something: neither all 0 nor, everywhere, the sign."""
    if not unused_bits(image) or image.samples_per_pixel != 1:
        return ()
    sign = _plane(samples, image.high_bit) if image.pixel_representation else None
    return tuple(
        bit
        for bit in unused_bits(image)
        if (plane := _plane(samples, bit)).any()
        and not (bit > image.high_bit and sign is not None and np.array_equal(plane, sign))
    )


def overlay_pictures(samples: Samples, image: ImagePixel) -> tuple[Picture, ...]:
    """Return a picture, white on black, of each of the `stray_bits`, in their order."""
    pictures = []
    for bit in stray_bits(samples, image):
        white = _plane(samples, bit).astype(np.uint8) * np.uint8(255)
        pictures.append(np.repeat(white[:, :, np.newaxis], 3, axis=2))
    return tuple(pictures)


def clear_bits(samples: Samples, bits: Sequence[int]) -> Samples:
    """Return a new array with these bits 0."""
    keep = ~sum(1 << bit for bit in bits) & ((1 << 8 * samples.itemsize) - 1)
    unsigned = _unsigned(samples)
    return (unsigned & unsigned.dtype.type(keep)).astype(unsigned.dtype).view(samples.dtype)


def _unsigned(samples: Samples) -> Samples:
    """Return the same memory, in the same byte order."""
    return samples.view(f"{samples.dtype.str[0]}u{samples.itemsize}")


def _plane(samples: Samples, bit: int) -> NDArray[np.bool_]:
    unsigned = _unsigned(samples)
    mask = unsigned.dtype.type(1 << bit)
    plane: NDArray[np.bool_] = (unsigned & mask).astype(np.bool_)
    return plane
