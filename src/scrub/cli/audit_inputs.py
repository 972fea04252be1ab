"""What an audit goes by besides the output: the run's report, and the sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.audit.asked import Asked, asked_for
from scrub.audit.sampling import Machine
from scrub.batch.discover import discover
from scrub.cli.beside import Beside
from scrub.cli.naming import Naming
from scrub.cli.report_folder import records, run_of
from scrub.errors import InputError
from scrub.header.key import load_key
from scrub.model.instance import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Report:
    """What a run's report tells: what was asked for, and which machine made each file.

    `sources` are the names of what was written.
    """

    folder: Path
    asked: Asked
    machines: Mapping[str, Machine] = field(repr=False)
    sources: frozenset[str] = field(repr=False)

    def records(self, files: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return the records of some files, by their path in the output."""
        return {one["output"]: one for one in _written(self.folder) if one["output"] in files}


def report_of(output: str) -> Report | None:
    """Return the report beside an output; None if there is none.

    Raises:
        InputError: if it cannot be read.

    """
    folder = Path(Beside(output).report)
    if not folder.is_dir():
        return None
    try:
        asked = asked_for(run_of(folder))
        made = {one["output"]: (_machine(one), str(one["source"])) for one in _written(folder)}
    except (OSError, ValueError, KeyError):
        raise InputError(f"no report of {output} that can be read") from None
    machines = {file: machine for file, (machine, _) in made.items()}
    return Report(folder, asked, machines, frozenset(source for _, source in made.values()))


def _machine(record: Mapping[str, Any]) -> Machine:
    return Machine(record["modality"] or _UNKNOWN, record["equipment"] or _UNKNOWN)


def _written(folder: Path) -> Iterator[dict[str, Any]]:
    return (one for one in records(folder) if one.get("output"))


def sources_of(
    inputs: Sequence[str], output: str, report: Report | None, key_path: str
) -> Mapping[str, Source]:
    """Return the sources that are in some places, by the hashes that reports name them by.

    Raises:
        RecipeError: if there is no key.
        InputError: if a place cannot be read, or has nothing that the output was made of.

    """
    if not inputs:
        return {}
    naming = Naming(load_key(Path(key_path)))
    found = discover([*inputs], output, Beside(output).written)
    named = {naming.name(one): one for one in found if isinstance(one, Source)}
    known = report.sources if report else frozenset[str]()
    if known.isdisjoint(named):
        raise InputError("by the key and the report, OUT was made of nothing that is in IN")
    return named
