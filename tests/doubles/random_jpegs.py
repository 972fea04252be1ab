"""JPEGs of every kind that DICOM's 4.50 and 4.51 allow, drawn by chance, by three encoders."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import cv2
import imagecodecs
import numpy as np
from PIL import Image

from doubles import jpeg_coefficients, jpeg_written
from doubles.scenery import SCENES, gray, quantized
from scrub.model.instance import ImagePixel

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLING = {"444": (1, 1), "422": (2, 1), "420": (2, 2), "440": (1, 2), "411": (4, 1)}
"""Luminance samples for each of color, across and down."""

SCANS = {"one": ((0, 1, 2),), "each": ((0,), (1,), (2,)), "luminance first": ((0,), (1, 2))}

_LARGEST_WRITTEN_BY_HAND = 64
_CV2 = {name: getattr(cv2, f"IMWRITE_JPEG_SAMPLING_FACTOR_{name}") for name in SAMPLING}
_FLAT_COLORS = {"YCbCr": "YBR_FULL", "RGB": "RGB", "gray": "MONOCHROME2"}


@dataclass(frozen=True)
class Settings:
    """How a JPEG is made. `restart` is in MCUs, 0 for none; `color` is gray, YCbCr or RGB."""

    rows: int = 48
    columns: int = 64
    scene: str = "mixed"
    color: str = "YCbCr"
    sampling: str = "444"
    quality: int = 75
    restart: int = 0
    optimized: bool = False
    bits: int = 8
    scans: str = "one"

    @property
    def photometric(self) -> str:
        """The Photometric Interpretation; what is not 4:4:4 is called 4:2:2 (PS3.5 8.2.1)."""
        is_coarse = self.color == "YCbCr" and self.sampling != "444"
        return "YBR_FULL_422" if is_coarse else _FLAT_COLORS[self.color]

    @property
    def black(self) -> tuple[int, ...]:
        """The stored value of black."""
        middle = 1 << self.bits - 1
        return {"YCbCr": (0, middle, middle), "RGB": (0, 0, 0), "gray": (0,)}[self.color]

    @property
    def is_rewritten(self) -> bool:
        """Whether no encoder at hand makes it, so that its coefficients are written by ours."""
        return self.scans != "one" or bool(self.bits > 8 and self.restart)

    @property
    def kind(self) -> str:
        """What it counts as in a table."""
        sampling = "" if self.color == "gray" else f" {self.sampling}"
        return f"{self.color}{sampling} {self.bits} bit"


def drawn_settings(rng: np.random.Generator) -> Settings:
    """Return settings by chance: sizes from 1 x 1, odd ones as likely as even ones."""
    color = str(rng.choice(["gray", "YCbCr", "YCbCr", "YCbCr", "RGB"]))
    is_sampled = color == "YCbCr"
    settings = Settings(
        rows=int(np.exp(rng.uniform(0, 5.3))),
        columns=int(np.exp(rng.uniform(0, 5.3))),
        scene=str(rng.choice(list(SCENES))),
        color=color,
        sampling=str(rng.choice(list(SAMPLING))) if is_sampled else "444",
        quality=int(rng.integers(5, 101)),
        restart=int(rng.choice([0, 0, 1, 3, 10])),
        optimized=bool(rng.integers(2)),
        bits=12 if rng.random() < 0.2 else 8,
        scans=str(rng.choice(list(SCANS))) if is_sampled and rng.random() < 0.3 else "one",
    )
    if not settings.is_rewritten:
        return settings
    # Written coefficient by coefficient, which takes its time.
    smaller = (min(size, _LARGEST_WRITTEN_BY_HAND) for size in (settings.rows, settings.columns))
    rows, columns = smaller
    return replace(settings, rows=rows, columns=columns)


def encoded(settings: Settings, rng: np.random.Generator) -> bytes:
    """Return a JPEG made with these settings."""
    scene = SCENES[settings.scene](rng, settings.rows, settings.columns)
    flat = gray(scene) if settings.color == "gray" else scene
    picture = quantized(flat, settings.bits)
    encoder = "12" if settings.bits > 8 else settings.color
    frame = _ENCODERS.get(encoder, _by_cv2)(picture, settings)
    return _in_scans(frame, settings) if settings.is_rewritten else frame


def image_of(settings: Settings) -> ImagePixel:
    """Return what describes it."""
    return ImagePixel(
        transfer_syntax_uid=f"1.2.840.10008.1.2.4.{50 if settings.bits == 8 else 51}",
        rows=settings.rows,
        columns=settings.columns,
        number_of_frames=1,
        samples_per_pixel=len(settings.black),
        photometric_interpretation=settings.photometric,
        bits_allocated=8 if settings.bits == 8 else 16,
        bits_stored=settings.bits,
        high_bit=settings.bits - 1,
        pixel_representation=0,
        planar_configuration=0,
        keyword="PixelData",
        value_vr="OB",
        value_offset=0,
        value_length=None,
    )


def _by_cv2(picture: NDArray[Any], settings: Settings) -> bytes:
    options = [
        *(cv2.IMWRITE_JPEG_QUALITY, settings.quality),
        *(cv2.IMWRITE_JPEG_RST_INTERVAL, settings.restart),
        *(cv2.IMWRITE_JPEG_OPTIMIZE, int(settings.optimized)),
    ]
    if settings.color != "gray":
        options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, _CV2[settings.sampling]]
    _, octets = cv2.imencode(".jpg", picture, options)
    return octets.tobytes()


def _by_pillow(picture: NDArray[Any], settings: Settings) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(
        out,
        "JPEG",
        quality=settings.quality,
        keep_rgb=True,
        optimize=settings.optimized,
        restart_marker_blocks=settings.restart,
    )
    return out.getvalue()


def _by_imagecodecs(picture: NDArray[Any], settings: Settings) -> bytes:
    """Of 12 bits, and without restart intervals."""
    options: dict[str, Any] = {"level": settings.quality, "bitspersample": settings.bits}
    if settings.color == "YCbCr":
        options["subsampling"] = settings.sampling
    if settings.color == "RGB":
        options |= {"colorspace": "RGB", "outcolorspace": "RGB"}
    return bytes(imagecodecs.jpeg8_encode(picture, **options))


def _in_scans(frame: bytes, settings: Settings) -> bytes:
    """Return the same coefficients with other scans, and tables of just the codes they need."""
    picture = jpeg_coefficients.read(frame)
    scans = ((0,),) if settings.color == "gray" else SCANS[settings.scans]
    return jpeg_written.write(picture, scans, interval=settings.restart)


_ENCODERS = {"12": _by_imagecodecs, "RGB": _by_pillow}
