"""Runs the command with a user's arguments, and says what became of each file."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from pydicom import dcmread

from scrub.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OPTIONS = (
    "retain-safe-private",
    "retain-uids",
    "retain-device-identity",
    "retain-institution-identity",
    "retain-patient-characteristics",
    "retain-full-dates",
    "retain-modified-dates",
    "clean-descriptors",
    "clean-structured-content",
    "clean-graphics",
)
"""Of PS3.15 Annex E.3, as the command calls them."""

RUNS: dict[str, tuple[str, ...]] = {
    "basic": (),
    **{one: (one,) for one in OPTIONS},
    "all, full dates": tuple(one for one in OPTIONS if one != "retain-modified-dates"),
    "all, modified dates": tuple(one for one in OPTIONS if one != "retain-full-dates"),
}
"""Options that are tried together, by what a table calls them."""

HIPAA = "hipaa"
"""The other profile, without options."""

_ENDED_WELL = frozenset({0, 10, 11})


@dataclass(frozen=True)
class Ended:
    """What became of one file; `output` is there if it was written."""

    source: Path
    verdict: str
    reason: str
    output: Path | None


class CommandFailedError(Exception):
    """The command ended otherwise than it does when each file has a verdict."""


KEY = "5c" * 32
"""Always the same: a random one happened to make digits that were a date of the source."""


def arguments(run: str) -> tuple[str, ...]:
    """Return what the command is told for a run: of RUNS, or HIPAA."""
    if run == HIPAA:
        return ("--profile", HIPAA)
    return tuple(part for option in RUNS[run] for part in ("--option", option))


def scrubbed(source: Path, out: Path, *told: str, workers: int = 0) -> tuple[Ended, ...]:
    """Scrub a folder by `scrub SOURCE OUT`; the key beside OUT is KEY, if none is there.

    Raises:
        CommandFailedError: if it ended before each file had a verdict.

    """
    key = out.with_name("key")
    if not key.exists():
        key.write_text(f"{KEY}\n", encoding="ascii")
        key.chmod(0o600)
    how = ("--reveal", "--key", str(key), "--workers", str(workers))
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = main((str(source), str(out), *how, *told))
    if code not in _ENDED_WELL:
        raise CommandFailedError(f"{' '.join(told)}: {code}: {said.getvalue().strip()}")
    report = out.with_name(f"{out.name}.report") / "report.jsonl"
    lines = report.read_text(encoding="utf-8").splitlines()
    return tuple(_ended(json.loads(line), out) for line in lines)


def _ended(record: dict[str, str], out: Path) -> Ended:
    written = out / record["output"] if record["output"] else None
    return Ended(Path(record["path"]), record["verdict"], record["reason"], written)


@dataclass(frozen=True)
class Laid:
    """Files as they can be scrubbed: where folders hold several of one UID, in several folders."""

    folders: tuple[Path, ...]
    originals: dict[Path, Path]

    def scrubbed(self, out: Path, *told: str, workers: int = 0) -> Iterator[Ended]:
        """Scrub all, a folder of OUT for each folder, and yield what became of the originals."""
        out.mkdir(parents=True)
        for folder in self.folders:
            for one in scrubbed(folder, out / folder.name, *told, workers=workers):
                yield replace(one, source=self.originals[one.source])


def laid(files: Iterable[Path], folder: Path) -> Laid:
    """Copy files to folders in which no SOP Instance UID is twice."""
    seen: Counter[str] = Counter()
    originals = {}
    for number, path in enumerate(files):
        uid = _uid(path) or path.name
        place = folder / str(seen[uid])
        seen[uid] += 1
        place.mkdir(parents=True, exist_ok=True)
        copy = place / f"{number}.dcm"
        shutil.copyfile(path, copy)
        originals[copy] = path
    return Laid(tuple(sorted({path.parent for path in originals})), originals)


def _uid(path: Path) -> str:
    try:
        dataset = dcmread(path, force=True, specific_tags=["SOPInstanceUID"])
        return str(dataset.get("SOPInstanceUID", ""))
    except Exception:  # noqa: BLE001 (some are broken on purpose)
        return ""
