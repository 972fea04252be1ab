"""An audit: draw, look, widen while something is wrong, and say what that tells of all files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.audit.bounds import Looked, most_bad
from scrub.audit.faults import AuditCheck, Grade, identifies, wrong
from scrub.audit.names import Names, files_of
from scrub.audit.sampling import in_order, sample
from scrub.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from scrub.audit.examine import Examined
    from scrub.audit.faults import Fault
    from scrub.audit.sampling import Machine, Size
    from scrub.audit.verdicts import PersonsVerdict, Verdicts

NAMES = "every name in the output is made of UIDs"
ACCOUNTED = "every file is one that the run says it wrote, and each of those is there"

_MOST_TOLD = 100
"""Faults of the whole folder that are told one by one, at most."""


@dataclass(frozen=True, slots=True)
class Output:
    """An output: its files in the random order of the seed, and the machine of each.

    `recorded` are the files that the run's report says it wrote; None where there is no report.
    """

    files: tuple[str, ...]
    machines: tuple[Machine, ...]
    recorded: frozenset[str] | None = None
    retained_uids: bool = False


@dataclass(frozen=True, slots=True)
class Audited:
    """What came of an audit. `seen` are the files looked at, by number, each with its verdict.

    `simple` is how the simple random sample went, on which `most_bad` of all files rests.
    """

    output: Output
    whole: tuple[AuditCheck, ...]
    seen: tuple[tuple[Examined, PersonsVerdict | None], ...]
    simple: Looked
    most_bad: int

    @property
    def worst(self) -> Grade | None:
        """Return how bad the worst is that was found, None if nothing was."""
        grades = {fault.grade for check in self.whole for fault in check.faults}
        grades |= {grade for one, said in self.seen for grade in grades_of(one, said)}
        return next((grade for grade in Grade if grade in grades), None)


def looked(audited: Audited) -> Iterator[tuple[int, str, PersonsVerdict | None]]:
    """Yield the number of each file that was looked at, its SHA-256, and what a person says."""
    for one, said in audited.seen:
        yield one.number, one.sha256, said


def output_of(folder: str, seed: int, recorded: Iterable[str] | None) -> Output:
    """Return the files of an output; what made each is still to be told.

    Raises:
        InputError: if there is nothing in it.

    """
    files = in_order(files_of(folder), seed)
    if not files:
        raise InputError(f"nothing to audit in {folder}")
    return Output(files, (), None if recorded is None else frozenset(recorded))


def audit(
    output: Output,
    size: Size,
    examine: Callable[[Sequence[int]], Iterable[Examined]],
    verdicts: Verdicts,
) -> Audited:
    """Look at a sample of an output. `examine` looks at files, by number.

    What a person gave a verdict on is looked at, too: an earlier sample may have been wider.

    Raises:
        InputError: if a person's verdict is on other bytes, or on a file that is not there.

    """
    growing = sample(output.machines, size)
    growing.besides = _given(verdicts, len(output.files))
    seen: dict[int, Examined] = {}
    while due := growing.due():
        found = {one.number: one for one in examine(due)}
        seen |= found
        said = _said(found, verdicts.by_number)
        growing.told(due, [number for number in due if has_failed(found[number], said.get(number))])
    simple = growing.simply()
    return Audited(
        output,
        (_names(output), *_accounted(output)),
        tuple((seen[number], verdicts.by_number.get(number)) for number in sorted(seen)),
        simple,
        most_bad(simple),
    )


def grades_of(one: Examined, said: PersonsVerdict | None) -> frozenset[Grade]:
    """Return how bad what was found on one file is, by checks and by a person.

    Who says that a file is fine has seen that what recognizers guessed is nobody's.
    """
    by_person = {said.grade} if said and said.grade else set[Grade]()
    settled = said is not None and said.grade is None
    faults = (fault for check in one.checks for fault in check.faults)
    return frozenset({f.grade for f in faults if not (settled and f.guess)} | by_person)


def has_failed(one: Examined, said: PersonsVerdict | None) -> bool:
    """Tell whether a file fails; doubts that a person is to settle are no failure."""
    return bool(grades_of(one, said) - {Grade.DOUBT})


def _given(verdicts: Verdicts, files: int) -> frozenset[int]:
    """Return the numbers of the files that a person gave verdicts on."""
    strange = [number for number in verdicts.by_number if number >= files]
    if strange:
        raise InputError(f"verdicts: there is no item {strange[0] + 1}")
    return frozenset(verdicts.by_number)


def _said(
    found: Mapping[int, Examined], verdicts: Mapping[int, PersonsVerdict]
) -> Mapping[int, PersonsVerdict]:
    """Return a person's verdicts on files.

    Raises:
        InputError: if one was made on other bytes.

    """
    for number in found.keys() & verdicts.keys():
        if verdicts[number].sha256 not in {"", found[number].sha256}:
            raise InputError(f"verdicts: item {number + 1} is another file now, or has changed")
    return verdicts


def _names(output: Output) -> AuditCheck:
    names = Names(retained=output.retained_uids)
    faults = [
        _numbered(fault, number)
        for number, file in enumerate(output.files)
        for fault in names.faults(file)
    ]
    return AuditCheck(NAMES, tuple(faults[:_MOST_TOLD]), note=_more(faults))


def _numbered(fault: Fault, number: int) -> Fault:
    make = identifies if fault.grade is Grade.IDENTIFIES else wrong
    return make(f"item {number + 1}: {fault.where}", fault.what, fault.length)


def _accounted(output: Output) -> Iterator[AuditCheck]:
    if output.recorded is None:
        yield AuditCheck(ACCOUNTED, done=False, note="there is no report beside the output")
        return
    foreign = [
        wrong(f"item {number + 1}", "no run says that it wrote it")
        for number, file in enumerate(output.files)
        if file not in output.recorded
    ]
    missing = len(output.recorded.difference(output.files))
    faults = [*foreign]
    if missing:
        faults.insert(0, wrong("output", f"{missing} written by the run are not there"))
    yield AuditCheck(ACCOUNTED, tuple(faults[:_MOST_TOLD]), note=_more(faults))


def _more(faults: Sequence[Fault]) -> str:
    more = len(faults) - _MOST_TOLD
    return f"and {more} more" if more > 0 else ""
