"""Headers as the bytes of a file, and the deflating of what follows them."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, BinaryIO

from pydicom.dataelem import RawDataElement
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_data_element, write_dataset
from pydicom.valuerep import EXPLICIT_VR_LENGTH_16, EXPLICIT_VR_LENGTH_32

from scrub.errors import InstanceError
from scrub.header.editing import Ready

if TYPE_CHECKING:
    from pydicom.dataset import Dataset, FileMetaDataset

_SHORT = frozenset(map(str, EXPLICIT_VR_LENGTH_16))
_LONG = frozenset(map(str, EXPLICIT_VR_LENGTH_32)) - {"SQ"}


def preamble(meta: FileMetaDataset) -> bytes:
    """Return an empty preamble, the prefix and File Meta Information (PS3.10 7.1).

    Raises:
        InstanceError: if it cannot be encoded.

    """
    body = DicomBytesIO()
    body.is_implicit_VR, body.is_little_endian = False, True
    try:
        _write(body, meta)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        raise InstanceError("its file meta information cannot be encoded again") from None
    length = struct.pack("<HH2sHL", 0x0002, 0x0000, b"UL", 4, body.tell())
    return b"\0" * 128 + b"DICM" + length + body.getvalue()


def encoded(dataset: Dataset) -> bytes:
    """Return a data set, which has no file meta information, in the encoding it was read in.

    Raises:
        InstanceError: if it cannot be encoded.

    """
    body = DicomBytesIO()
    implicit, little = dataset.original_encoding
    body.is_implicit_VR, body.is_little_endian = bool(implicit), bool(little)
    try:
        if dataset.original_character_set == dataset._character_set:  # noqa: SLF001 - nobody else says
            _write(body, dataset)
        else:
            write_dataset(body, dataset)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        raise InstanceError("its data set cannot be encoded again") from None
    return body.getvalue()


def _write(body: DicomBytesIO, dataset: Dataset) -> None:
    """Write a data set as pydicom does, but for what is encoded already, where that is still right.

    2026-11: most elements are, and copying them takes pydicom longer than all else here.
    """
    encoding = body.is_implicit_VR, body.is_little_endian
    character_set = dataset.get("SpecificCharacterSet")
    for tag, element in sorted((int(tag), element) for tag, element in dataset.items()):
        if not tag & 0xFFFF:
            # Group lengths are retired (PS3.5 7.2), and would be those of what was read.
            continue
        if isinstance(element, RawDataElement) and _is_ready(element, encoding):
            body.write(_header(element) + (element.value or b""))
        else:
            write_data_element(body, dataset[tag], character_set)


def _is_ready(raw: RawDataElement, encoding: tuple[bool, bool]) -> bool:
    if (raw.is_implicit_VR, raw.is_little_endian) != encoding or raw.length % 2:
        return False
    return raw.is_implicit_VR or raw.VR in _SHORT or raw.VR in _LONG or isinstance(raw, Ready)


def _header(raw: RawDataElement) -> bytes:
    """Return tag, VR where it is explicit, and length (PS3.5 7.1.2, 7.1.3)."""
    order = "<" if raw.is_little_endian else ">"
    tag, length = (raw.tag >> 16, raw.tag & 0xFFFF), len(raw.value or b"")
    if raw.is_implicit_VR or raw.VR is None:
        return struct.pack(f"{order}HHL", *tag, length)
    form = f"{order}HH2sH" if raw.VR in _SHORT else f"{order}HH2s2xL"
    return struct.pack(form, *tag, raw.VR.encode("ascii"), length)


class Deflated:
    """A file that deflates what is written to it (PS3.5 A.5)."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)

    def write(self, content: bytes) -> int:
        """Deflate and write."""
        self._out.write(self._deflater.compress(content))
        return len(content)

    def close(self) -> None:
        """Write what is left, padded to even length."""
        self._out.write(self._deflater.flush())
        if self._out.tell() % 2:
            self._out.write(b"\0")
