"""Frames of a written file as decoders see them that applying does not use, as far as there are.

    native                                   from here, where it lies; see second_native.py
    RLE, JPEG-LS, JPEG 2000, HTJ2K           pydicom, with the one plugin that is named below
    JPEG of 8 bits                           Pillow, the components as they are stored
    native frames in fragments               pydicom, a frame at a time
    JPEG of 12 bits, JPEG Lossless, JPEG XL  the same libraries as applying, called from here
    video                                    FFmpeg; see second_video.py

2026-11: plugins are named, since pydicom prefers gdcm where that is installed, and gdcm can end the
process. What else is installed changes nothing. For JPEG Lossless and JPEG of 12 bits, the only
others are under the GPL, or die of damaged frames, as imagecodecs' jpegsof3 does.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels.utils import iter_pixels, pixel_array
from pydicom.uid import UID, ExplicitVRLittleEndian

from scrub.errors import CodecError
from scrub.pixels.description import PAIRED
from scrub.pixels.video.syntaxes import is_video
from scrub.stages.second_fragments import encoded_frames
from scrub.stages.second_native import is_plain, plain_frames
from scrub.stages.second_video import video_frames

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from scrub.model.instance import ImagePixel
    from scrub.stages.read import Instance

Decoded = NDArray[Any]

_JPEG = "1.2.840.10008.1.2.4."
_PLUGINS = {
    "1.2.840.10008.1.2.5": "pylibjpeg",
    **dict.fromkeys((f"{_JPEG}{i}" for i in (80, 81)), "pyjpegls"),
    **dict.fromkeys((f"{_JPEG}{i}" for i in (90, 91, 201, 202, 203)), "pylibjpeg"),
}
_LARGE = 1 << 26
"""Pixels, beyond which Pillow suspects an attack."""

_BYTE = 8
_PREAMBLE = 128
_PAIRS_OF_VIDEO_RANGE = "YBR_PARTIAL_422"


def decoded_frames(instance: Instance) -> Generator[Decoded, None, None]:
    """Yield each frame, rows x columns or rows x columns x samples, without color conversion.

    They are unsigned words of all bits allocated, also of floating point pixels: so each of them
    equals itself, and what is beside the stored values can be compared too.

    Raises:
        CodecError: if a frame cannot be decoded, or there are not as many as there should be.

    """
    if instance.image is None:
        return
    count = 0
    with _in_our_words():
        for frame in _frames(instance, instance.image):
            yield _words(frame, instance.image)
            count += 1
    if count != instance.image.number_of_frames:
        raise CodecError(_ANOTHER_NUMBER)


def decoded_pairs(
    written: Instance, original: Instance, may_change: Callable[[int], bool]
) -> Generator[tuple[int, Decoded, Decoded], None, None]:
    """Yield frames of two instances as `decoded_frames` does, and the index of each.

    Left out is an encapsulated frame that was not to change and has the very same bytes: whatever
    decodes it sees the same.

    Raises:
        CodecError: if a frame cannot be decoded, or there are not as many as there should be.

    """
    if _is_told_alike(written.image, original.image):
        yield from _pairs_by_bytes(written, original, may_change)
        return
    with closing(decoded_frames(written)) as found, closing(decoded_frames(original)) as meant:
        for index, (after, before) in enumerate(zip(found, meant, strict=True)):
            yield index, after, before


def _is_told_alike(one: ImagePixel | None, other: ImagePixel | None) -> bool:
    """Tell whether frames of the same bytes are the same picture."""
    if one is None or other is None or not (one.is_encapsulated and other.is_encapsulated):
        return False
    there = replace(
        other,
        value_offset=one.value_offset,
        extended_offset_table=one.extended_offset_table,
    )
    return one == there and not is_video(one.transfer_syntax_uid)


def _pairs_by_bytes(
    written: Instance, original: Instance, may_change: Callable[[int], bool]
) -> Iterator[tuple[int, Decoded, Decoded]]:
    image = written.image
    if image is None:
        return
    count = 0
    with _in_our_words():
        for after, before in zip(encoded_frames(written), encoded_frames(original), strict=True):
            is_same = after == before
            if not is_same or may_change(count):
                decoded = _of_encoded(after, image)
                yield count, decoded, decoded if is_same else _of_encoded(before, image)
            count += 1
    if count != image.number_of_frames:
        raise CodecError(_ANOTHER_NUMBER)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Raise a CodecError for whatever a decoder raises."""
    try:
        yield
    except CodecError:
        raise
    except Exception:  # noqa: BLE001 (plugins raise what they like, and may quote a header)
        raise CodecError(_UNREADABLE) from None
    except BaseException as problem:
        # What a plugin written in Rust raises where it should have checked.
        if type(problem).__name__ != "PanicException":
            raise
        raise CodecError(_UNREADABLE) from None


