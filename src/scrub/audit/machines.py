"""Which machine made each file of an output: so that rare ones are in a sample.

As the run's report tells, whose words may be shown. Where there is none the files are asked, and
equipment is told apart by numbers: what stands in a file that nobody vouches for may be a name.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydicom import dcmread

from scrub.audit.claims import Claims, claims_of
from scrub.audit.reading import texts_at
from scrub.audit.sampling import Machine
from scrub.header.terms import are_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydicom.dataset import Dataset

UNREADABLE = Machine("", "cannot be read")
UNRECORDED = Machine("", "not in the report")

_MODALITY = 0x00080060
_SAYING = ("DeidentificationMethod", "DeidentificationMethodCodeSequence")
_ASKED = ("Modality", "Manufacturer", "ManufacturerModelName", *_SAYING)
_FEW = 20
"""So many files are asked what an output claims, at most, until one says it."""


def as_recorded(files: Iterable[str], recorded: Mapping[str, Machine]) -> tuple[Machine, ...]:
    """Return the machine of each file, as a report tells."""
    return tuple(recorded.get(file, UNRECORDED) for file in files)


def as_they_say(folder: str, files: Sequence[str]) -> tuple[Machine, ...]:
    """Return the machine of each file, as the files tell, equipment by a number."""
    numbers: dict[tuple[str, ...], int] = {}
    machines = {}
    for file in sorted(files):
        dataset = _header(folder, file)
        machines[file] = UNREADABLE if dataset is None else _machine(dataset, numbers)
    return tuple(machines[file] for file in files)


def first_claims(folder: str, files: Sequence[str]) -> Claims:
    """Return what the first file claims that claims anything, among the first few."""
    for file in files[:_FEW]:
        dataset = _header(folder, file)
        claims = claims_of(dataset) if dataset is not None else Claims()
        if claims.profile:
            return claims
    return Claims()


def _machine(dataset: Dataset, numbers: dict[tuple[str, ...], int]) -> Machine:
    modality = texts_at(dataset, "Modality")
    said = "".join(modality) if are_terms(_MODALITY, "CS", modality) else "other"
    equipment = (said, *texts_at(dataset, "Manufacturer"), *texts_at(dataset, _ASKED[2]))
    number = numbers.setdefault(equipment, len(numbers) + 1)
    return Machine(said, f"equipment {number}")


def _header(folder: str, file: str) -> Dataset | None:
    try:
        return dcmread(Path(folder, file), stop_before_pixels=True, specific_tags=[*_ASKED])
    except Exception:  # noqa: BLE001 (whatever it is, its message may quote a value)
        return None
