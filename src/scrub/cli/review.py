"""`scrub review OUT IN…`: a page on which a person looks at a run's result, and decides."""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.batch.discover import discover
from scrub.batch.silence import silence
from scrub.cli import options as asked
from scrub.cli.beside import Beside
from scrub.cli.local_only import local_only
from scrub.cli.naming import Naming
from scrub.cli.report_folder import records, run_of
from scrub.cli.review_headers import add_header_arguments, header_desk
from scrub.errors import ExitCode, InputError, UsageError
from scrub.header.key import load_key
from scrub.model.instance import Source
from scrub.recipe import Recipe
from scrub.report.advice import next_step
from scrub.review.app import application
from scrub.review.book import Reviewer
from scrub.review.header_routes import header_routes
from scrub.review.headers import Headers
from scrub.review.items import items
from scrub.review.session import Desk, Session
from scrub.stages.survey import survey
from scrub.toolbox import assemble
from scrub.web.door import Door, Secrets
from scrub.web.guard import Guard
from scrub.web.server import listen, port_of, serve

if TYPE_CHECKING:
    from scrub.model.sight import Sight
    from scrub.report.records import Record

_SECRET = 32
_ID = 16
_POSITIONS = "positions.json"

DESCRIPTION = """\
Shows what a run made of each instance, before and after, on a page that only this machine's one
browser reaches. The page shows patients' data. What is decided there is kept in OUT.decisions, and
done by the next run: the same scrub command again. A view of headers shows every element before
and after; what is changed there becomes rules of a recipe.
"""


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    made = argparse.ArgumentParser(prog="scrub review", description=DESCRIPTION)
    made.add_argument("output", metavar="OUT", help="the folder that was written to")
    made.add_argument("inputs", metavar="IN", nargs="+", help="what it was made from")
    made.add_argument("--key", metavar="FILE", help="the key of that run")
    made.add_argument("--port", metavar="N", type=int, default=0, help="0 is any that is free")
    made.add_argument(
        "--reviewer", metavar="NAME", help="who decides, for the record; without, who is logged in"
    )
    add_header_arguments(made)
    return made


def run(options: argparse.Namespace) -> int:
    """Find the sources again, show the page until Ctrl-C, and return the exit code.

    Raises:
        RunError: if there is no report, nothing of it is found again, the port cannot be had, or
            it would need what a URL names.

    """
    local_only("scrub review", (options.output, *options.inputs))
    beside = Beside(options.output)
    shown, facts = _report(beside, options.output)
    options.key = asked.key_path(options, os.environ)
    naming, reviewer = Naming(load_key(options.key)), _reviewer(options)
    headed = header_desk(options, beside, naming, facts, reviewer)
    with listen(options.port) as listening:
        sources = _sources(options, beside, naming)
        steps = {one["source"]: next_step(one["verdict"], one["reason"]) for one in shown}
        found = items(shown, sources, steps)
        if not any(one.source for one in found):
            raise InputError(
                "nothing of the report is found again: name the IN and the --key of that run"
            )
        desk = Desk(
            reviewer=reviewer,
            decisions=beside.decisions,
            positions=str(Path(beside.report, _POSITIONS)),
            output=options.output,
            key=naming.key,
            look=_Look(facts, str(options.key)),
        )
        door = Door(port_of(listening), Secrets(_secret(), _secret()))
        print(
            f"{door.link}\nOpen this link: it opens once, for one browser. Ctrl-C ends."
            "\nThe page shows patients' data."
        )
        sys.stdout.flush()
        more = header_routes(Headers(found, headed))
        # What libraries say of a header may quote it.
        with silence():
            serve(Guard(application(Session(found, desk), more), door), listening)
    return ExitCode.WRITTEN


def _report(beside: Beside, output: str) -> tuple[list[Record], Record]:
    try:
        return list(records(Path(beside.report))), run_of(Path(beside.report))
    except (OSError, ValueError):
        raise InputError(f"no report of {output}") from None


def _sources(options: argparse.Namespace, beside: Beside, naming: Naming) -> dict[str, Source]:
    found = discover(options.inputs, options.output, beside.written)
    return {naming.name(one): one for one in found if isinstance(one, Source)}


def _reviewer(options: argparse.Namespace) -> Reviewer:
    name = (options.reviewer or "").strip() or _logged_in()
    return Reviewer(
        name,
        lambda: datetime.now(UTC).isoformat(timespec="microseconds"),
        lambda: secrets.token_hex(_ID),
    )


def _logged_in() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise UsageError("nobody is logged in: say who decides, with --reviewer") from None


def _secret() -> str:
    return secrets.token_urlsafe(_SECRET)


class _Look:
    """Looks for all text on an instance, as the run did. The tools are made on first use."""

    def __init__(self, facts: Record, key_path: str) -> None:
        self._facts = facts
        self._key_path = key_path

    def __call__(self, source: Source) -> Sight:
        """Return what is seen.

        Raises:
            UsageError: if the run looked for none.

        """
        told: dict[str, Any] = self._facts.get("recipe", {})
        engines = tuple(told.get("engines", ()))
        if not told.get("pixel") or engines in {(), ("none",)}:
            raise UsageError("that run looked for no text, so it is not known how to")
        tools = assemble(Recipe(pixel=True, engines=engines), self._key_path)
        return survey(source, tools, look=True)
