"""Which output was made of which source: as the report tells, or by Instance Number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydicom import dcmread
from pydicom.errors import InvalidDicomError

from scrub.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scrub.evaluation.truth import Case

Record = dict[str, Any]

_NO_RECORD: Record = {}


@dataclass(frozen=True, slots=True)
class Output:
    """What was made of one source: the file, empty if none, and its record in the report."""

    path: str
    record: Mapping[str, Any]


def match(cases: Sequence[Case], folder: str, records: Iterable[Record]) -> tuple[Output, ...]:
    """Return what was made of each case.

    Raises:
        InputError: if that cannot be told.

    """
    known = list(records)
    by_path = {Path(record["path"]).name: record for record in known if "path" in record}
    names = [Path(case.file).name for case in cases]
    if len(set(names)) == len(names) and set(names) <= by_path.keys():
        return tuple(_told(by_path[name], folder) for name in names)
    return _by_number(cases, folder, {str(record.get("output")): record for record in known})


def _told(record: Record, folder: str) -> Output:
    return Output(str(Path(folder, record["output"])) if record["output"] else "", record)


def _by_number(
    cases: Sequence[Case], folder: str, records: Mapping[str, Record]
) -> tuple[Output, ...]:
    wanted = [case.instance_number or instance_number(Path(case.file)) for case in cases]
    if max(Counter(wanted).values(), default=1) > 1:
        raise InputError(
            "cannot tell which output is which: Instance Numbers are not unique, and the report"
            " has no paths (scrub --reveal keeps them)"
        )
    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    found = {instance_number(path): path for path in paths}
    outputs = []
    for number in wanted:
        path = found.get(number)
        name = str(path.relative_to(folder)) if path else ""
        outputs.append(Output(str(path) if path else "", records.get(name, _NO_RECORD)))
    return tuple(outputs)


def instance_number(path: Path) -> str:
    """Return the Instance Number of a file, or its name if it has none."""
    try:
        dataset = dcmread(path, stop_before_pixels=True, specific_tags=["InstanceNumber"])
        number = dataset.get("InstanceNumber")
    except (InvalidDicomError, OSError, ValueError, KeyError, EOFError):
        return str(path)
    return str(path) if number is None else str(int(number))
