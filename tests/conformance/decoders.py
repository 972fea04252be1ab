"""Decoders that scrub's own code is no part of, each by name and by the library it stands on."""

from __future__ import annotations

import zlib
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import ExplicitVRLittleEndian

from conformance.by_hand import encapsulated_frames, native_frames
from conformance.codestreams import (
    ffmpeg_decoder,
    imagecodecs_stored,
    libjpeg_decoder,
    openjph,
    pillow_rgb,
    simplejpeg_rgb,
)
from conformance.opened import Opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.opened import Array


@dataclass(frozen=True)
class Seen:
    """What a decoder makes of a file: its frames, and the colors that they are in."""

    frames: tuple[Array, ...]
    photometric: str


@dataclass(frozen=True)
class Decoder:
    """One way to read frames. `needs` is the module that it cannot do without."""

    name: str
    library: str
    kinds: frozenset[str]
    read: Callable[[Opened], Seen]
    needs: str = "pydicom"

    @property
    def is_here(self) -> bool:
        """Whether it is installed."""
        return find_spec(self.needs) is not None


_AS_STORED: dict[str, Any] = {"raw": True, "correct_unused_bits": False}


def _plugin(name: str) -> Callable[[Opened], Seen]:
    """Read by pydicom with the plugin of this name, no color conversion."""

    def read(source: Opened) -> Seen:
        dataset = source.dataset
        decoder = get_decoder(source.syntax)
        photometric = source.photometric
        frames = []
        for frame, meta in decoder.iter_array(dataset, decoding_plugin=name, **_AS_STORED):
            frames.append(frame.copy())
            photometric = str(meta["photometric_interpretation"])
        return Seen(tuple(frames), photometric)

    return read


def _pydicom(source: Opened) -> Seen:
    """Read all native frames at once: one by one, pydicom loses its place in some."""
    decoder = get_decoder(source.syntax)
    array, meta = decoder.as_array(source.dataset, **_AS_STORED)
    frames = array if source.frames > 1 else array[np.newaxis]
    return Seen(tuple(frames), str(meta["photometric_interpretation"]))


def _each(decode: Callable[[bytes], Array], photometric: str = "") -> Callable[[Opened], Seen]:
    """Decode each codestream; without a photometric, what comes is what is stored."""

    def read(source: Opened) -> Seen:
        colors = photometric if source.dataset.SamplesPerPixel == 3 else ""
        frames = tuple(np.asarray(decode(frame)) for frame in source.encoded)
        return Seen(frames, colors or source.photometric)

    return read


def _restored(decode: Callable[[bytes], Array], photometric: str = "") -> Callable[[Opened], Seen]:
    """Decode the JPEG that each JPEG XL was made of."""
    restore: Any = imagecodecs.jpegxl_decode_jpeg
    return _each(lambda frame: decode(bytes(restore(frame))), photometric)


def _relabeled(source: Opened) -> Seen:
    """Read uncompressed frames as if each were a native image of its own."""
    dataset = deepcopy(source.dataset)
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.NumberOfFrames = 1
    frames: list[Array] = []
    for octets in source.encoded:
        dataset.PixelData = octets
        dataset["PixelData"].VR = "OW"
        dataset["PixelData"].is_undefined_length = False
        frames += _pydicom(Opened(source.path, dataset)).frames
    return Seen(tuple(frames), source.photometric)


