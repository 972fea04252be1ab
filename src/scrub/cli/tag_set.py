"""`scrub tags set`: elements changed by hand, in one file or in many."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.batch.discover import discover
from scrub.cli.local_only import local_only
from scrub.cli.summary import exit_code
from scrub.cli.tag_files import left_out, shown_file, tell
from scrub.errors import InstanceError, OutputError, UnsupportedInstanceError, UsageError
from scrub.header.tags.changes import Change, asked
from scrub.model.header import Effect
from scrub.model.instance import Source
from scrub.model.outcome import Outcome, Verdict
from scrub.stages.retag import Manner, retag

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

_ASSIGNMENT = re.compile(r'((?:[^="]|"[^"]*")+)=(.*)', re.DOTALL)
_SAID = {
    Verdict.WRITTEN: "written",
    Verdict.HELD: "partly",
    Verdict.REFUSED: "refused",
    Verdict.FAILED: "failed",
    Verdict.NOT_DICOM: "not_dicom",
}


def set_tags(options: argparse.Namespace) -> int:
    """Change the elements of each file, and return the exit code.

    Raises:
        RunError: if nothing can be done, or what was asked for cannot be.

    """
    changes = tuple(_changes(options.changes or ()))
    if bool(options.output) == options.in_place:
        raise UsageError("say where to: -o OUT, or --in-place")
    local_only("scrub tags set", (*options.files, options.output))
    found = list(discover(options.files, options.output or os.devnull))
    alone = len(options.files) == 1 and Path(options.files[0]).is_file() and len(found) == 1
    how = Manner(add=options.add, lenient=not alone, in_place=options.in_place)
    all_of_them = _All(changes, _targets(found, options, alone=alone), how, len(found))
    verdicts: Counter[Verdict] = Counter()
    for number, item in enumerate(found, 1):
        verdict = all_of_them.end(number, item)
        verdicts[verdict] += 1
        if options.verbose:
            print(f"{shown_file(item)}: {_SAID[verdict]}")
    numbers = " ".join(f"{name}={verdicts[verdict]}" for verdict, name in _SAID.items())
    print(f"scrub: {numbers}")
    return exit_code(verdicts)


@dataclass(frozen=True, slots=True)
class _All:
    """What is done to every file."""

    changes: tuple[Change, ...]
    targets: dict[Source, Path]
    how: Manner
    number: int

    def end(self, number: int, item: Source | Outcome) -> Verdict:
        """Change one file, and tell how that ended. Held is one that was only partly changed."""
        try:
            absent = self._retagged(item)
        except UsageError as problem:
            if not self.how.lenient:
                raise
            tell(number, self.number, str(problem))
            return Verdict.REFUSED
        except InstanceError as problem:
            tell(number, self.number, str(problem))
            return problem.verdict
        if absent:
            tell(number, self.number, f"not there, and left out: {', '.join(absent)}")
        unset = (one for one in self.changes if one.is_set and one.shown_name in absent)
        return Verdict.HELD if any(unset) else Verdict.WRITTEN

    def _retagged(self, item: Source | Outcome) -> tuple[str, ...]:
        if not isinstance(item, Source):
            raise left_out(item)
        if item.member:
            raise UnsupportedInstanceError("in a ZIP: unpack it first")
        target = self.targets[item]
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise OutputError(f"cannot make the output folder: {problem.strerror}") from None
        return retag(item, target, self.changes, self.how)


def _changes(given: Sequence[tuple[Effect, str]]) -> Iterator[Change]:
    """Yield what was asked for, in that order.

    Raises:
        UsageError: if it is nothing, or wrong. It does not quote a value.

    """
    if not given:
        raise UsageError("nothing to do: --set TAG=VALUE, --remove TAG or --empty TAG")
    for number, (effect, text) in enumerate(given, 1):
        name, value = text, ""
        if effect is Effect.SET:
            match = _ASSIGNMENT.fullmatch(text)
            if match is None:
                raise UsageError(f"change {number}: --set takes TAG=VALUE")
            name, value = match.groups()
        try:
            yield asked(name, effect, value)
        except UsageError as problem:
            raise UsageError(f"change {number} (--{effect}): {problem}") from None


def _targets(
    found: Sequence[Source | Outcome], options: argparse.Namespace, *, alone: bool
) -> dict[Source, Path]:
    """Return where each file goes.

    Raises:
        UsageError: if two would go to one place.
        OutputError: if something is there.

    """
    sources = [item for item in found if isinstance(item, Source)]
    if options.in_place:
        return {source: Path(source.file) for source in sources}
    out = Path(options.output)
    is_file = alone and not out.is_dir() and not options.output.endswith(os.sep)
    targets = {
        source: out if is_file else out / (source.path or Path(source.root).name)
        for source in sources
    }
    if len(set(targets.values())) < len(targets):
        raise UsageError("two of the files have the same name, and would go to one place")
    there = sum(target.exists() for target in targets.values())
    if there:
        raise OutputError(f"{there} of the outputs are there already: nothing is written over")
    return targets
