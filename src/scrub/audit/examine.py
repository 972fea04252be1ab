"""One file of an output, looked at afresh: every check there is, and pictures for a person.

Whatever is wrong with a file is a fault of it. An audit goes on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydicom import dcmread

from scrub.audit.against import SOURCE, own_values, source_check
from scrub.audit.claims import claim_faults, claims_of
from scrub.audit.faults import AuditCheck, wrong
from scrub.audit.headers import Rules, header_checks
from scrub.audit.names import Names, uid_faults
from scrub.audit.pictures import Shown, pictures
from scrub.audit.pixels import (
    TEXT,
    beside_image,
    black_check,
    blacked,
    overlay_check,
    ruled,
    text_faults,
    text_left,
)
from scrub.audit.reading import places
from scrub.audit.words import NOBODY, Words
from scrub.errors import InstanceError, RunError
from scrub.model.instance import Source
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from pydicom.dataset import Dataset, FileDataset

    from scrub.audit.asked import Asked
    from scrub.audit.faults import Fault
    from scrub.model.header import Identity
    from scrub.model.text import Finding
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox

READABLE = "pydicom reads all of it"
NAME = "its name is made of its UIDs"
SAID = "what it says of having been scrubbed holds"
PREAMBLE = "nothing is hidden before or after its elements"

_DEFERRED = 1 << 16
_PREAMBLE = 128
_FILE_META = 0x0002
_META_OF_OTHERS = (
    "SourceApplicationEntityTitle",
    "PrivateInformation",
    "SendingApplicationEntityTitle",
)
_MOVED = frozenset({"retain-full-dates", "retain-modified-dates"})


@dataclass(frozen=True, slots=True)
class Item:
    """One file to look at. `file` is relative to the output.

    `record` is the run's own of it, if there is one; `source` what it was made from, if it is
    known. `number` is its place in the random order, from 0.
    """

    number: int
    file: str
    record: Mapping[str, Any] | None = field(default=None, repr=False)
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """What came of looking at one file. `sha256` is empty where it cannot be read."""

    number: int
    sha256: str
    checks: tuple[AuditCheck, ...]
    frames: int = 0
    rows: int = 0
    columns: int = 0
    pictures: tuple[Shown, ...] = field(default=(), repr=False)

    @property
    def passed(self) -> bool:
        """Tell whether no check found anything."""
        return all(check.passed for check in self.checks)


@dataclass(frozen=True, slots=True)
class Auditor:
    """What all files are looked at with. `look` says whether pixels are."""

    output: str
    tools: Toolbox
    asked: Asked | None
    look: bool = True


def examine(item: Item, auditor: Auditor) -> Examined:
    """Look at one file.

    Raises:
        RunError: if no other file can be looked at either.

    """
    try:
        return _One(item, auditor).examine()
    except RunError:
        raise
    except MemoryError:
        return lost(item, "not enough memory")
    except Exception as problem:  # noqa: BLE001 (its message may quote a name: only its type)
        return lost(item, f"unexpected {type(problem).__name__}")


def lost(item: Item, problem: str) -> Examined:
    """Return that a file could not be looked at."""
    return Examined(item.number, "", (AuditCheck(READABLE, (wrong("file", problem),)),))


class _One:
    """One file, and what is known of it so far."""

    def __init__(self, item: Item, auditor: Auditor) -> None:
        self._item = item
        self._with = auditor
        self._path = Path(auditor.output, item.file)
        self._checks: list[AuditCheck] = []
        self._own: Identity = NOBODY
        self._black = blacked(item.record) if item.record else ()
        self._ruled = ruled(item.record or {})

    def examine(self) -> Examined:
        """Check everything, from the name inward."""
        if self._path.is_symlink() or not self._path.is_file():
            return lost(self._item, "is no file of its own")
        with self._path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        dataset, faults = _by_pydicom(self._path)
        self._add(READABLE, faults)
        if dataset is None:
            self._add(NAME, Names(retained=True).faults(self._item.file))
            return Examined(self._item.number, sha256, tuple(self._checks))
        known = self._source_values()
        self._header(dataset)
        frames, rows, columns, shown = self._inside(dataset, known=known)
        checks = tuple(self._checks)
        return Examined(self._item.number, sha256, checks, frames, rows, columns, shown)

    def _add(self, name: str, faults: Iterator[Fault] | tuple[Fault, ...]) -> None:
        self._checks.append(AuditCheck(name, tuple(faults)))

    def _source_values(self) -> bool:
        """Read the source, if there is one; tell whether what it says is known."""
        source = self._item.source
        if source is None:
            return False
        try:
            self._own = own_values(source, self._with.tools)
        except InstanceError as problem:
            self._checks.append(AuditCheck(SOURCE, done=False, note=f"the source: {problem}"))
            return False
        return True

    def _header(self, dataset: FileDataset) -> None:
        """Check names, claims and every element."""
        claims = claims_of(dataset)
        names = Names(retained="retain-uids" in claims.options)
        file = self._item.file
        self._add(NAME, (*names.faults(file), *uid_faults(file, dataset, dataset.file_meta)))
        self._add(SAID, claim_faults(dataset, claims, self._with.asked))
        words = Words(self._with.tools, self._own)
        self._checks += header_checks(dataset, Rules(claims, self._with.asked, words))
        self._add(PREAMBLE, _hidden(dataset))

    def _inside(self, dataset: Dataset, *, known: bool) -> tuple[int, int, int, tuple[Shown, ...]]:
        """Check pixels and bytes, as scrub itself reads them; return the size, and pictures."""
        try:
            with read(Source(str(self._path))) as instance:
                if known:
                    moved = not _MOVED.isdisjoint(claims_of(dataset).options)
                    self._checks.append(source_check(instance, dataset, self._own, moved=moved))
                if instance.image is None:
                    return 0, 0, 0, ()
                image = instance.image
                return image.number_of_frames, image.rows, image.columns, self._pixels(instance)
        except InstanceError as problem:
            self._add(TEXT, (wrong("pixel data", str(problem)),))
            return 0, 0, 0, ()

    def _pixels(self, instance: Instance) -> tuple[Shown, ...]:
        tools, image = self._with.tools, instance.image
        if image is None:
            return ()
        self._checks.append(beside_image(instance, image, self._own))
        even = self._black
        if even:
            check, even = black_check(instance, image, even)
            self._checks.append(check)
        findings: tuple[Finding, ...] = ()
        if self._with.look:
            seen = text_left(instance, image, tools, self._own, even)
            findings = tuple(one for one in seen if not self._ruled.excuses(one))
            cleared = len(seen) - len(findings)
            note = f"{cleared} cleared or accepted by a person" if cleared else ""
            self._checks.append(AuditCheck(TEXT, tuple(text_faults(findings)), note=note))
            self._checks.append(overlay_check(instance, tools, self._own))
        else:
            self._checks.append(
                AuditCheck(TEXT, done=False, note="pixels were not to be looked at")
            )
        return pictures(instance, image, tools, findings)


def _by_pydicom(path: Path) -> tuple[FileDataset | None, tuple[Fault, ...]]:
    """Return a file as pydicom reads it, if it does, and what it cannot read of it."""
    try:
        dataset = dcmread(path, defer_size=_DEFERRED)
        unread = tuple(
            wrong(str(place), "cannot be read")
            for place in places(dataset)
            if place.element is None
        )
    except Exception as problem:  # noqa: BLE001 (whatever it is, its message may quote a value)
        return None, (wrong("file", f"cannot be read: {type(problem).__name__}"),)
    return dataset, unread


def _hidden(dataset: FileDataset) -> Iterator[Fault]:
    """Yield what stands where nobody looks: before the data set, or in its meta information."""
    if dataset.preamble != bytes(_PREAMBLE):
        yield wrong("preamble", "is not all zero")
    for keyword in _META_OF_OTHERS:
        if dataset.file_meta.get(keyword):
            yield wrong("(0002,xxxx)", f"has {keyword}")
    if any(int(element.tag) >> 16 != _FILE_META for element in dataset.file_meta):
        yield wrong("(0002,xxxx)", "has elements of other groups")
