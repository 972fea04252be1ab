"""Paths → what is to be scrubbed, told by content: one source after another, in a fixed order.

Folders are walked by name, links followed, no folder entered twice. A ZIP's members come in
order of name; a ZIP inside a ZIP is not entered. What is left out becomes an outcome with its
reason, so that nothing vanishes.
"""

from __future__ import annotations

import lzma
import os
import stat
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.batch.sniff import HEAD, Content, content_of
from scrub.errors import InputError, UsageError
from scrub.model.instance import Source
from scrub.model.outcome import Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Found = Source | Outcome
"""Something to scrub, or something left out."""

_LEFT_OUT = {
    Content.DICOMDIR: (Verdict.REFUSED, "a DICOMDIR: its index would no longer be true"),
    Content.ZIP: (Verdict.NOT_DICOM, "a ZIP inside a ZIP"),
    Content.OTHER: (Verdict.NOT_DICOM, "not DICOM"),
}
_ENCRYPTED = 0x1
_BAD_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError)


def discover(roots: Sequence[str], output: str, beside: Sequence[str] = ()) -> Iterator[Found]:
    """Check the paths, and return what is there.

    `beside` are the paths the run itself writes next to the output.

    Raises:
        InputError: if a root does not exist; later, while iterating, if there was no DICOM.
        UsageError: if the run would write into what it reads, or read what it writes.

    """
    for root in roots:
        _check_root(root, [output, *beside])
    return _something(_walk(_without_inner(roots), output))


def _check_root(root: str, written: Iterable[str]) -> None:
    real = Path(os.path.realpath(root))
    if not real.exists():
        raise InputError(f"there is no {root}")
    for path in written:
        target = Path(os.path.realpath(path))
        if target.is_relative_to(real) or real.is_relative_to(target):
            raise UsageError(f"input and output lie one inside the other: {root} and {path}")


def _without_inner(roots: Sequence[str]) -> list[str]:
    """Return the roots, less those that lie in another or were named before."""
    reals = [Path(os.path.realpath(root)) for root in roots]
    return [
        root
        for i, (root, real) in enumerate(zip(roots, reals, strict=True))
        if real not in reals[:i]
        and not any(other != real and real.is_relative_to(other) for other in reals)
    ]


def _something(found: Iterator[Found]) -> Iterator[Found]:
    """Pass on what is found; fail at the end if it was nothing but other files."""
    others = 0
    for item in found:
        others += isinstance(item, Outcome) and item.verdict is Verdict.NOT_DICOM
        yield item
        if isinstance(item, Source) or item.verdict is not Verdict.NOT_DICOM:
            yield from found
            return
    raise InputError(f"nothing to do: no DICOM among {others} files")


def _walk(roots: Iterable[str], output: str) -> Iterator[Found]:
    entered: set[tuple[int, int]] = set()
    _is_new_folder(output, entered)
    for root in roots:
        if Path(root).is_dir():
            yield from _folder(Source(root), entered)
        else:
            yield from _file(Source(root))


def _folder(folder: Source, entered: set[tuple[int, int]]) -> Iterator[Found]:
    """Yield what is in a folder, without recursion: a tree may be deeper than Python's stack."""
    open_folders = [iter((folder,))]
    while open_folders:
        source = next(open_folders[-1], None)
        if source is None:
            open_folders.pop()
        elif not Path(source.file).is_dir():
            yield from _file(source)
        elif _is_new_folder(source.file, entered):
            try:
                names = sorted(path.name for path in Path(source.file).iterdir())
            except OSError as problem:
                yield _failed(source, f"the folder cannot be read: {problem.strerror}")
                continue
            open_folders.append(_children(source, names))


def _children(folder: Source, names: Iterable[str]) -> Iterator[Source]:
    return (Source(folder.root, _join(folder.path, name)) for name in names)


def _join(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name


def _is_new_folder(path: str, entered: set[tuple[int, int]]) -> bool:
    try:
        state = Path(path).stat()
    except OSError:
        return False
    key = (state.st_dev, state.st_ino)
    is_new = key not in entered
    entered.add(key)
    return is_new


def _file(source: Source) -> Iterator[Found]:
    try:
        # Opening a pipe would wait for its writer.
        if not stat.S_ISREG(Path(source.file).stat().st_mode):
            yield Outcome(source, Verdict.NOT_DICOM, "not a file")
            return
        with Path(source.file).open("rb") as file:
            content = content_of(file.read(HEAD))
    except OSError as problem:
        yield _failed(source, f"cannot be read: {problem.strerror}")
        return
    if content is Content.ZIP:
        yield from _members(source)
    else:
        yield _settle(source, content)


def _settle(source: Source, content: Content) -> Found:
    if content is Content.DICOM:
        return source
    verdict, reason = _LEFT_OUT[content]
    return Outcome(source, verdict, reason)


def _members(archive: Source) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(archive.file) as opened:
            members = sorted(opened.infolist(), key=lambda member: member.filename)
            before = ""
            for member in (m for m in members if not m.is_dir()):
                source = Source(archive.root, archive.path, member.filename)
                if member.filename == before:
                    yield _failed(source, "the ZIP has two members of this name")
                else:
                    yield _member(opened, member, source)
                before = member.filename
    except OSError as problem:
        yield _failed(archive, f"the ZIP cannot be read: {problem.strerror}")
    except _BAD_ZIP:
        yield _failed(archive, "the ZIP is damaged")


def _member(opened: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source) -> Found:
    if member.flag_bits & _ENCRYPTED:
        return _failed(source, "encrypted in its ZIP")
    try:
        with opened.open(member) as file:
            return _settle(source, content_of(file.read(HEAD)))
    except (*_BAD_ZIP, OSError, zlib.error, lzma.LZMAError):
        return _failed(source, "damaged, or packed in a way that is not known, in its ZIP")


def _failed(source: Source, reason: str) -> Outcome:
    return Outcome(source, Verdict.FAILED, reason)
