"""Instances with drawn pixels, of any description, as data sets and as files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_file_meta_info
from pydicom.uid import UID

from doubles.header_samples import header
from doubles.scenery import SCENES, gray, quantized

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Words = NDArray[Any]
    """One frame: rows x columns, or rows x columns x 3, unsigned, of all bits allocated."""

IMPLICIT, EXPLICIT, BIG_ENDIAN = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
NATIVE = (IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED)
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"


@dataclass(frozen=True)
class Pixels:
    """What the Image Pixel Module says; stored bits of 0 are all of them."""

    photometric: str = "MONOCHROME2"
    allocated: int = 8
    stored_or_all: int = 0
    signed: int = 0
    planar: int = 0
    rows: int = 47
    columns: int = 61
    frames: int = 1
    shift: int = 0
    """Bits below the stored ones."""

    @property
    def stored(self) -> int:
        """Bits Stored."""
        return self.stored_or_all or self.allocated

    @property
    def samples(self) -> int:
        """Samples per Pixel."""
        return 1 if self.photometric.startswith(("MONO", "PALETTE")) else 3


def drawn(pixels: Pixels, seed: int = 0) -> list[Words]:
    """Return a scene for each frame, another kind each time, in words of all bits allocated."""
    rng = np.random.default_rng([seed, pixels.rows, pixels.columns])
    return [_words(pixels, rng, kind) for kind in _kinds(pixels.frames)]


def _kinds(frames: int) -> list[str]:
    names = list(SCENES)[::-1]
    return [names[index % len(names)] for index in range(frames)]


def _words(pixels: Pixels, rng: np.random.Generator, kind: str) -> Words:
    scene = SCENES[kind](rng, pixels.rows, pixels.columns)
    values = quantized(scene if pixels.samples == 3 else gray(scene), pixels.stored)
    words: Words = values.astype(f"u{max(pixels.allocated // 8, 1)}")
    if pixels.signed:
        # From 0..top to -middle..middle, and that in two's complement of all bits allocated.
        words = words - words.dtype.type(1 << pixels.stored - 1)
    return np.asarray(words << words.dtype.type(pixels.shift))


def native_octets(frames: Sequence[Words], pixels: Pixels, syntax: str, vr: str) -> bytes:
    """Return the value of native Pixel Data (PS3.5 8.1, 8.2, Annex D)."""
    if pixels.allocated == 1:
        bits = np.concatenate([frame.ravel() for frame in frames]).astype(np.uint8)
        octets = np.packbits(bits, bitorder="little").tobytes()
    else:
        octets = b"".join(frame_octets(frame, pixels, syntax) for frame in frames)
    octets += bytes(len(octets) % 2)
    if syntax == BIG_ENDIAN and vr == "OW" and pixels.allocated <= 8:
        octets = np.frombuffer(octets, np.uint16).byteswap().tobytes()
    return octets


def frame_octets(frame: Words, pixels: Pixels, syntax: str = EXPLICIT) -> bytes:
    """Return one frame by itself, uncompressed."""
    if pixels.allocated == 1:
        return np.packbits(frame.astype(np.uint8).ravel(), bitorder="little").tobytes()
    if pixels.photometric == "YBR_FULL_422":
        frame = frame.reshape(pixels.rows, -1, 2, 3)
        frame = np.concatenate([frame[..., 0], frame[:, :, 0, 1:]], axis=-1)
    elif pixels.planar:
        frame = frame.transpose(2, 0, 1)
    order = ">" if syntax == BIG_ENDIAN else "<"
    return frame.astype(f"{order}u{frame.itemsize}").tobytes()


def described(pixels: Pixels, **attributes: Any) -> Dataset:  # noqa: ANN401 (pydicom's values)
    """Return a data set that says all but the pixels themselves."""
    dataset = header(SOPClassUID=SECONDARY_CAPTURE, Modality="OT", ConversionType="WSD")
    dataset.Rows, dataset.Columns = pixels.rows, pixels.columns
    dataset.SamplesPerPixel = pixels.samples
    dataset.PhotometricInterpretation = pixels.photometric
    dataset.BitsAllocated, dataset.BitsStored = pixels.allocated, pixels.stored
    dataset.HighBit = pixels.stored - 1 + pixels.shift
    dataset.PixelRepresentation = pixels.signed
    if pixels.samples > 1:
        dataset.PlanarConfiguration = pixels.planar
    if pixels.frames > 1:
        dataset.NumberOfFrames = pixels.frames
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def natively(dataset: Dataset, octets: bytes, vr: str = "OW") -> Dataset:
    """Return the data set with native Pixel Data."""
    dataset.PixelData = octets
    dataset["PixelData"].VR = vr
    return dataset


def encapsulated(
    dataset: Dataset, frames: Sequence[bytes], *, fragments: int = 1, table: str = "basic"
) -> Dataset:
    """Return the data set with encapsulated Pixel Data; the table is basic, extended or none."""
    if table == "extended":
        value, offsets, lengths = encapsulate_extended(list(frames))
        dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = offsets, lengths
    else:
        value = encapsulate(list(frames), fragments_per_frame=fragments, has_bot=table == "basic")
    dataset.PixelData = value
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    return dataset


def written(dataset: Dataset, path: Path, syntax: str) -> Path:
    """Write a file of a Transfer Syntax, known to pydicom or not."""
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    if syntax in NATIVE:
        dcmwrite(path, dataset, enforce_file_format=True)
        return path
    # pydicom writes no whole file of a Transfer Syntax that it does not know.
    meta, out = dataset.file_meta, DicomBytesIO()
    out.write(bytes(128) + b"DICM")
    write_file_meta_info(out, meta)
    del dataset.file_meta
    dcmwrite(out, dataset, implicit_vr=False, little_endian=True)
    path.write_bytes(out.getvalue())
    return path
