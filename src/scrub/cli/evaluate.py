"""`scrub evaluate SET`: scrub a set whose truth is known, or take what was made of it; measure."""

from __future__ import annotations

import argparse
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from scrub.batch.silence import silence
from scrub.cli import options as asked
from scrub.cli.beside import Beside
from scrub.cli.local_only import local_only
from scrub.cli.report_folder import records
from scrub.cli.run import run as scrub
from scrub.errors import ExitCode, InputError, InstanceError, OutputError
from scrub.evaluation.outputs import match
from scrub.evaluation.page import page
from scrub.evaluation.reasons import judge
from scrub.evaluation.results import as_data, as_text, missed_lines
from scrub.evaluation.scoring import ScoredCase, score
from scrub.evaluation.tally import Speed, Tally
from scrub.evaluation.truth import read_truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.evaluation.outputs import Output, Record
    from scrub.evaluation.truth import Case

DESCRIPTION = """\
Measures what is found on a set whose truth is known: how many texts about somebody can still be
read afterwards, how many others are kept, how right the reasons are, and what it costs.

SET is a folder with truth.json, as fixtures/sets/make.py makes them. Without --output it is
scrubbed first, with --pixel, into a folder that is removed afterwards.
"""
_MILLION = 1e6
_MISSED = ExitCode.HELD


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    made = argparse.ArgumentParser(
        prog="scrub evaluate",
        description=DESCRIPTION,
        epilog="exit codes: 0 measured; 10 measured, and --max-leak or --min-kept was missed.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("set", metavar="SET", help="a folder with truth.json")
    made.add_argument("--output", metavar="OUT", help="what was made of it; run nothing")
    made.add_argument("--workers", metavar="N", type=int, help="processes; 0 is none but this one")
    made.add_argument("--json", metavar="FILE", help="write all figures")
    made.add_argument("--html", metavar="FILE", help="write a page with tables and plots")
    made.add_argument("--list", action="store_true", help="show the missed texts, as they read")
    made.add_argument("--max-leak", metavar="RATE", type=float, help="exit with 10 if it is more")
    made.add_argument("--min-kept", metavar="RATE", type=float, help="exit with 10 if it is less")
    return made


def run(options: argparse.Namespace) -> int:
    """Measure, tell, and return the exit code.

    Raises:
        RunError: if the set or the output cannot be read, or the results not be written.

    """
    local_only("scrub evaluate", (options.set, options.output))
    cases = read_truth(options.set)
    with silence():
        tally, speeds = _evaluated(cases, options)
    _tell(tally, speeds, options)
    return _exit_code(tally, options)


def _evaluated(cases: Sequence[Case], options: argparse.Namespace) -> tuple[Tally, list[Speed]]:
    if options.output:
        return _measured(cases, options.output, asked.workers(options))
    with TemporaryDirectory(prefix="scrub-evaluate-") as folder:
        output = str(Path(folder, "out"))
        seconds = _scrubbed(cases, options, folder, output)
        tally, speeds = _measured(cases, output, asked.workers(options))
    return tally, [Speed("all", tally.pixels / _MILLION, seconds, cpu=True), *speeds]


def _scrubbed(
    cases: Sequence[Case], options: argparse.Namespace, folder: str, output: str
) -> float:
    """Scrub a set's files; return the seconds of the processor that took."""
    key = str(Path(folder, "key"))
    words = ["--pixel", "--reveal", "--key", key, "--workers", str(asked.workers(options))]
    files = [case.file for case in cases]
    before = os.times()
    with redirect_stdout(StringIO()):
        scrub(asked.parse([*files, output, *words]))
    after = os.times()
    return sum(after[:4]) - sum(before[:4])


def _measured(cases: Sequence[Case], output: str, workers: int) -> tuple[Tally, list[Speed]]:
    if not Path(output).is_dir():
        raise InputError(f"no folder of outputs: {output}")
    outputs = match(cases, output, _records(output))
    tally = Tally()
    speeds: dict[str, Speed] = {}
    scored = _scored(cases, [one.path for one in outputs], workers)
    for one, made in zip(scored, outputs, strict=True):
        tally.add(one, judge(one.case, made.record))
        _add_time(speeds, one, made)
    return tally, list(speeds.values())


def _records(output: str) -> list[Record]:
    try:
        return list(records(Path(Beside(output).report)))
    except OSError:
        # Another tool made it: there are no reasons to judge.
        return []
    except ValueError:
        raise InputError(f"no report of {output} that can be read") from None


def _scored(cases: Sequence[Case], outputs: Sequence[str], workers: int) -> Iterator[ScoredCase]:
    if workers < 2 or len(cases) < 2:  # noqa: PLR2004 - a process of its own for one is a detour
        yield from map(score_silently, cases, outputs)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield from pool.map(score_silently, cases, outputs, chunksize=4)


def score_silently(case: Case, output: str) -> ScoredCase:
    """Return what was scored; a source that cannot be read is a problem, not the end.

    Raises:
        InputError: if the set's ink cannot be read.

    """
    with silence():
        try:
            return score(case, output)
        except InstanceError as problem:
            return ScoredCase(case, published=False, problem=f"source: {problem}")


def _add_time(speeds: dict[str, Speed], scored: ScoredCase, made: Output) -> None:
    seconds = sum(made.record.get("seconds", {}).values())
    if not seconds:
        return
    for name in ("all", scored.case.family):
        seen = speeds.get(name, Speed(name, 0, 0))
        size = seen.megapixels + scored.pixels / _MILLION
        speeds[name] = Speed(name, size, seen.seconds + seconds)


def _tell(tally: Tally, speeds: Sequence[Speed], options: argparse.Namespace) -> None:
    print(as_text(tally, speeds))
    if options.list:
        for line in missed_lines(tally.missed, reveal=True):
            print(line)
    data = as_data(tally, speeds, reveal=options.list)
    write = partial(json.dumps, indent=1, ensure_ascii=False)
    for path, text in ((options.json, write), (options.html, page)):
        if path:
            _write(Path(path), text(data))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise OutputError(f"cannot write {path}: {problem.strerror}") from None
    print(f"scrub: wrote {path}", file=sys.stderr)


def _exit_code(tally: Tally, options: argparse.Namespace) -> int:
    overall = tally.overall()
    leaks = options.max_leak is not None and overall.leaked.share > options.max_leak
    loses = options.min_kept is not None and overall.kept.share < options.min_kept
    return _MISSED if leaks or loses else ExitCode.WRITTEN
