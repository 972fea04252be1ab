"""What a file or a member of a ZIP turns out to be: to be scrubbed, or left out with a reason."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from scrub.batch.sniff import HEAD, Content, content_of
from scrub.errors import InstanceError
from scrub.model.instance import Source
from scrub.model.outcome import Outcome, Verdict
from scrub.storage.inputs import archive_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Found = Source | Outcome
"""Something to scrub, or something left out."""

_LEFT_OUT = {
    Content.DICOMDIR: (Verdict.REFUSED, "a DICOMDIR: its index would no longer be true"),
    Content.ZIP: (Verdict.NOT_DICOM, "a ZIP inside a ZIP"),
    Content.OTHER: (Verdict.NOT_DICOM, "not DICOM"),
}
_ENCRYPTED = 0x1
_BAD_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError)


def by_content(source: Source, head: bytes, inside: str = "") -> Iterator[Found]:
    """Yield what a file with these first bytes is: of a ZIP, its members inside of a folder."""
    content = content_of(head)
    if content is Content.ZIP:
        yield from _members(source, inside)
    else:
        yield _settle(source, content)


def failed(source: Source, reason: str) -> Outcome:
    """Return the outcome of what cannot be read."""
    return Outcome(source, Verdict.FAILED, reason)


def _settle(source: Source, content: Content) -> Found:
    if content is Content.DICOM:
        return source
    verdict, reason = _LEFT_OUT[content]
    return Outcome(source, verdict, reason)


def _members(archive: Source, inside: str) -> Iterator[Found]:
    try:
        with archive_of(archive) as opened:
            members = sorted(opened.infolist(), key=lambda member: member.filename)
            before = ""
            for member in (m for m in members if _is_in(m, inside)):
                source = replace(archive, member=member.filename)
                if member.filename == before:
                    yield failed(source, "the ZIP has two members of this name")
                else:
                    yield _member(opened, member, source)
                before = member.filename
    except OSError as problem:
        yield failed(archive, f"the ZIP cannot be read: {problem.strerror}")
    except InstanceError as problem:
        yield failed(archive, f"the ZIP {problem}")
    except _BAD_ZIP:
        yield failed(archive, "the ZIP is damaged")


def _is_in(member: zipfile.ZipInfo, inside: str) -> bool:
    if member.is_dir():
        return False
    return not inside or member.filename == inside or member.filename.startswith(f"{inside}/")


def _member(opened: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source) -> Found:
    if member.flag_bits & _ENCRYPTED:
        return failed(source, "encrypted in its ZIP")
    try:
        with opened.open(member) as file:
            return _settle(source, content_of(file.read(HEAD)))
    except (*_BAD_ZIP, OSError, zlib.error, lzma.LZMAError):
        return failed(source, "damaged, or packed in a way that is not known, in its ZIP")