_UNREADABLE = "a second decoder cannot read its pixels"
_ANOTHER_NUMBER = "a second decoder does not find as many frames"


def _frames(instance: Instance, image: ImagePixel) -> Iterator[Decoded]:
    if is_video(image.transfer_syntax_uid):
        yield from video_frames(instance)
    elif image.is_encapsulated:
        yield from (_of_encoded(encoded, image) for encoded in encoded_frames(instance))
    elif image.bits_allocated == 1:
        yield from _single_bits(instance, image)
    # Of several frames in pairs, pydicom finds the first only.
    elif image.photometric_interpretation in PAIRED:
        yield from _pairs(instance, image)
    elif is_plain(image):
        yield from plain_frames(instance, image)
    else:
        yield from iter_pixels(_source(instance), raw=True, correct_unused_bits=False)


def _of_encoded(encoded: bytes, image: ImagePixel) -> Decoded:
    decode = _DECODERS.get(image.transfer_syntax_uid, _by_plugin)
    return _words(decode(encoded, image), image)


def _source(instance: Instance) -> BinaryIO | Dataset:
    """Return what pydicom reads native frames from: the file, if it can one by one.

    It cannot where the data set is deflated, or no File Meta Information tells what it is.
    """
    instance.raw.seek(_PREAMBLE)
    is_told = instance.raw.read(4) == b"DICM"
    instance.raw.seek(0)
    if is_told and instance.stream is instance.raw:
        return instance.raw
    dataset = dcmread(instance.raw, force=True)
    dataset.file_meta.TransferSyntaxUID = UID(instance.transfer_syntax_uid)
    return dataset


def _words(samples: Decoded, image: ImagePixel) -> Decoded:
    if samples.dtype.kind == "f":
        return samples.view(f"{samples.dtype.str[0]}u{samples.itemsize}")
    return samples.astype(f"u{max(image.bits_allocated // 8, 1)}", copy=False)


