"""Cines like an ultrasound machine's, in any Transfer Syntax, written a frame at a time."""

from __future__ import annotations

import struct
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import cv2
import imagecodecs
import jpeg_ls
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import dcmwrite, write_file_meta_info
from pydicom.uid import UID

from doubles.scenery import grain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]
    """Rows x columns x 3."""

ROWS, COLUMNS, BANNER = 768, 1024, 48
DISTINCT = 10
"""Frames that differ; a longer cine shows them again."""

_QUALITY = 90
# Its functions are not exported to type checkers.
_PYLIBJPEG_RLE: Any = import_module("rle.utils")


@dataclass(frozen=True)
class Kind:
    """A Transfer Syntax, how frames are encoded for it, and decoders of them by library.

    `encoded_again` tells that scrubbing has to encode; `slow` that a few frames are enough;
    `samples` are those of a pixel.
    """

    name: str
    uid: str
    encode: Callable[[Frame], bytes]
    decoders: dict[str, Callable[[bytes], object]]
    photometric: str = "RGB"
    encoded_again: bool = False
    slow: bool = False
    samples: int = 3


def scene(index: int, rows: int = ROWS, columns: int = COLUMNS) -> Frame:
    """Return one frame: speckle that moves in a fan, some color in it, and a banner of letters."""
    rng = np.random.default_rng(index)
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    deep, aside = y / rows, (x - columns / 2) / columns
    fan = (np.abs(aside) < 0.1 + 0.35 * deep) & (deep > BANNER / rows + 0.02)
    tissue = 0.5 + 0.3 * np.sin(9 * deep + index / 3) * np.cos(14 * aside)
    gray = (fan * tissue * grain(rng, rows, columns) * 255).clip(0, 255)
    frame = np.repeat(gray[..., None], 3, axis=2).astype(np.uint8)
    flow = (np.hypot(aside - 0.05, deep - 0.5 - index / 100) < 0.08)[..., None]
    frame = np.where(flow, frame // np.array([1, 3, 4], np.uint8), frame)
    for left in range(8, columns - 100, 190):
        where = left, min(rows, BANNER) - 16
        cv2.putText(
            frame, "DOE^JANE 0815", where, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (240,) * 3, 1, cv2.LINE_AA
        )
    return frame


def kinds() -> tuple[Kind, ...]:
    """Return what is measured, the quick ones first."""
    root = "1.2.840.10008.1.2"
    j2k: dict[str, Any] = {"level": 0, "reversible": True, "mct": True, "codecformat": "j2k"}
    return (
        Kind("native", f"{root}.1", bytes, {"numpy": _as_array}),
        Kind("JPEG 4:2:0", f"{root}.4.50", _jpeg, _jpeg_decoders(), "YBR_FULL_422"),
        Kind("RLE", f"{root}.5", _rle, {"pylibjpeg-rle": _of_rle}, encoded_again=True),
        Kind(
            "JPEG Lossless",
            f"{root}.4.70",
            lambda a: bytes(imagecodecs.jpeg8_encode(a, lossless=True, predictor=1)),
            {"imagecodecs": imagecodecs.jpeg8_decode},
            encoded_again=True,
            slow=True,
        ),
        Kind(
            "JPEG-LS",
            f"{root}.4.80",
            lambda a: bytes(jpeg_ls.encode_buffer(a.tobytes(), *a.shape, 8, 0, 1)),
            {"imagecodecs": imagecodecs.jpegls_decode},
            encoded_again=True,
            slow=True,
        ),
        Kind(
            "JPEG 2000",
            f"{root}.4.90",
            lambda a: bytes(imagecodecs.jpeg2k_encode(a, **j2k)),
            {"imagecodecs": imagecodecs.jpeg2k_decode},
            "YBR_RCT",
            encoded_again=True,
            slow=True,
        ),
        Kind(
            "HTJ2K",
            f"{root}.4.202",
            lambda a: bytes(imagecodecs.htj2k_encode(a, reversible=True, tlm=True, rgb=True)),
            {"imagecodecs": imagecodecs.htj2k_decode},
            "YBR_RCT",
            encoded_again=True,
            slow=True,
        ),
        Kind(
            "JPEG XL",
            f"{root}.4.110",
            lambda a: bytes(imagecodecs.jpegxl_encode(a, lossless=True, effort=1, numthreads=1)),
            {"imagecodecs": lambda data: imagecodecs.jpegxl_decode(data, numthreads=1)},
            encoded_again=True,
            slow=True,
        ),
    )


def _as_array(data: bytes) -> Frame:
    return np.frombuffer(data, np.uint8).reshape(ROWS, COLUMNS, 3)


def _jpeg(frame: Frame) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(frame, level=_QUALITY, subsampling="420"))


