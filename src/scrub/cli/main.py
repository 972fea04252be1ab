"""The command: which part of it is meant, and how what went wrong is told.

Everything heavy is imported once it is known to be needed. 2026-11: so are the options, since each
worker imports this module, as the one that was started, and never reads them.
"""

from __future__ import annotations

import signal
import sys
import traceback
from importlib import import_module
from typing import TYPE_CHECKING

from scrub.errors import ExitCode, RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMMANDS = {
    "audit": "scrub.cli.audit",
    "doctor": "scrub.cli.doctor",
    "evaluate": "scrub.cli.evaluate",
    "report": "scrub.cli.report",
    "review": "scrub.cli.review",
    "scan": "scrub.cli.scan",
    "serve": "scrub.cli.serve",
    "status": "scrub.cli.status",
    "tags": "scrub.cli.tags",
    "templates": "scrub.cli.templates",
}
"""Words that are commands when they come first; a file of that name is meant by ./doctor."""

_BUG = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say, and return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # A scheduler that wants us to end gets what Ctrl-C gets.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if given and given[0] in COMMANDS:
        command = import_module(COMMANDS[given[0]])
        parsed = command.parser().parse_args(given[1:])
        return guarded(lambda: command.run(parsed), debug=False)
    parsed = import_module("scrub.cli.options").parse(given)
    return guarded(lambda: import_module("scrub.cli.run").run(parsed), debug=parsed.debug)


def guarded(command: Callable[[], int], *, debug: bool) -> int:
    """Return a command's exit code; tell in one line what stopped it, and never quote a name."""
    try:
        return command()
    except KeyboardInterrupt:
        return _tell("interrupted; run again to go on", ExitCode.INTERRUPTED)
    except RunError as problem:
        _trace(debug=debug)
        return _tell(str(problem), problem.exit_code)
    except OSError as problem:
        _trace(debug=debug)
        return _tell(f"cannot go on: {problem.strerror}", ExitCode.OUTPUT)
    except Exception as problem:  # noqa: BLE001 - its message may quote a name
        _trace(debug=debug)
        hint = "" if debug else "; --debug shows where, and may show patients' data"
        return _tell(f"a bug: {type(problem).__name__}{hint}", _BUG)


def _tell(message: str, code: int) -> int:
    print(f"scrub: {message}", file=sys.stderr)
    return int(code)


def _trace(*, debug: bool) -> None:
    if debug:
        print("scrub: what follows may show patients' data", file=sys.stderr)
        traceback.print_exc()
