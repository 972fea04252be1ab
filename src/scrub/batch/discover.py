"""Paths and URLs → what is to be scrubbed, told by content: one source after another, in order.

Folders are walked by name, links followed, no folder entered twice; those of stores as
storage.listing has it. A ZIP's members come in order of name; a ZIP inside a ZIP is not entered.
What is left out becomes an outcome with its reason, so that nothing vanishes.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.batch.found import Found, by_content, failed
from scrub.batch.sniff import HEAD
from scrub.errors import InputError, InstanceError, UsageError
from scrub.model.instance import Source
from scrub.model.outcome import Outcome, Verdict
from scrub.model.place import is_url
from scrub.storage.inputs import Kind, kind_of, open_binary, state_of
from scrub.storage.urls import entered, parts_of, plain, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class _Root:
    """What the user named. Of a chain into a ZIP, `inside` is the folder in it that is meant."""

    place: str
    inside: str = ""

    def parts(self) -> tuple[str, ...]:
        """Return what it lies in, and itself."""
        inside = ("zip://", *self.inside.split("/")) if self.inside else ()
        return (*parts_of(self.place), *inside)


def discover(roots: Sequence[str], output: str, beside: Sequence[str] = ()) -> Iterator[Found]:
    """Check the paths, and return what is there.

    `beside` are the paths the run itself writes next to the output. All may be URLs.

    Raises:
        InputError: if a root does not exist; later, while iterating, if there was no DICOM.
        UsageError: if the run would write into what it reads, or read what it writes.
        MissingToolError: if what reads a URL is not installed.

    """
    named = [_Root(*entered(root)) for root in roots]
    for root in named:
        _check_root(root.place, [plain(output), *beside])
    return _something(_walk(_without_inner(named), output))


def _check_root(root: str, written: Iterable[str]) -> None:
    if is_url(root):
        kind_of(root)
    elif not Path(os.path.realpath(root)).exists():
        raise InputError(f"there is no {root}")
    here = parts_of(root)
    for path in written:
        there = parts_of(path)
        if here[: len(there)] == there or there[: len(here)] == here:
            raise UsageError(
                f"input and output lie one inside the other: {shown(root)} and {shown(path)}"
            )


def _without_inner(roots: Sequence[_Root]) -> list[_Root]:
    """Return the roots, less those that lie in another or were named before."""
    firsts = {root.parts(): root for root in reversed(roots)}
    return [
        root
        for root in roots
        if firsts[parts := root.parts()] is root
        and not any(parts[:length] in firsts for length in range(1, len(parts)))
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


def _walk(roots: Iterable[_Root], output: str) -> Iterator[Found]:
    folders: set[tuple[int, int]] = set()
    if not is_url(output):
        _is_new_folder(output, folders)
    for root in roots:
        if is_url(root.place):
            yield from _at_url(root)
        elif Path(root.place).is_dir():
            yield from _folder(Source(root.place), folders)
        else:
            yield from _file(Source(root.place), root.inside)


def _at_url(root: _Root) -> Iterator[Found]:
    if kind_of(root.place) is Kind.FOLDER:
        yield from _objects(root.place)
        return
    source = Source(root.place)
    size, modified = state_of(source)
    yield from _file(replace(source, size=size, modified=modified), root.inside)


def _objects(root: str) -> Iterator[Found]:
    """Yield what is in a folder of a store."""
    for one in import_module("scrub.storage.listing").walk(root, HEAD):
        source = Source(root, one.path, size=one.size, modified=one.modified)
        if one.problem:
            yield failed(source, f"cannot be read: {one.problem}")
        else:
            yield from by_content(source, one.head)


def _folder(folder: Source, folders: set[tuple[int, int]]) -> Iterator[Found]:
    """Yield what is in a folder, without recursion: a tree may be deeper than Python's stack."""
    open_folders = [iter((folder,))]
    while open_folders:
        source = next(open_folders[-1], None)
        if source is None:
            open_folders.pop()
        elif not Path(source.file).is_dir():
            yield from _file(source)
        elif _is_new_folder(source.file, folders):
            try:
                names = sorted(path.name for path in Path(source.file).iterdir())
            except OSError as problem:
                yield failed(source, f"the folder cannot be read: {problem.strerror}")
                continue
            open_folders.append(_children(source, names))


def _children(folder: Source, names: Iterable[str]) -> Iterator[Source]:
    return (Source(folder.root, _join(folder.path, name)) for name in names)


def _join(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name


def _is_new_folder(path: str, folders: set[tuple[int, int]]) -> bool:
    try:
        state = Path(path).stat()
    except OSError:
        return False
    key = (state.st_dev, state.st_ino)
    is_new = key not in folders
    folders.add(key)
    return is_new


def _file(source: Source, inside: str = "") -> Iterator[Found]:
    try:
        # Opening a pipe would wait for its writer.
        if not is_url(source.root) and not stat.S_ISREG(Path(source.file).stat().st_mode):
            yield Outcome(source, Verdict.NOT_DICOM, "not a file")
            return
        with open_binary(source) as file:
            head = file.read(HEAD)
    except OSError as problem:
        yield failed(source, f"cannot be read: {problem.strerror}")
        return
    except InstanceError as problem:
        yield failed(source, str(problem))
        return
    yield from by_content(source, head, inside)
