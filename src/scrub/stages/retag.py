"""Retag: elements changed by hand; the pixels, and every other element, keep their very bytes.

2026-11: what is behind the header is copied as it lies in the file, not decoded, so that it does
not matter whether it could be. The preamble becomes empty: what another format says there of
places in the file holds no more (PS3.10 7.1).
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian

from scrub.errors import InstanceError, OutputError, UnsupportedInstanceError, UsageError
from scrub.header.editing import file_meta
from scrub.header.tags.changes import Change, Made, change
from scrub.model.header import Effect
from scrub.pixels.copying import copy
from scrub.stages.encoded import Deflated, encoded, preamble
from scrub.stages.read_back import read_back
from scrub.stages.stamp import stamp_of
from scrub.stages.tagged import Tagged, opened
from scrub.stages.write import discard
from scrub.storage.folder import link, sync

if TYPE_CHECKING:
    from scrub.model.instance import Source

_DICOMDIR = "1.2.840.10008.1.3.10"
_PIXEL_GROUP = 0x7FE0
_MADE_ANEW = frozenset({0x00020000, 0x00020001, 0x00020010, 0x00020012, 0x00020013})
_PERMISSIONS = 0o777
_IS_THERE = "the output is there already: it is not written over"


@dataclass(frozen=True, slots=True)
class Manner:
    """How changes are made: what is not there may be added, left out, or else is an error.

    `in_place` replaces the source itself.
    """

    add: bool = False
    lenient: bool = False
    in_place: bool = False


def retag(
    source: Source, target: Path, changes: tuple[Change, ...], manner: Manner | None = None
) -> tuple[str, ...]:
    """Write a file with some elements changed; return the names of those that were left out.

    The target is a new file, or, in place, the source itself, which is replaced once all is done.
    It may be read by whoever may read the source.

    Raises:
        UsageError: if a change does not go with the instance, or names what is not there.
        OutputError: if something else is there, or it cannot be written.
        InstanceError: if it cannot be read, or cannot be written faithfully.

    """
    how = manner or Manner()
    if how.in_place:
        target = Path(os.path.realpath(source.file))
    try:
        _check_target(source, target, how)
        stamp = _stamp(source)
        handle, name = tempfile.mkstemp(prefix=".scrub-", suffix=".part", dir=target.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                made = _written(source, out, changes, how)
            read_back(draft, source, made.edits)
            draft.chmod(Path(source.file).stat().st_mode & _PERMISSIONS)
            sync(draft)
            if stamp != _stamp(source):
                raise InstanceError("the file was changed while it was being read")
            _publish(draft, target, how)
        finally:
            discard(draft)
    except OSError as problem:
        raise OutputError(f"cannot write the output: {problem.strerror}") from None
    return made.absent


def _check_target(source: Source, target: Path, how: Manner) -> None:
    if how.in_place and source.member:
        raise UnsupportedInstanceError("in a ZIP: it cannot be replaced there")
    if not how.in_place and target.exists():
        raise OutputError(_IS_THERE)


def _stamp(source: Source) -> tuple[int, ...]:
    try:
        return stamp_of(Path(source.file))
    except OSError as problem:
        raise InstanceError(f"cannot be opened: {problem.strerror}") from None


def _publish(draft: Path, target: Path, how: Manner) -> None:
    if how.in_place:
        draft.replace(target)
    elif not link(draft, target):
        raise OutputError(_IS_THERE)
    sync(target.parent)


def _written(source: Source, out: BinaryIO, changes: tuple[Change, ...], manner: Manner) -> Made:
    with opened(source) as file:
        _refuse(file)
        before, after = _parted(changes, file)
        made = change(file.parts.dataset, before, add=manner.add)
        behind = _changed_behind(file, after)
        absent = (*made.absent, *behind.absent)
        if absent and not manner.lenient:
            raise UsageError(f"{absent[0]} is not there")
        _write(file, out, rewritten=bool(behind.edits))
        return Made((*made.edits, *behind.edits), absent)


def _refuse(file: Tagged) -> None:
    parts = file.parts
    if parts.meta.get("MediaStorageSOPClassUID") == _DICOMDIR:
        # Its records say at which byte others begin (PS3.3 F.3.2.2).
        raise UnsupportedInstanceError("a DICOMDIR: its records would no longer be true")
    raws = (parts.dataset.get_item(tag) for tag in parts.dataset.keys())  # noqa: SIM118
    is_implicit, _ = parts.dataset.original_encoding
    if not is_implicit and any(raw is not None and raw.VR is None for raw in raws):
        raise UnsupportedInstanceError("its VRs are implicit, and its Transfer Syntax says not")


def _parted(
    changes: tuple[Change, ...], file: Tagged
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Return the changes of elements before Pixel Data, and of those behind."""
    if file.pixels is None:
        return changes, ()
    behind = tuple(one for one in changes if one.name[0].tag >> 16 > _PIXEL_GROUP)
    return tuple(one for one in changes if one not in behind), behind


def _changed_behind(file: Tagged, changes: tuple[Change, ...]) -> Made:
    for one in changes:
        if one.effect is Effect.SET:
            raise UsageError(
                f"{one.shown_name} comes after the pixels: it can be removed or emptied, not set"
            )
    if file.after is None:
        return Made((), tuple(one.shown_name for one in changes))
    return change(file.after, changes)


def _write(file: Tagged, out: BinaryIO, *, rewritten: bool) -> None:
    dataset = file.parts.dataset
    meta = _meta(file)
    del dataset.file_meta
    header = encoded(dataset)
    out.write(preamble(meta))
    if file.parts.transfer_syntax_uid != DeflatedExplicitVRLittleEndian:
        out.write(header)
        _write_rest(file, out, rewritten=rewritten)
        return
    deflated = Deflated(out)
    deflated.write(header)
    _write_rest(file, cast("BinaryIO", deflated), rewritten=rewritten)
    deflated.close()


def _write_rest(file: Tagged, out: BinaryIO, *, rewritten: bool) -> None:
    """Write Pixel Data as it is, and what is behind it: anew only if it was changed."""
    if file.pixels is None:
        return
    stop = file.pixels.stop if rewritten else file.end
    copy(out, file.stream, file.pixels.start, stop - file.pixels.start)
    if rewritten and file.after is not None:
        del file.after.file_meta
        out.write(encoded(file.after))


def _meta(file: Tagged) -> FileMetaDataset:
    """Return File Meta Information as it was, in step with the data set, and written by us."""
    parts = file.parts
    meta = FileMetaDataset()
    for tag in parts.meta.keys():  # noqa: SIM118 (a data set iterates over its elements)
        if int(tag) not in _MADE_ANEW:
            meta[tag] = parts.meta.get_item(tag)
    for keyword in ("SOPClassUID", "SOPInstanceUID"):
        said = parts.dataset.get(keyword)
        if said:
            setattr(meta, f"MediaStorage{keyword}", UID(str(said)))
        if not meta.get(f"MediaStorage{keyword}"):
            raise InstanceError("no SOP Class or Instance UID: it cannot be a file (PS3.10 7.1)")
    ours = file_meta(parts.transfer_syntax_uid, "", "", metadata.version("dicom-scrub"))
    for element in ours:
        if int(element.tag) in _MADE_ANEW:
            meta.add(element)
    return meta
