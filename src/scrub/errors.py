"""Errors know how far they travel.

    ScrubError                          its message never quotes patient data
    ├── RunError          → exit code   the run cannot start or go on
    │   ├── UsageError            2     options that do not go together
    │   ├── RecipeError           3     a recipe, profile or template is wrong: file and line
    │   ├── MissingToolError      4     an engine, codec or model is not here: how to get it
    │   ├── InputError            5     paths cannot be read, or hold nothing to do
    │   └── OutputError           6     cannot write, or would overwrite
    ├── ConflictError                   somebody else decided meanwhile: read again
    └── InstanceError     → verdict     one instance; the batch goes on
        ├── UnsupportedInstanceError    REFUSED: we know what it is and will not touch it
        └── CodecError                  FAILED: cannot decode, or not encode again faithfully

An error from elsewhere may quote a name, so each adapter translates its engine's exceptions,
`raise … from None`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

from scrub.model.outcome import Verdict


class ExitCode(IntEnum):
    """What the command returns. 1 is never ours: it is Python's own, a bug."""

    WRITTEN = 0
    USAGE = 2
    RECIPE = 3
    MISSING_TOOL = 4
    INPUT = 5
    OUTPUT = 6
    HELD = 10
    FAILED = 11
    PHI_FOUND = 12
    INTERRUPTED = 130


class ScrubError(Exception):
    """Any error of ours. Its message never quotes patient data."""


class RunError(ScrubError):
    """The run cannot start or go on."""

    exit_code: ClassVar[ExitCode]


class UsageError(RunError):
    """Options that do not go together."""

    exit_code = ExitCode.USAGE


class RecipeError(RunError):
    """A recipe, profile or mask template is wrong."""

    exit_code = ExitCode.RECIPE


class MissingToolError(RunError):
    """An engine, codec or model is not here."""

    exit_code = ExitCode.MISSING_TOOL


class InputError(RunError):
    """Paths cannot be read, or hold nothing to do."""

    exit_code = ExitCode.INPUT


class OutputError(RunError):
    """The output cannot be written, or would overwrite something."""

    exit_code = ExitCode.OUTPUT


class ConflictError(ScrubError):
    """Somebody else decided on the same instance meanwhile; nothing was written."""


class InstanceError(ScrubError):
    """One instance cannot be scrubbed; the batch goes on."""

    verdict: ClassVar[Verdict] = Verdict.FAILED


class UnsupportedInstanceError(InstanceError):
    """We know what it is and will not touch it."""

    verdict = Verdict.REFUSED


class CodecError(InstanceError):
    """Pixels that cannot be decoded, or not encoded again faithfully."""


class NotDicomError(InstanceError):
    """No DICOM at all."""

    verdict = Verdict.NOT_DICOM


def told(problem: Exception) -> tuple[Verdict, str]:
    """Return how an instance ends on which this was raised, and the reason that may be given.

    An error that is not ours is told by its type alone: its message may quote a name.
    """
    if isinstance(problem, InstanceError):
        return problem.verdict, str(problem)
    if isinstance(problem, MemoryError):
        return Verdict.FAILED, "not enough memory"
    return Verdict.FAILED, f"unexpected {type(problem).__name__}"
