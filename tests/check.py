"""Every check, in order, in one command: format, lint, types, contracts, tests, coverage."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "fixtures"))

from environment import ready, run, say, with_torch

BY_FILE = ("--dist=loadfile",)
"""What is made once for the tests of one file is not made again for each process."""

STEPS = (
    ("format", "ruff", "format", "--check", "."),
    ("lint", "ruff", "check", "."),
    ("types", "mypy"),
    ("contracts", "lint-imports"),
    ("tests", "coverage", "run", "-m", "pytest", "--quiet", "--numprocesses=auto", *BY_FILE),
    ("coverage data", "coverage", "combine", "--quiet"),
    ("coverage", "coverage", "report"),
)


def main() -> int:
    """Return 0, or the exit code of the first step that failed."""
    ready("dev")
    if with_torch():
        os.environ["SCRUB_TRAINING"] = "required"
    else:
        say("torch cannot be installed here: the tests of training will be skipped")
    run("coverage", "erase")
    for name, *command in STEPS:
        say(f"== {name}: {' '.join(command)}")
        code = run(*command)
        if code:
            say(f"== {name} failed ({code})")
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
