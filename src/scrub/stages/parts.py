"""Taking a file apart: File Meta Information, and the data set up to Pixel Data."""

from __future__ import annotations

import re
import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from pydicom.charset import default_encoding
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.errors import BytesLengthException
from pydicom.filereader import read_dataset, read_preamble
from pydicom.tag import Tag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from scrub.errors import InstanceError, NotDicomError, UnsupportedInstanceError
from scrub.header.dictionary import complete_dictionary
from scrub.stages.plain_elements import Run, plain_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.tag import BaseTag

    from scrub.stages.plain_elements import Elements

LARGEST_IN_MEMORY = 4 << 30
"""Bytes of a ZIP's member or of an inflated data set, beyond which we refuse."""

PIXELS = {
    0x7FE00008: "FloatPixelData",
    0x7FE00009: "DoubleFloatPixelData",
    0x7FE00010: "PixelData",
}
UNDEFINED = 0xFFFFFFFF
"""The length of what ends with a delimiter (PS3.5 7.1)."""

_HEADER = 8
# pydicom searches for the end of an undefined length by so many bytes; the last may be fewer.
_SEARCHED = 8192
_META_GROUP = 2
_PLAIN_UID = re.compile(rb"([0-9.]+)\0?")

# What pydicom raises for bytes that are no data set.
_MALFORMED = (
    ArithmeticError,
    AttributeError,
    BytesLengthException,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """A file taken apart, nothing refused: group 2, and the elements before Pixel Data.

    `pixels` is Pixel Data's tag, its VR where it is explicit, and its length as stored; None where
    there is none. `stream`, inflated, stands at its tag, or else at the end.
    """

    meta: Dataset
    dataset: Dataset
    transfer_syntax_uid: str
    pixels: tuple[int, str | None, int] | None
    stream: BinaryIO


def take_apart(raw: BinaryIO) -> Parts:
    """Return what a file holds, of whatever kind it is.

    Raises:
        NotDicomError: if it is no DICOM at all.
        UnsupportedInstanceError: if it is too large, or nested too deep.
        InstanceError: if it cannot be read.

    """
    complete_dictionary()
    with told():
        meta, stream = _file_meta(raw)
        syntax = str(uid_of(meta, "TransferSyntaxUID") or "") or _guess(stream)
        dataset, pixels = elements(stream, syntax)
        return Parts(meta, dataset, syntax, pixels, stream)


@contextmanager
def told() -> Iterator[None]:
    """Tell what pydicom raises for bytes that are no data set as an error of ours."""
    try:
        yield
    except RecursionError:
        raise UnsupportedInstanceError("sequences nested too deep") from None
    except zlib.error:
        raise InstanceError("its deflated data set cannot be inflated") from None
    except _MALFORMED as problem:
        if _is_of_depth(problem):
            raise UnsupportedInstanceError("sequences nested too deep") from None
        raise InstanceError("its data set cannot be read: truncated or malformed") from None


def _is_of_depth(problem: BaseException | None) -> bool:
    """Tell whether an error comes of one of depth, which libraries may have met and passed on."""
    while problem and not isinstance(problem, RecursionError):
        problem = problem.__context__
    return problem is not None


def inflated(raw: BinaryIO) -> BinaryIO:
    """Return the data set of a file that is deflated, as a file.

    Raises:
        InstanceError: if it is cut short.
        UnsupportedInstanceError: if it is too large; pydicom's errors too.

    """
    return _file_meta(raw)[1]


def _file_meta(raw: BinaryIO) -> tuple[Dataset, BinaryIO]:
    """Return File Meta Information, and a stream that stands at the data set."""
    if read_preamble(raw, force=True) is None:
        raw.seek(0)
    # Group 2 is little endian with explicit VR whatever follows it (PS3.10 7.1).
    meta = _plain_meta(raw) or read_dataset(
        raw,
        is_implicit_VR=False,
        is_little_endian=True,
        stop_when=lambda tag, *_: tag.group != _META_GROUP,
    )
    if uid_of(meta, "TransferSyntaxUID") != DeflatedExplicitVRLittleEndian:
        return meta, raw
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    octets = inflater.decompress(raw.read(), LARGEST_IN_MEMORY)
    if inflater.unconsumed_tail:
        raise UnsupportedInstanceError("a deflated data set larger than 4 GiB")
    if not inflater.eof:
        raise InstanceError("its deflated data set is cut short")
    return meta, BytesIO(octets)


def _plain_meta(raw: BinaryIO) -> Dataset | None:
    """Return File Meta Information, or None if it is not plain up to the data set."""
    if not isinstance(raw, BytesIO):
        return None
    run = plain_run(raw.getvalue(), raw.tell(), _AfterMeta())
    if run.last is None or not run.elements:
        return None
    raw.seek(run.stop)
    meta = Dataset(run.elements)
    meta.set_original_encoding(False, True, default_encoding)  # noqa: FBT003 - pydicom's own order
    return meta


class _AfterMeta:
    """All tags that are not of group 2."""

    def __contains__(self, tag: object) -> bool:
        return isinstance(tag, int) and tag >> 16 != _META_GROUP


def uid_of(dataset: Dataset, keyword: str) -> Any:  # noqa: ANN401 - pydicom's values have no type
    """Return the value of a UID, or None; its element stays as it was read if it is plain.

    2026-11: pydicom stores what it converts, and writes it anew in its own way.
    """
    raw = dataset.get_item(_tag(keyword))
    if isinstance(raw, RawDataElement) and raw.VR == "UI" and raw.length % 2 == 0:
        plain = _PLAIN_UID.fullmatch(raw.value or b"")
        if plain:
            return plain[1].decode("ascii")
    return dataset.get(keyword)


@cache
def _tag(keyword: str) -> BaseTag:
    return Tag(keyword)


def _guess(stream: BinaryIO) -> str:
    """Return the syntax of a bare data set, by whether its first element names a VR."""
    start = stream.tell()
    head = stream.read(6)
    stream.seek(start)
    if len(head) < 6:  # noqa: PLR2004 (tag and VR)
        raise NotDicomError("not DICOM")
    explicit = head[4:6].isalpha() and head[4:6].isupper()
    return str(ExplicitVRLittleEndian if explicit else ImplicitVRLittleEndian)


def elements(stream: BinaryIO, syntax: str) -> tuple[Dataset, tuple[int, str | None, int] | None]:
    """Return the elements up to Pixel Data, and its tag, VR and length if there is any.

    Raises:
        InstanceError: if they are cut short; pydicom's errors too.

    """
    implicit, little = syntax == ImplicitVRLittleEndian, syntax != ExplicitVRBigEndian
    run = Run({}, stream.tell())
    if isinstance(stream, BytesIO) and little and not implicit:
        run = plain_run(stream.getvalue(), run.stop, PIXELS)
        stream.seek(run.stop)
    dataset, pixels = Dataset(run.elements), run.last
    if not run.is_all:
        rest, pixels = _rest(stream, dataset, implicit=implicit, little=little)
        dataset = Dataset(run.elements | rest)
    dataset.set_original_encoding(implicit, little, dataset._character_set)  # noqa: SLF001
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    return dataset, pixels


def _rest(
    stream: BinaryIO, before: Dataset, *, implicit: bool, little: bool
) -> tuple[Elements, tuple[int, str | None, int] | None]:
    """Return the elements from here, as pydicom reads them."""
    stopped: list[tuple[int, str | None, int]] = []

    def at_pixels(tag: BaseTag, vr: str | None, length: int) -> bool:
        if tag in PIXELS:
            stopped.append((int(tag), vr, length))
        return tag in PIXELS

    whole = cast("BinaryIO", _Whole(stream))
    characters = before._character_set  # noqa: SLF001 - nothing public says it
    found = read_dataset(whole, implicit, little, stop_when=at_pixels, parent_encoding=characters)
    if any(e.length and not e.value for e in found.values() if isinstance(e, RawDataElement)):
        raise InstanceError("its data set is cut short")
    return dict(found.items()), stopped[0] if stopped else None


class _Whole:
    """A stream that ends only between elements: what is cut short within one is an error."""

    def __init__(self, stream: BinaryIO) -> None:
        self.seek = stream.seek
        self.tell = stream.tell
        octets = stream.read

        # Called for every element twice: attributes of ours would take longer than reading.
        def read(size: int = -1) -> bytes:
            got = octets(size)
            if len(got) == size or (not got and size == _HEADER):
                return got
            if not got or len(got) < size != _SEARCHED:
                # An EOFError is taken for the end of the data set by pydicom.
                raise InstanceError("its data set is cut short")
            return got

        self.read = read
