"""Whether what was scrubbed is as valid as it was: `python tests/conformance/validity.py [IN]...`.

The files of pydicom and pydicom-data, and of folders IN, are scrubbed by the Basic Profile, with
each option, with all options that go together, and by the profile hipaa. dciodvfy, dicom-validator
and a check of our own judge each file before and after; what one finds after and did not find
before is printed. Ends with 1 if there is any. dciodvfy and dicom-validator take part where they
are installed: pip install '.[conformance]' brings both.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import warnings
from collections import Counter, defaultdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pydicom import dcmread

from conformance import interop
from conformance.commanded import HIPAA, RUNS, Laid, arguments, laid
from conformance.sources import found_in, packaged
from conformance.validity_required import lacking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conformance.commanded import Ended

    Validator = Callable[[Path], set[str] | None]
    """Returns what it has against a file, without values of it; None if it cannot judge it."""

_ENDED_WELL = frozenset({0, 1})
_INSTANCE_UID = re.compile(
    r"\(0x000[28],0x00(?:03|18)\) (?:UI )?(?:Media Storage )?SOP Instance UID"
)
"""Where a UID is retained that is none, group 2 says it too, which may have said another."""

_UID = re.compile(r"\d+(?:\.\d+){2,}|(?<=InstanceUID )\d+")

_PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")


def validators() -> dict[str, Validator]:
    """Return those that are here, by name."""
    found: dict[str, Validator] = {"required attributes": _quietly(lacking)}
    if interop.program(interop.VALIDATOR):
        found[interop.VALIDATOR] = _by_dciodvfy
    if find_spec("dicom_validator") and find_spec("highdicom"):
        from conformance.validity_tables import validated  # noqa: PLC0415 (it may not be here)

        found["dicom-validator"] = _quietly(validated)
    return found


def _quietly(judge: Validator) -> Validator:
    def judged(path: Path) -> set[str] | None:
        try:
            return judge(path)
        except Exception:  # noqa: BLE001 (of files that break VRs each raises what it likes)
            return None

    return judged


def _by_dciodvfy(path: Path) -> set[str] | None:
    """Return its errors; without pixels, which it may not survive (32 bits), if it ends early."""
    program = interop.program(interop.VALIDATOR)
    assert program
    code, errors = interop.judged(path, program)
    if code not in _ENDED_WELL:
        with tempfile.TemporaryDirectory() as folder:
            dataset = dcmread(path, force=True)
            for keyword in _PIXELS:
                dataset.pop(keyword, None)
            dataset.save_as(Path(folder, "without"))
            _, errors = interop.judged(Path(folder, "without"), program)
    return {_UID.sub("<>", _INSTANCE_UID.sub("SOP Instance UID", one)) for one in errors}


def new_errors(ended: Ended, judges: dict[str, Validator]) -> Iterator[tuple[str, set[str] | None]]:
    """Yield what each validator has against what was written and not against its source."""
    assert ended.output
    for name, judge in judges.items():
        before, after = _before(ended.source, judge), judge(ended.output)
        if before is None or after is None:
            yield name, None
        else:
            yield name, {one for one in after - before if not _is_asked_for(one)}


@cache
def _before(path: Path, judge: Validator) -> frozenset[str] | None:
    """Return what is wrong with a source; None too if it does not say what it is.

    What only group 2 says of a file stands in the data set afterwards, and is judged then alone.
    """
    found = judge(path) if "SOPClassUID" in dcmread(path, force=True) else None
    return None if found is None else frozenset(found)


def _is_asked_for(error: str) -> bool:
    """Tell whether PS3.15 E.1.1 has us write what an IOD without a patient does not have."""
    return error in {f"General: (0012,006{last}): TagUnexpected" for last in "234"}


def judged_run(run: str, files: Laid, out: Path, judges: dict[str, Validator]) -> Table:
    """Scrub all files in one run, and judge what was written."""
    table = Table()
    for one in files.scrubbed(out, *arguments(run), workers=2):
        table.verdicts[one.verdict] += 1
        if one.output is None:
            table.reasons[f"{one.verdict}: {one.reason}"].append(one.source.name)
            continue
        for name, errors in new_errors(one, judges):
            table.judged[name] += errors is not None
            for error in errors or ():
                table.new[name, error].append(one.source.name)
    return table


class Table:
    """What one run came to: verdicts, files by validator, and new errors with their files.

    `reasons` are why files were not written, with those files.
    """

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.judged: Counter[str] = Counter()
        self.reasons: defaultdict[str, list[str]] = defaultdict(list)
        self.new: defaultdict[tuple[str, str], list[str]] = defaultdict(list)

    def cells(self, names: Sequence[str]) -> list[str]:
        """Return the cells of its line."""
        new = Counter(name for name, _ in self.new for _ in self.new[name, _])
        shown = ", ".join(f"{count} {verdict}" for verdict, count in self.verdicts.items())
        return [shown, *(f"{new[name]} of {self.judged[name]}" for name in names)]


def main(given: Sequence[str] | None = None) -> int:
    """Print the table, then each new error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, help="further files")
    parser.add_argument("--only", action="append", help="a run; any number of times")
    parser.add_argument("--quick", action="store_true", help="the folders alone")
    chosen = parser.parse_args(given)
    warnings.simplefilter("ignore")
    judges = validators()
    packages = [one for one in ("pydicom", "data_store") if find_spec(one) and not chosen.quick]
    named = [one for package in packages for one in packaged(package)]
    named += [one for folder in chosen.folders for one in found_in(folder)]
    print(f"{len(named)} files; new errors, of so many files that could be judged")
    print(f"| run | {' | '.join(['verdicts', *judges])} |")
    print(f"|---|---|{'---|' * len(judges)}")
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        files = laid((path for _, path in named), Path(folder, "in"))
        for run in chosen.only or [*RUNS, HIPAA]:
            table = judged_run(run, files, Path(folder, f"out {run}"), judges)
            print(f"| {run} | {' | '.join(table.cells(list(judges)))} |", flush=True)
            lines += [_line(f"NEW: {run}", e, paths) for e, paths in sorted(table.new.items())]
    print("\n".join(_line("not judged", (why,), each) for why, each in table.reasons.items()))
    print("\n".join(lines))
    return 1 if lines else 0


def _line(kind: str, words: tuple[str, ...], paths: Sequence[str]) -> str:
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return f"{kind}: {': '.join(words)}: {', '.join(paths[:3])}{more}"


if __name__ == "__main__":
    sys.exit(main())