def _jpeg_decoders() -> dict[str, Callable[[bytes], object]]:
    decoders: dict[str, Callable[[bytes], object]] = {
        "imagecodecs": imagecodecs.jpeg8_decode,
        "cv2": lambda data: cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR),
    }
    try:
        return decoders | {"simplejpeg": import_module("simplejpeg").decode_jpeg}
    except ImportError:
        return decoders


def _rle(frame: Frame) -> bytes:
    return bytes(_PYLIBJPEG_RLE.encode_frame(frame.tobytes(), *frame.shape, 8, "<"))


def _of_rle(data: bytes) -> object:
    return _PYLIBJPEG_RLE.decode_frame(data, ROWS * COLUMNS, 8, "<")


def encoded(kind: Kind, rows: int = ROWS, columns: int = COLUMNS) -> tuple[bytes, ...]:
    """Return the frames that differ, encoded."""
    return tuple(kind.encode(scene(index, rows, columns)) for index in range(DISTINCT))


def write(
    path: Path,
    kind: Kind,
    frames: tuple[bytes, ...],
    number: int,
    more: Dataset | None = None,
) -> None:
    """Write a cine of so many frames, these again and again, without holding it.

    Its header has these elements more.
    """
    with path.open("wb") as file:
        file.write(_header(kind, number, more or Dataset()))
        file.writelines(_value(kind, frames, number))


def _header(kind: Kind, number: int, more: Dataset) -> bytes:
    meta, dataset = FileMetaDataset(), deepcopy(more)
    meta.TransferSyntaxUID = UID(kind.uid)
    meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.3.1")
    meta.MediaStorageSOPInstanceUID = UID("2.25.1234567890")
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.3.1"
    dataset.SOPInstanceUID = "2.25.1234567890"
    dataset.Modality = "US"
    dataset.SamplesPerPixel = kind.samples
    dataset.PhotometricInterpretation = kind.photometric
    if kind.samples > 1:
        dataset.PlanarConfiguration = 0
    dataset.NumberOfFrames = number
    dataset.Rows, dataset.Columns = ROWS, COLUMNS
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit, dataset.PixelRepresentation = 7, 0
    buffer = DicomBytesIO()
    buffer.write(bytes(128) + b"DICM")
    write_file_meta_info(buffer, meta)
    # Apart, since pydicom does not know every Transfer Syntax.
    dcmwrite(buffer, dataset, implicit_vr=False, little_endian=True)
    return buffer.getvalue()


def _value(kind: Kind, frames: tuple[bytes, ...], number: int) -> Iterator[bytes]:
    """Yield the element; of encapsulated frames, without an offset table."""
    if kind.name.startswith("native"):
        yield struct.pack("<HH2s2xL", 0x7FE0, 0x0010, b"OB", number * len(frames[0]))
        for index in range(number):
            yield frames[index % len(frames)]
        return
    yield struct.pack("<HH2s2xL", 0x7FE0, 0x0010, b"OB", 0xFFFFFFFF)
    yield struct.pack("<HHL", 0xFFFE, 0xE000, 0)
    for index in range(number):
        frame = frames[index % len(frames)]
        frame += bytes(len(frame) % 2)
        yield struct.pack("<HHL", 0xFFFE, 0xE000, len(frame)) + frame
    yield struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