def _single_bits(instance: Instance, image: ImagePixel) -> Iterator[Decoded]:
    """Yield frames that follow each other bit by bit, which pydicom reads only as a whole."""
    size = image.rows * image.columns
    for index in range(image.number_of_frames):
        first, stop = index * size, (index + 1) * size
        octets = _octets(instance, image, first // 8, -(-stop // 8))
        bits = np.unpackbits(np.frombuffer(octets, np.uint8), bitorder="little")
        yield bits[first % 8 :][:size].reshape(image.rows, image.columns)


def _pairs(instance: Instance, image: ImagePixel) -> Iterator[Decoded]:
    size = image.rows * image.columns * 2 * image.bits_allocated // 8
    for index in range(image.number_of_frames):
        yield _native(_octets(instance, image, index * size, (index + 1) * size), image)


def _octets(instance: Instance, image: ImagePixel, first: int, stop: int) -> bytes:
    """Return bytes of a native value, out of big endian words where it is made of them."""
    swapped = image.is_big_endian and image.value_vr == "OW" and image.bits_allocated <= _BYTE
    start = first - first % 2
    instance.stream.seek(image.value_offset + start)
    octets = instance.stream.read(stop + stop % 2 - start)
    if swapped:
        octets = np.frombuffer(octets, ">u2").astype("<u2").tobytes()
    return octets[first - start : stop - start]


def _native(octets: bytes, image: ImagePixel) -> Decoded:
    alone = _described(image, ExplicitVRLittleEndian)
    alone.PixelData = octets
    return pixel_array(alone, raw=True, correct_unused_bits=False)


def _by_plugin(encoded: bytes, image: ImagePixel) -> Decoded:
    plugin = _PLUGINS.get(image.transfer_syntax_uid, "")
    alone = _described(image, image.transfer_syntax_uid)
    alone.PixelData = encapsulate([encoded])
    return pixel_array(alone, raw=True, decoding_plugin=plugin, correct_unused_bits=False)


def _described(image: ImagePixel, transfer_syntax_uid: str) -> Dataset:
    """Return what lets pydicom see a frame as all there is of a file."""
    alone = Dataset()
    alone.file_meta = FileMetaDataset()
    alone.file_meta.TransferSyntaxUID = UID(transfer_syntax_uid)
    alone.Rows, alone.Columns = image.rows, image.columns
    alone.SamplesPerPixel = image.samples_per_pixel
    # Their samples lie in the same way; pydicom knows only one of them.
    of_video = image.photometric_interpretation == _PAIRS_OF_VIDEO_RANGE
    photometric = "YBR_FULL_422" if of_video else image.photometric_interpretation
    alone.PhotometricInterpretation = photometric
    alone.PlanarConfiguration = image.planar_configuration
    alone.BitsAllocated, alone.BitsStored = image.bits_allocated, image.bits_stored
    alone.HighBit, alone.PixelRepresentation = image.high_bit, image.pixel_representation
    return alone


def _inflated(octets: bytes, image: ImagePixel) -> Decoded:
    """Inflate by libdeflate, which gives up at what is longer than a frame can be."""
    most = image.rows * image.columns * image.samples_per_pixel * image.bits_allocated // 8 + 2
    return _native(bytes(imagecodecs.deflate_decode(octets, raw=True, out=most)), image)


def _jpeg(encoded: bytes, image: ImagePixel) -> Decoded:
    if image.bits_allocated > _BYTE or image.rows * image.columns > _LARGE:
        space = "GRAYSCALE" if image.samples_per_pixel == 1 else "YCBCR"
        return np.asarray(imagecodecs.jpeg8_decode(encoded, colorspace=space, outcolorspace=space))
    with Image.open(BytesIO(encoded), formats=("JPEG",)) as picture:
        if picture.size != (image.columns, image.rows):
            raise CodecError("a second decoder finds another size")
        if image.samples_per_pixel > 1:
            # Said to be RGB and wanted as RGB, nothing is converted, whatever it is.
            picture.tile = [tile._replace(args=("RGB", "RGB")) for tile in picture.tile]
        return np.asarray(picture)


def _jpeg_in_jpeg_xl(encoded: bytes, image: ImagePixel) -> Decoded:
    return _jpeg(bytes(imagecodecs.jpegxl_decode_jpeg(encoded, numthreads=1)), image)


def _by_imagecodecs(encoded: bytes, _: ImagePixel, decode: Callable[[bytes], Decoded]) -> Decoded:
    return np.asarray(decode(encoded))


_lossless = partial(_by_imagecodecs, decode=imagecodecs.jpeg8_decode)
_jpeg_xl = partial(_by_imagecodecs, decode=imagecodecs.jpegxl_decode)

_DECODERS: Mapping[str, Callable[[bytes, ImagePixel], Decoded]] = {
    "1.2.840.10008.1.2.1.98": _native,
    "1.2.840.10008.1.2.8.1": _inflated,
    **dict.fromkeys((f"{_JPEG}{i}" for i in (50, 51)), _jpeg),
    **dict.fromkeys((f"{_JPEG}{i}" for i in (57, 70)), _lossless),
    **dict.fromkeys((f"{_JPEG}{i}" for i in (110, 112)), _jpeg_xl),
    f"{_JPEG}111": _jpeg_in_jpeg_xl,
}
