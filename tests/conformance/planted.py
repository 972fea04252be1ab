"""What becomes of a value in each attribute of PS3.15 Table E.1-1.

`python tests/conformance/planted.py [--only RUN]... [--keep FOLDER]`: instances of several IODs
have a value planted in every attribute of the table, at the top and in an item. They are scrubbed
by the Basic Profile, with each option, with all options that go together, and by the profile
hipaa; a report with each content item of Table E.3.4-1 with Clean Structured Content and each
option beside it. Printed is for each run how many attributes and items are as the tables ask for,
and which promises of hipaa are kept. Ends with 1 if anything is not.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pydicom import dcmread

from conformance.commanded import HIPAA, RUNS, arguments, scrubbed
from conformance.planted_content import CLEAN, WITH, content_rows, judged_content
from conformance.planted_hipaa import hipaa_claims
from conformance.planted_judging import Case, World, fault, faults_of_groups
from conformance.planted_table import (
    CODES,
    ELSEWHERE,
    planted_rows,
    row_count,
    rows,
    types,
)
from conformance.planted_values import META_UID, NAMES, NESTED_IN, write_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydicom.dataset import Dataset

    from conformance.commanded import Ended
    from conformance.planted_table import Row

Wrong = tuple[str, str, str]
"""An attribute, where it is, and what is wrong with it."""

_TEMPORAL = {"retain-full-dates": "UNMODIFIED", "retain-modified-dates": "MODIFIED"}


@dataclass(frozen=True)
class Judged:
    """What was found of one instance of one run.

    `right` counts rows by where they are: at the top, in an item, at the top and in a column that
    the run asked for.
    """

    name: str
    right: Counter[str]
    all: Counter[str]
    wrong: tuple[Wrong, ...]


def judged(name: str, ended: Ended, options: tuple[str, ...]) -> Judged:
    """Compare what was written with what the table asks for."""
    if ended.output is None:
        return Judged(name, Counter(), Counter(), (("", "", f"{ended.verdict}: {ended.reason}"),))
    before, after = dcmread(ended.source), dcmread(ended.output)
    world = World(options)
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    wrong: list[Wrong] = []
    for where, row, found in _rows(before, after, world):
        places = [where]
        if where == "top" and set(options) & set(row.options):
            places.append("column")
        every.update(places)
        if found:
            wrong.append((f"{row.tag:08X} {row.keyword}", where, found))
        else:
            right.update(places)
    wrong += (("", "", one) for one in faults_of_groups(before, after, options))
    wrong += (("", "", one) for one in faults_of_statements(after, options))
    return Judged(name, right, every, tuple(wrong))


def _rows(before: Dataset, after: Dataset, world: World) -> Iterator[tuple[str, Row, str]]:
    known = types(str(before.SOPClassUID))
    nested = after.get(NESTED_IN)
    inside = (before[NESTED_IN].value[0], nested.value[0] if nested and nested.value else None)
    for row in planted_rows():
        top = (before, after) if row.tag != META_UID else (before.file_meta, after.file_meta)
        kind = known.get(f"{row.tag:08X}", "3")
        for where, (old, new), of_type in (("top", top, kind), ("item", inside, "")):
            if row.tag not in old:
                continue
            case = Case(row, old[row.tag], new.get(row.tag) if new else None, world)
            allowed = row.allowed(world.options, of_type)
            found = fault(case, allowed)
            yield where, row, f"{row.vr} {allowed}: {found}" if found else ""


def faults_of_statements(after: Dataset, options: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with what an instance says of having been scrubbed."""
    if after.get("PatientIdentityRemoved") != "YES":
        yield "(0012,0062) is not YES"
    said = {
        (str(one.CodeValue), str(one.CodingSchemeDesignator), str(one.CodeMeaning))
        for one in after.get("DeidentificationMethodCodeSequence", ())
    }
    asked = [("113100", "Basic Application Confidentiality Profile")]
    asked += [CODES[one] for one in options]
    meant = {(code, "DCM", meaning) for code, meaning in asked}
    if said != meant:
        codes = (sorted(code for code, _, _ in one) for one in (said - meant, meant - said))
        yield "(0012,0064) has {} too many and {} too few".format(*codes)
    temporal = next((_TEMPORAL[one] for one in options if one in _TEMPORAL), "REMOVED")
    if after.get("LongitudinalTemporalInformationModified") != temporal:
        yield f"(0028,0303) is not {temporal}"


