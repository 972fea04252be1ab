"""Apply: a plan is done, into a draft in the private work folder. Nothing is decided here."""

from __future__ import annotations

import hashlib
import os
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, cast

from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import dcmwrite, write_file_meta_info
from pydicom.uid import DeflatedExplicitVRLittleEndian

from scrub.errors import InstanceError, OutputError
from scrub.header.editing import edit, file_meta
from scrub.model.instance import Draft
from scrub.pixels.encoding import clear_bits, codec_for
from scrub.pixels.frames import Frames
from scrub.pixels.value import copy_pixel_data, write_pixel_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrub.model.instance import ImagePixel
    from scrub.model.plan import Plan
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox

_CHUNK = 1 << 20


def apply(instance: Instance, plan: Plan, path: Path, tools: Toolbox) -> Draft:
    """Write the scrubbed instance to a new file, readable by its owner only.

    Its data set is used up.

    Raises:
        InstanceError: if it cannot be encoded faithfully.
        OutputError: if the file cannot be written.

    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            _write(instance, plan, out, tools)
            out.flush()
            os.fsync(out.fileno())
    except OSError as problem:
        raise OutputError(f"cannot write to the work folder: {problem.strerror}") from None
    return Draft(str(path), sha256_of(path))


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(instance: Instance, plan: Plan, out: BinaryIO, tools: Toolbox) -> None:
    header = _header(instance, plan, tools.version)
    out.write(header.preamble)
    if plan.transfer_syntax_uid != DeflatedExplicitVRLittleEndian:
        out.write(header.dataset)
        _write_pixels(instance, plan, out, tools)
        return
    deflated = _Deflated(out)
    deflated.write(header.dataset)
    _write_pixels(instance, plan, cast("BinaryIO", deflated), tools)
    deflated.close()


@dataclass(frozen=True, slots=True)
class _Header:
    """Preamble and File Meta Information, and the data set up to Pixel Data, as bytes."""

    preamble: bytes
    dataset: bytes


def _header(instance: Instance, plan: Plan, version: str) -> _Header:
    dataset = instance.dataset
    edit(dataset, plan.header)
    # The reader's own meta information is dropped; the data set alone is encoded below.
    del dataset.file_meta
    meta = file_meta(
        plan.transfer_syntax_uid, str(dataset.SOPClassUID), str(dataset.SOPInstanceUID), version
    )
    start, body = DicomBytesIO(), BytesIO()
    start.write(b"\0" * 128 + b"DICM")
    write_file_meta_info(start, meta)
    implicit, little = dataset.original_encoding
    try:
        dcmwrite(body, dataset, implicit_vr=bool(implicit), little_endian=bool(little))
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        raise InstanceError("its data set cannot be encoded again") from None
    return _Header(start.getvalue(), body.getvalue())


def _write_pixels(instance: Instance, plan: Plan, out: BinaryIO, tools: Toolbox) -> None:
    image = instance.image
    if image is None:
        return
    if plan.mask or plan.clear_bits:
        write_pixel_data(out, image, _frames(instance, image, plan, tools))
    else:
        copy_pixel_data(out, image, instance.stream)


def _frames(instance: Instance, image: ImagePixel, plan: Plan, tools: Toolbox) -> Iterator[bytes]:
    """Yield every frame, those that the mask does not touch as they were."""
    codec = codec_for(image.transfer_syntax_uid, tools.codecs)
    frames = Frames(instance.stream, image)
    for index in range(len(frames)):
        frame = frames.frame(index)
        if plan.clear_bits:
            frame = clear_bits(codec, frame, plan.clear_bits, image)
        rects = plan.mask.on(index)
        yield codec.blackout(frame, rects, plan.black, image) if rects else frame


class _Deflated:
    """A file that deflates what is written to it (PS3.5 A.5)."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        self._written = 0

    def write(self, content: bytes) -> int:
        """Deflate and write."""
        self._out.write(self._deflater.compress(content))
        self._written += len(content)
        return len(content)

    def close(self) -> None:
        """Write what is left, padded to even length."""
        tail = self._deflater.flush()
        self._out.write(tail)
        if self._out.tell() % 2:
            self._out.write(b"\0")
