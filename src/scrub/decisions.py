"""Decisions of people, in a file beside the output: read, append, and append unless overtaken.

One JSON object a line, in the order in which they were made. Nothing is ever changed or removed:
who takes back a decision appends an UNDO. Keys of a line:

    schema               1
    id, source_id, bytes_id, ruling, by, at, of, note     see scrub.model.decision
    rect                 {x, y, width, height}, in pixels of the frame; or null
    frames               {first, last}, counted from 1; or null

A line is there once `append` has returned, whatever happens to the machine. A crash may leave half
a line at the end: it is not read, and is cut off before the next one is appended.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from scrub.errors import ConflictError, InputError, OutputError
from scrub.model.decision import Decision, Ruling, holding
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

if sys.platform != "win32":
    import fcntl

SCHEMA = 1
"""Counts up when a key changes its meaning or goes."""

_HEX_DIGITS = 32
_PIECE = 1 << 20
_TEXTS = ("id", "source_id", "bytes_id", "by", "at", "of", "note")
_KEYS = frozenset({"schema", "ruling", "rect", "frames", *_TEXTS})


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that was decided, by source, each in the order in which it was decided."""

    by_source: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)

    def all_of(self, source_id: str) -> tuple[Decision, ...]:
        """Return every decision on a source: undone ones and undos too."""
        return self.by_source.get(source_id, ())

    def holding(self, source_id: str) -> tuple[Decision, ...]:
        """Return what holds of a source now, undos resolved."""
        return holding(self.all_of(source_id))

    def version_of(self, source_id: str) -> int:
        """Return how many lines are about a source: what `append_if` expects."""
        return len(self.all_of(source_id))


def bytes_id(key: bytes, sha256: str) -> str:
    """Return what decisions name a source's bytes by: a keyed hash of their SHA-256."""
    digest = hmac.digest(key, b"bytes\0" + sha256.encode("ascii"), "sha256")
    return digest.hex()[:_HEX_DIGITS]


def digest_of(held: Iterable[Decision]) -> str:
    """Return what tells what holds of one source from what held before; empty if nothing does."""
    lines = b"".join(map(_line, held))
    return hashlib.sha256(lines).hexdigest()[:_HEX_DIGITS] if lines else ""


def read(path: str) -> Decisions:
    """Return all decisions of a file; none if there is no file.

    Raises:
        InputError: if it cannot be read, or a line is damaged: which one is told.

    """
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        return Decisions()
    except OSError as problem:
        raise InputError(f"cannot read the decisions: {problem.strerror}") from None
    return _parsed(content)


def append(path: str, decision: Decision) -> None:
    """Add a decision at the end; it outlives the machine once this returns.

    Raises:
        OutputError: if it cannot be written.

    """
    with _locked(path) as file:
        _append(file, _line(decision))


def append_if(path: str, decision: Decision, expected_version: int) -> None:
    """Add a decision at the end unless somebody else decided on its source meanwhile.

    `expected_version` is what `version_of` said of the source when it was shown to who decides.
    No other process comes between the check and the line.

    Raises:
        ConflictError: if there are more decisions on the source by now: read again.
        InputError: if a line is damaged.
        OutputError: if it cannot be written.

    """
    with _locked(path) as file:
        found = _parsed(_content(file)).version_of(decision.source_id)
        if found != expected_version:
            raise ConflictError("somebody else decided on this instance meanwhile")
        _append(file, _line(decision))


def append_together(path: str, wanted: Iterable[tuple[Sequence[Decision], int]]) -> int:
    """Add what was decided on several sources in one go, and return how many were overtaken.

    Each is all that is decided on one source, with the version that is expected of it; where there
    are more decisions on the source by now, nothing of it is added. All is written as one.

    Raises:
        InputError: if a line is damaged.
        OutputError: if it cannot be written.

    """
    overtaken = 0
    lines: list[bytes] = []
    with _locked(path) as file:
        there = _parsed(_content(file)).by_source
        versions = {source: len(decisions) for source, decisions in there.items()}
        for decisions, expected in wanted:
            source = decisions[0].source_id
            if versions.get(source, 0) != expected:
                overtaken += 1
                continue
            versions[source] = expected + len(decisions)
            lines += map(_line, decisions)
        if lines:
            _append(file, b"".join(lines))
    return overtaken


