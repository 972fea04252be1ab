"""A node at work, from its start to its end: folders, key, ledger, threads, scrubbing, report.

The clock, signals and the environment are read here.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from contextlib import closing, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.cli import options as asked
from scrub.cli import serve_options
from scrub.cli.beside import Beside
from scrub.cli.event_log import EventLog
from scrub.cli.executor_options import executor_for
from scrub.cli.naming import ready_naming
from scrub.cli.serve_ending import Ending
from scrub.cli.serve_work import Work
from scrub.data import digests
from scrub.errors import ExitCode, UsageError
from scrub.model.outcome import Verdict
from scrub.node.destinations import ae_title, destination
from scrub.node.folders import Folders
from scrub.node.inbox import Means
from scrub.node.serving import Node, Plan
from scrub.node.store_scp import Door

if TYPE_CHECKING:
    import argparse
    from contextlib import AbstractContextManager

    from scrub.cli.naming import Naming

_TOKEN_BYTES = 16


def run(options: argparse.Namespace) -> int:
    """Receive, scrub and send on until told to end, and return the exit code.

    Raises:
        RunError: if it cannot start.

    """
    workers = asked.workers(options)
    if not workers:
        raise UsageError("scrub serve needs a worker: --workers 1, or more")
    executor = executor_for(options, workers, _say)
    folders = Folders(Path(options.folder).absolute())
    recipe = asked.recipe(options, digests(asked.templates(options)))
    plan, naming = _plan(options, folders)
    if options.patient_map:
        recipe = replace(recipe, patient_map=naming.contents(Path(options.patient_map)))
    folders.prepare()
    beside = Beside(str(folders.output))
    beside.prepare()
    key_path = str(asked.key_path(options, os.environ))
    node = Node(plan, lambda listens: _say(f"scrub: {listens}"))
    work = Work(options, recipe, key_path, naming, beside, executor)
    with _log(options), Ending(options.grace) as ending:
        ending.before(node.refuse)
        try:
            work.go_on(node, ending)
        finally:
            node.close()
            node.end()
    print(_last_line(node))
    return ExitCode.WRITTEN


def _plan(options: argparse.Namespace, folders: Folders) -> tuple[Plan, Naming]:
    """Return how the node is to be, once it is known that nothing is wrong with it."""
    path = asked.key_path(options, os.environ)
    destinations = tuple(dict.fromkeys(map(destination, options.to)))
    calling = tuple(map(ae_title, options.calling))
    plan = partial(
        Plan,
        folders=folders,
        door=Door(options.listen, options.port, ae_title(options.aet), calling),
        clock=time.monotonic,
        destinations=destinations,
        logins=serve_options.logins(options, os.environ),
        http_port=options.http_port,
        bearer=serve_options.token(options),
    )
    # Now that nothing is wrong with what was said, a key may be made.
    naming = ready_naming(path, _say)
    means = Means(naming.key, lambda: secrets.token_hex(_TOKEN_BYTES), options.reserve)
    return plan(means=means), naming


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _log(options: argparse.Namespace) -> AbstractContextManager[object]:
    return closing(EventLog(options.log)) if options.log else nullcontext()


def _last_line(node: Node) -> str:
    meters = node.meters
    verdicts = (Verdict.WRITTEN, Verdict.HELD, Verdict.REFUSED, Verdict.FAILED)
    counts = {"received": meters.total("received")}
    counts |= {str(verdict): meters.of_verdict(verdict) for verdict in verdicts}
    counts |= {"sent": meters.total("sent"), "queued": node.queued}
    return "scrub: " + " ".join(f"{name}={count}" for name, count in counts.items())
