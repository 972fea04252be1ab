"""Frames as encoders make them, and what describes them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np
from PIL import Image

from scrub.model.instance import ImagePixel

if TYPE_CHECKING:
    from numpy.typing import NDArray


def image(rows: int, columns: int, photometric: str, bits: int = 8) -> ImagePixel:
    return ImagePixel(
        transfer_syntax_uid="1.2.840.10008.1.2.4.50",
        rows=rows,
        columns=columns,
        number_of_frames=1,
        samples_per_pixel=1 if photometric.startswith("MONO") else 3,
        photometric_interpretation=photometric,
        bits_allocated=8 if bits == 8 else 16,
        bits_stored=bits,
        high_bit=bits - 1,
        pixel_representation=0,
        planar_configuration=0,
        keyword="PixelData",
        value_vr="OB",
        value_offset=0,
        value_length=None,
    )


def scene(rows: int, columns: int, seed: int = 0) -> NDArray[np.uint8]:
    """Smooth color with noise and sharp edges, so that every kind of coefficient occurs."""
    y, x = np.mgrid[:rows, :columns]
    smooth = np.stack([x * 255 // columns, y * 255 // rows, (x + y) * 2 % 256], axis=-1)
    noisy = smooth + np.random.default_rng(seed).integers(-30, 30, smooth.shape)
    noisy[rows // 3 : rows // 2, columns // 4 : columns // 2] = (255, 0, 255)
    return noisy.clip(0, 255).astype(np.uint8)


def encoded(picture: NDArray[Any], **options: str | int) -> bytes:
    encode: Any = imagecodecs.jpeg8_encode
    return bytes(encode(picture, **options))


def saved(picture: NDArray[np.uint8], **options: bytes | int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", **options)
    return out.getvalue()