def judged_run(run: str, folder: Path, names: tuple[str, ...] = NAMES) -> list[Judged]:
    """Plant, scrub and judge; the files are left in the folder."""
    source = folder / "planted"
    paths = {path: name for name, path in write_all(source, names).items()}
    ended = scrubbed(source, folder / f"out {run}", *arguments(run))
    return [judged(paths[one.source], one, RUNS[run]) for one in ended]


def told(found: Sequence[Judged], where: str) -> str:
    """Return how many are right of all, at a place."""
    right, every = (sum(one[where] for one in many) for many in zip(*_counts(found), strict=True))
    return f"{right} of {every}" if every else ""


def _counts(found: Sequence[Judged]) -> list[tuple[Counter[str], Counter[str]]]:
    return [(one.right, one.all) for one in found]


def main(arguments_: Sequence[str] | None = None) -> int:
    """Print the tables, and what is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", action="append", help="a run; any number of times")
    parser.add_argument("--keep", type=Path, help="a folder to leave what was written in")
    chosen = parser.parse_args(arguments_)
    warnings.simplefilter("ignore")
    print(f"{row_count()} rows; {len(planted_rows())} planted by their tags;")
    print(f"{row_count() - len(rows())} for groups, planted by samples of curves, overlays and")
    keywords = (f"{row.keyword} ({ELSEWHERE[row.tag]})" for row in rows() if row.tag in ELSEWHERE)
    print(f"private attributes; not planted: {', '.join(keywords)}")
    wrong = 0
    with nullcontext(chosen.keep) if chosen.keep else tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        runs = chosen.only or [*RUNS, HIPAA]
        wrong += _print_table([run for run in runs if run != HIPAA], folder)
        if CLEAN in runs:
            wrong += _print_content(folder)
        if HIPAA in runs:
            wrong += _print_hipaa(folder)
    return 1 if wrong else 0


def _print_table(runs: Sequence[str], folder: Path) -> int:
    print(f"\n| run | its columns | {' | '.join(NAMES)} | in an item |")
    print(f"|---|---|---|{'---|' * len(NAMES)}")
    lines: list[str] = []
    for run in runs:
        found = judged_run(run, folder)
        by_name = {one.name: told([one], "top") for one in found}
        cells = (told(found, "column"), *(by_name.get(n, "") for n in NAMES), told(found, "item"))
        print(f"| {run} | {' | '.join(cells)} |", flush=True)
        lines += _lines(run, found)
    print("\n".join(lines))
    return len(lines)


def _lines(run: str, found: Sequence[Judged]) -> Iterator[str]:
    """Yield a line for each thing that is wrong, with all places where it is."""
    places: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in found:
        for what, where, why in one.wrong:
            places[what, why].append(f"{one.name} {where}".strip())
    for (what, why), named in places.items():
        yield f"WRONG: {run}: {' '.join(filter(None, (what, why)))}: {', '.join(named)}"


def _print_content(folder: Path) -> int:
    print(f"\n| {CLEAN} with | content items |")
    print("|---|---|")
    wrong = []
    for option in ("", *WITH):
        right, faults = judged_content(folder / f"content {option}", option)
        print(f"| {option or 'nothing'} | {right} of {len(content_rows())} |", flush=True)
        wrong += [f"WRONG: {CLEAN}, {option}: {one}" for one in faults]
    print("\n".join(wrong))
    return len(wrong)


def _print_hipaa(folder: Path) -> int:
    print("\n| hipaa | right |")
    print("|---|---|")
    wrong = []
    for claim, faults in hipaa_claims(folder):
        print(f"| {claim} | {'no' if faults else 'yes'} |")
        wrong += [f"WRONG: hipaa: {claim}: {one}" for one in faults]
    print("\n".join(wrong))
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
