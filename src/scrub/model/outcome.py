"""How one instance ended: exactly one verdict, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrub.model.instance import Source
    from scrub.model.plan import Plan


class Verdict(StrEnum):
    """How an instance ended. Only WRITTEN leaves a file in the output."""

    WRITTEN = "written"
    HELD = "held"
    REFUSED = "refused"
    FAILED = "failed"
    NOT_DICOM = "not dicom"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing verified on the draft. `detail` never quotes patient data."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that is remembered of one instance.

    `reason` never quotes patient data. `seconds` are wall time by stage. `matched` is a digest of
    what mask templates ask of it, empty where there is nothing that they could. `is_contested`
    says that it was held since another file is where the plan has it.
    """

    source: Source
    verdict: Verdict
    reason: str
    plan: Plan | None = None
    checks: tuple[Check, ...] = ()
    seconds: tuple[tuple[str, float], ...] = ()
    modality: str = ""
    equipment: str = ""
    number_of_frames: int = 0
    rows: int = 0
    columns: int = 0
    matched: str = ""
    is_contested: bool = False


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An instance that ends as it did: nothing that its outcome rests on has changed."""

    source: Source
