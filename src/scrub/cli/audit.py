"""`scrub audit OUT`: a random sample of an output, checked afresh, and a record of it."""

from __future__ import annotations

import argparse
import os
import re
import secrets
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.audit.auditing import looked
from scrub.audit.faults import Grade
from scrub.audit.page import percent
from scrub.audit.record import audit_record
from scrub.audit.verdicts import NO_VERDICTS, blank, read_verdicts
from scrub.batch.silence import silence
from scrub.cli import options as asked
from scrub.cli.audit_folder import AuditFolder
from scrub.cli.audit_run import Audit
from scrub.cli.local_only import local_only
from scrub.errors import ExitCode, InputError, UsageError
from scrub.header.key import make_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DESCRIPTION = """\
Draws a random sample of OUT, a folder that scrub wrote, and runs every check on it afresh: every
element against what the output claims, private elements, UIDs, dates, names of files, text in the
pixels by OCR, and what the report says is black. Where IN and the key are given, outputs are also
searched for the values of their sources. Beside OUT it leaves OUT.audit: the record as JSON, the
same as a page to print with pictures of the sample, and a file for a person's findings.
"""
EPILOG = """\
How the sample is drawn: simple at random, and besides that at least 3 files of every machine. It
is doubled while the part of it that was looked at last has a file that fails, until all is looked
at. What is said of all files rests on the random part alone.

exit codes: 0 all passed; 12 text or values that identify were found; 10 something else is wrong,
or text was found that nobody could read or knows, and no person has said that it is fine.
Others as of scrub.
"""

_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)", re.ASCII)
_SEEDS = 1 << 32
_EXIT = {
    None: ExitCode.WRITTEN,
    Grade.IDENTIFIES: ExitCode.PHI_FOUND,
    Grade.WRONG: ExitCode.HELD,
    Grade.DOUBT: ExitCode.HELD,
}


class _Parser(argparse.ArgumentParser):
    """Takes options between OUT and IN, too."""

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: None = None
    ) -> argparse.Namespace:
        return self.parse_intermixed_args(args, namespace)


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    made = _Parser(
        prog="scrub audit",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("output", metavar="OUT", help="the folder that was written to")
    made.add_argument("inputs", metavar="IN", nargs="*", help="what it was made from")
    _add_sample(made)
    made.add_argument("--key", metavar="FILE", help="the key of the run, to know its sources by")
    made.add_argument("--reviewer", metavar="NAME", default="", help="who looks at the sample")
    made.add_argument(
        "--findings",
        metavar="FILE",
        help="what the reviewer found: OUT.audit/findings.json, filled in",
    )
    made.add_argument("--ocr", action="append", metavar="ENGINE", help="what looks for text (onnx)")
    made.add_argument("--no-look", action="store_true", help="look for no text in the pixels")
    made.add_argument(
        "--templates", metavar="DIR", action="append", help="a folder of further mask templates"
    )
    made.add_argument(
        "--workers", metavar="N", type=asked.count, help="processes; 0 is none but this one"
    )
    return made


def _add_sample(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--sample", metavar="SHARE", type=_share, default=0.05, help="of all files (5%%)"
    )
    made.add_argument("--min", metavar="N", type=_some, default=30, help="files, at least (30)")
    made.add_argument(
        "--most", metavar="N", type=_some, help="files, at most, however much is wrong (all)"
    )
    made.add_argument(
        "--seed",
        metavar="N",
        type=asked.count,
        help="what the sample is drawn by: the same, the same",
    )


def run(options: argparse.Namespace) -> int:
    """Audit, write the record, and return the exit code.

    Raises:
        RunError: if it cannot start or go on.

    """
    if options.no_look and options.ocr:
        raise UsageError("--no-look does not go with --ocr")
    local_only("scrub audit", (options.output, *options.inputs))
    if not Path(options.output).is_dir():
        raise InputError(f"no folder {options.output}")
    verdicts = read_verdicts(Path(options.findings)) if options.findings else NO_VERDICTS
    seed = secrets.randbelow(_SEEDS) if options.seed is None else options.seed
    folder = AuditFolder(options.output)
    folder.prepare()
    with silence(), _key(options) as key_path:
        one = Audit(options, seed, key_path)
        audited = one.run(verdicts)
        record = audit_record(audited, one.about(verdicts))
    folder.write(record, one.pictures, blank(record["reviewer"], looked(audited)))
    _tell(record, folder)
    return _EXIT[audited.worst]


def _share(text: str) -> float:
    """Return 0..1 for `5%` or `0.05`."""
    found = _SHARE.fullmatch(text.strip())
    share = float(found[1]) / (100 if found[2] else 1) if found else 0
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError("a share is 5% or 0.05")
    return share


def _some(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


@contextmanager
def _key(options: argparse.Namespace) -> Iterator[str]:
    """Give the path of the key; where there are no sources to know, of one that is gone after."""
    if options.inputs:
        yield str(asked.key_path(options, os.environ))
        return
    with tempfile.TemporaryDirectory(prefix="scrub-") as folder:
        path = Path(folder, "key")
        make_key(path)
        yield str(path)


def _tell(record: Mapping[str, Any], folder: AuditFolder) -> None:
    """Print what came of it, and where more of it is."""
    result, files = record["result"], record["files"]["count"]
    most = result["at_most"]
    print(
        f"{record['sample']['looked_at']} of {files} files looked at; {result['failed_in_all']}"
        f" failed. {result['failed']} of {result['sampled']} drawn at random failed:"
        f" at most {most['files']} of all, {percent(most['share'])}, with 95 % confidence."
    )
    failed = [one for one in (*record["whole"], *record["checks"]) if not _passed(one)]
    for one in failed:
        print(f"failed: {one['name']}")
    if result["doubtful"]:
        print(f"in doubt: {result['doubtful']} files have text that a person has to judge")
    print(f"record:   {folder.page}\nfindings: {folder.findings}")
    print(f"scrub: {record['conclusion']}")


def _passed(check: Mapping[str, Any]) -> bool:
    return check["passed"] if "passed" in check else not check["failed"]
