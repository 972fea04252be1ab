"""Frames of a written file as decoders see them that applying does not use.

pydicom's own decoders where it has them, on a file that it opens itself. It has none for JPEG
Lossless and 12-bit JPEG without a library under the GPL; those go to libjpeg-turbo directly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.encaps import generate_frames
from pydicom.pixels.utils import iter_pixels

from scrub.errors import CodecError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.stages.read import Instance

Decoded = NDArray[Any]

_LIBJPEG_ONLY = frozenset(
    {"1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"}
)


def decoded_frames(instance: Instance) -> Iterator[Decoded]:
    """Yield each frame, rows x columns or rows x columns x samples, without color conversion.

    Raises:
        CodecError: if a frame cannot be decoded, or there are not as many as there should be.

    """
    if instance.image is None:
        return
    count = 0
    try:
        for frame in _frames(instance):
            yield frame
            count += 1
    except CodecError:
        raise
    except Exception:  # noqa: BLE001 (plugins raise what they like, and may quote a header)
        raise CodecError("a second decoder cannot read its pixels") from None
    if count != instance.image.number_of_frames:
        raise CodecError("a second decoder does not find as many frames")


def _frames(instance: Instance) -> Iterator[Decoded]:
    if instance.transfer_syntax_uid in _LIBJPEG_ONLY:
        for encoded in encoded_frames(instance):
            yield np.asarray(imagecodecs.jpeg8_decode(encoded))
        return
    instance.raw.seek(0)
    if instance.stream is instance.raw:
        yield from iter_pixels(instance.raw, raw=True)
    else:
        # pydicom does not read single frames out of a deflated data set.
        yield from iter_pixels(dcmread(instance.raw), raw=True)


def encoded_frames(instance: Instance) -> Iterator[bytes]:
    """Yield each encapsulated frame's bytes, as pydicom finds them."""
    if instance.image is None:
        return
    stream: BinaryIO = instance.stream
    stream.seek(instance.image.value_offset)
    yield from generate_frames(stream, number_of_frames=instance.image.number_of_frames)