@contextmanager
def _locked(path: str) -> Iterator[BinaryIO]:
    """Open the file, made if need be, and keep other writers out."""
    is_new = not Path(path).exists()
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        # Unbuffered, so that a line is one write. Closing it lets go of the lock, too.
        with os.fdopen(descriptor, "a+b", buffering=0) as file:
            if sys.platform != "win32":
                fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        if is_new:
            _sync_name(path)
    except OSError as problem:
        raise OutputError(f"cannot write the decisions: {problem.strerror}") from None


def _append(file: BinaryIO, lines: bytes) -> None:
    end = _end_of_lines(file)
    try:
        is_whole = file.write(lines) == len(lines)
        os.fsync(file.fileno())
    except OSError:
        file.truncate(end)
        raise
    if not is_whole:
        file.truncate(end)
        raise OutputError("cannot write the decisions: no space left")


def _end_of_lines(file: BinaryIO) -> int:
    """Cut off half a line that a crash left at the end, and return where the lines end."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 1))
    if not size or file.read(1) == b"\n":
        return size
    end = _content(file).rfind(b"\n") + 1
    file.truncate(end)
    return end


def _content(file: BinaryIO) -> bytes:
    file.seek(0)
    return b"".join(iter(lambda: file.read(_PIECE), b""))


def _sync_name(path: str) -> None:
    folder = os.open(Path(path).parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _parsed(content: bytes) -> Decisions:
    by_source: dict[str, list[Decision]] = {}
    # What follows the last line break is half a line, or nothing.
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        one = _decision(line, number)
        by_source.setdefault(one.source_id, []).append(one)
    return Decisions({source: tuple(decisions) for source, decisions in by_source.items()})


def _decision(line: bytes, number: int) -> Decision:
    try:
        told = json.loads(line)
        schema = told["schema"]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"the decisions, line {number}: damaged") from None
    if schema != SCHEMA:
        raise InputError(f"the decisions, line {number}: made by another version of scrub")
    try:
        return _from_json(told)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"the decisions, line {number}: damaged") from None


def _from_json(told: dict[str, Any]) -> Decision:
    if told.keys() != _KEYS:
        raise KeyError
    texts = {name: told[name] for name in _TEXTS}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError
    return Decision(
        ruling=Ruling(told["ruling"]),
        rect=_rect(told["rect"]),
        frames=_frames(told["frames"]),
        **texts,
    )


def _rect(told: Mapping[str, int] | None) -> Rect | None:
    if told is None:
        return None
    left, top = int(told["x"]), int(told["y"])
    return Rect(left, top, left + int(told["width"]), top + int(told["height"]))


def _frames(told: Mapping[str, int] | None) -> FrameRange | None:
    return None if told is None else FrameRange(int(told["first"]) - 1, int(told["last"]))


def _line(decision: Decision) -> bytes:
    return json.dumps(to_json(decision), separators=(",", ":")).encode("ascii") + b"\n"


def to_json(decision: Decision) -> dict[str, Any]:
    """Return a decision with the keys of a line of the file."""
    rect, frames = decision.rect, decision.frames
    return {
        "schema": SCHEMA,
        "id": decision.id,
        "source_id": decision.source_id,
        "bytes_id": decision.bytes_id,
        "ruling": str(decision.ruling),
        "rect": rect
        and {"x": rect.left, "y": rect.top, "width": rect.width, "height": rect.height},
        "frames": frames and {"first": frames.first + 1, "last": frames.stop},
        "by": decision.by,
        "at": decision.at,
        "of": decision.of,
        "note": decision.note,
    }