def _size(source: Opened) -> int:
    """Return the bytes of a frame without padding."""
    dataset = source.dataset
    bits = dataset.Rows * dataset.Columns * dataset.SamplesPerPixel * dataset.BitsAllocated
    return -(-int(bits) // 8)


def _jxl_oxide(source: Opened) -> Seen:
    """Read JPEG XL by a decoder that has nothing in common with libjxl."""
    dataset = source.dataset
    library = import_module("micro_reader_codecs")
    shape = (dataset.Rows, dataset.Columns) + (3,) * (dataset.SamplesPerPixel == 3)
    frames = [np.zeros(shape, f"<u{dataset.BitsAllocated // 8}") for _ in source.encoded]
    for encoded, frame in zip(source.encoded, frames, strict=True):
        *_, bits = library.jxl_decode_into(encoded, frame.reshape(-1).view(np.uint8))
        if 8 < bits < 16:
            # It spreads them over all 16 bits.
            frame[:] = np.rint(frame * (((1 << bits) - 1) / 65535))
    return Seen(tuple(frames), source.photometric)


def _by_hand(source: Opened) -> Seen:
    return Seen(native_frames(source), source.photometric)


def _fragments(undo: Callable[[bytes], bytes]) -> Callable[[Opened], Seen]:
    def read(source: Opened) -> Seen:
        frames = encapsulated_frames(source, [undo(frame) for frame in source.encoded])
        return Seen(frames, source.photometric)

    return read


def _inflated(frame: bytes) -> bytes:
    return zlib.decompress(frame, -zlib.MAX_WBITS)


def _libdeflate(source: Opened) -> Seen:
    size = _size(source)
    octets = [imagecodecs.deflate_decode(one, raw=True, out=size) for one in source.encoded]
    return Seen(encapsulated_frames(source, [bytes(o) for o in octets]), source.photometric)


def _kinds(*names: str) -> frozenset[str]:
    return frozenset(names)


_TURBO, _RICHTER, _OPENJPEG = "libjpeg-turbo", "libjpeg of T. Richter", "OpenJPEG"

DECODERS = (
    Decoder("by hand", "PS3.5", _kinds("native"), _by_hand),
    Decoder("pydicom", "numpy", _kinds("native"), _pydicom),
    Decoder("by hand", "PS3.5", _kinds("uncompressed"), _fragments(bytes)),
    Decoder("pydicom", "numpy", _kinds("uncompressed"), _relabeled),
    Decoder("zlib", "zlib", _kinds("deflated"), _fragments(_inflated)),
    Decoder("imagecodecs", "libdeflate", _kinds("deflated"), _libdeflate),
    Decoder("pydicom", "Python", _kinds("rle"), _plugin("pydicom")),
    Decoder("pylibjpeg-rle", "Rust", _kinds("rle"), _plugin("pylibjpeg"), "rle"),
    Decoder("imagecodecs", _TURBO, _kinds("jpeg"), _each(imagecodecs_stored)),
    Decoder("simplejpeg", _TURBO, _kinds("jpeg"), _each(simplejpeg_rgb, "RGB"), "simplejpeg"),
    Decoder("pillow", _TURBO, _kinds("jpeg"), _each(pillow_rgb, "RGB")),
    Decoder(
        "pylibjpeg-libjpeg",
        _RICHTER,
        _kinds("jpeg", "lossless"),
        _each(libjpeg_decoder(0)),
        "libjpeg",
    ),
    Decoder("imagecodecs", _TURBO, _kinds("lossless"), _each(imagecodecs.jpeg8_decode)),
    Decoder("pyjpegls", "CharLS", _kinds("jpeg-ls"), _plugin("pyjpegls"), "jpeg_ls"),
    Decoder("pylibjpeg-libjpeg", _RICHTER, _kinds("jpeg-ls"), _plugin("pylibjpeg"), "libjpeg"),
    Decoder("PyAV", "ffmpeg", _kinds("jpeg-ls"), _each(ffmpeg_decoder("jpegls")), "av"),
    Decoder("imagecodecs", _OPENJPEG, _kinds("j2k"), _each(imagecodecs.jpeg2k_decode)),
    Decoder(
        "pylibjpeg-openjpeg", _OPENJPEG, _kinds("j2k", "htj2k"), _plugin("pylibjpeg"), "openjpeg"
    ),
    Decoder("imagecodecs", "OpenJPH", _kinds("htj2k"), _each(openjph)),
    Decoder("PyAV", "ffmpeg", _kinds("j2k", "htj2k"), _each(ffmpeg_decoder("jpeg2000")), "av"),
    Decoder("imagecodecs", "libjxl", _kinds("jxl"), _each(imagecodecs.jpegxl_decode)),
    Decoder("micro-reader-codecs", "jxl-oxide", _kinds("jxl"), _jxl_oxide, "micro_reader_codecs"),
    Decoder(
        "imagecodecs", "libjxl", _kinds("jxl of jpeg"), _each(imagecodecs.jpegxl_decode, "RGB")
    ),
    Decoder(
        "simplejpeg", _TURBO, _kinds("jxl of jpeg"), _restored(simplejpeg_rgb, "RGB"), "simplejpeg"
    ),
    Decoder(
        "pylibjpeg-libjpeg",
        _RICHTER,
        _kinds("jxl of jpeg"),
        _restored(libjpeg_decoder(0)),
        "libjpeg",
    ),
)
"""All that run in this process; GDCM and dcmtk are children."""
