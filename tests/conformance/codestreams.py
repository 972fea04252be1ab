"""Codestreams, decoded by libraries of which some are there for development only."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING, Any

import cv2
import imagecodecs
import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.opened import Array

_STORED = {1: "GRAYSCALE", 3: "YCBCR"}


def imagecodecs_stored(frame: bytes) -> Array:
    """Return a JPEG's components as they are, whatever colors they are said to be."""
    pixels = imagecodecs.jpeg8_decode(frame)
    colors = _STORED[1 if pixels.ndim == 2 else 3]
    return imagecodecs.jpeg8_decode(frame, colorspace=colors, outcolorspace=colors)


def imagecodecs_rgb(frame: bytes) -> Array:
    """Return a JPEG's RGB, or gray."""
    return np.asarray(imagecodecs.jpeg8_decode(frame))


def simplejpeg_rgb(frame: bytes) -> Array:
    """Return a JPEG's RGB, or gray."""
    return _simplejpeg(frame, is_quick=False)


def simplejpeg_quick(frame: bytes) -> Array:
    """Return a JPEG's RGB, or gray, by a cruder transform, and with colors that are not smooth."""
    return _simplejpeg(frame, is_quick=True)


def _simplejpeg(frame: bytes, *, is_quick: bool) -> Array:
    library = import_module("simplejpeg")
    is_gray = library.decode_jpeg_header(frame)[2] == "Gray"
    colors = "GRAY" if is_gray else "RGB"
    pixels = library.decode_jpeg(frame, colors, fastdct=is_quick, fastupsample=is_quick)
    return np.asarray(pixels[:, :, 0] if is_gray else pixels)


def pillow_rgb(frame: bytes) -> Array:
    """Return a JPEG's RGB, or gray."""
    return np.asarray(Image.open(io.BytesIO(frame)))


def pillow_ycbcr(frame: bytes) -> Array:
    """Return a JPEG's YCbCr as it is stored, or gray."""
    picture = Image.open(io.BytesIO(frame))
    picture.draft("YCbCr" if picture.mode == "RGB" else "L", picture.size)
    return np.asarray(picture)


def cv2_rgb(frame: bytes) -> Array:
    """Return a JPEG's RGB."""
    pixels = cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        raise ValueError("not decoded")
    return np.asarray(pixels)


def openjph(frame: bytes) -> Array:
    """Return a High-Throughput JPEG 2000's components."""
    pixels = np.asarray(imagecodecs.htj2k_decode(frame, planar=False))
    # Planes, where they are coded without a transform, and are given so all the same.
    return pixels.transpose(1, 2, 0) if pixels.ndim == 3 and len(pixels) == 3 else pixels


def libjpeg_decoder(transform: int) -> Callable[[bytes], Array]:
    """Return a decoder to what is stored (0), or to RGB (1)."""

    def decode(frame: bytes) -> Array:
        return np.asarray(import_module("libjpeg").decode(frame, colour_transform=transform))

    return decode


def ffmpeg_decoder(codec: str, colors: str = "") -> Callable[[bytes], Array]:
    """Return a decoder of ffmpeg's; without colors, to what the codestream has."""

    def decode(frame: bytes) -> Array:
        av: Any = import_module("av")
        context = av.CodecContext.create(codec, "r")
        picture = (context.decode(av.Packet(frame)) + context.decode(None))[0]
        return np.asarray(picture.to_ndarray(format=colors) if colors else picture.to_ndarray())

    return decode
