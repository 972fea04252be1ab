"""`scrub templates suggest FOLDER…`: templates made from where text was found, as proposals.

2026-11: the exit code is 0 also where nothing is suggested: that too is an answer, told machine by
machine, and no file is written then.
"""

from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.cli import sights as seen
from scrub.cli.coverage_table import called
from scrub.cli.template_files import write
from scrub.cli.template_words import place
from scrub.errors import ExitCode, OutputError, UsageError
from scrub.masks.suggesting import Needs, suggest
from scrub.masks.suggestion import count, often_hit, rarely, said, seen_on
from scrub.masks.writing import to_yaml

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from scrub.masks.suggestion import Suggestion

EPILOG = """\
A machine is one manufacturer, model, modality and size; its software counts where text is in other
places under another version. A study counts once, however many instances it has. Rectangles are
tried on patients that they were not made from; what is written is a proposal for a person to
review, with the evidence in its note. Neither paths nor texts are shown.

exit codes: 0 done, also where nothing is suggested. Others as of scrub.
"""


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add what this command may be told."""
    made.epilog, made.formatter_class = EPILOG, RawDescriptionHelpFormatter
    needs = Needs()
    seen.add_arguments(made)
    made.add_argument("-o", "--output", metavar="FILE.yaml", help="a new file for the templates")
    made.add_argument(
        "--max-outside",
        metavar="SHARE",
        type=float,
        default=needs.outside,
        help="on no larger share of studies may text lie outside, with 95 %% confidence"
        f" (default: {needs.outside:g}, for which it takes 29 studies)",
    )
    made.add_argument(
        "--min-patients",
        metavar="N",
        type=int,
        default=needs.patients,
        help=f"of so many patients at least (default: {needs.patients})",
    )


def run(options: argparse.Namespace) -> int:
    """Look, suggest, tell, and return the exit code.

    Raises:
        RunError: if it cannot start or go on, or the file is there already.

    """
    needs = _needs(options)
    if options.output and Path(options.output).exists():
        raise OutputError(f"{options.output} is there already")
    with seen.sights(options) as sights:
        suggestions = suggest(sights, needs)
    # Templates alone go to standard output, where no file is named for them.
    stream = sys.stdout if options.output else sys.stderr
    for line in _told(suggestions):
        print(line, file=stream)
    templates = [one.template for one in suggestions if one.template]
    if templates:
        write(to_yaml(templates, _maker(suggestions)), options.output)
    return ExitCode.WRITTEN


def _needs(options: argparse.Namespace) -> Needs:
    """Return what it takes; tell what cannot be before anything is looked at."""
    if not 0 < options.max_outside < 1:
        raise UsageError("--max-outside is a share between 0 and 1")
    if options.min_patients < 1:
        raise UsageError("--min-patients is at least 1")
    return Needs(options.max_outside, options.min_patients)


def _maker(suggestions: Iterable[Suggestion]) -> str:
    makers = {one.machine.manufacturer.strip() for one in suggestions if one.template}
    return makers.pop() if len(makers) == 1 else ""


def _told(suggestions: Iterable[Suggestion]) -> Iterator[str]:
    for one in suggestions:
        yield f"{called(one.machine)}: {seen_on(one)}"
        if one.template is None:
            yield f"  nothing suggested: {one.why_not}"
        else:
            yield f"  {one.template.name}: text lies outside on less than {one.outside:.1%} (95 %)"
        often = often_hit(one)
        for evidence in often:
            yield f"  {place(evidence.rect)}: {said(evidence, one.instances)}"
        if rest := one.places[len(often) :]:
            yield f"  {count(len(rest), 'more rectangle')}: {rarely(rest, one)}"
        if one.unknown:
            yield f"  elsewhere, text that nobody knows on {one.unknown} of {one.instances}"
