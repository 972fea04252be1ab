"""Files whose tags are read or changed: telling of them, and of what is none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrub.errors import InstanceError, NotDicomError, UnsupportedInstanceError
from scrub.model.instance import Source
from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from scrub.model.outcome import Outcome

_ERRORS = {Verdict.NOT_DICOM: NotDicomError, Verdict.REFUSED: UnsupportedInstanceError}


def tell(number: int, of: int, what: str) -> None:
    """Tell of a file by its place among the others: its name may be somebody's."""
    print(f"scrub: file {number} of {of}: {what}", file=sys.stderr)


def left_out(outcome: Outcome) -> InstanceError:
    """Return as an error why a file is left out."""
    return _ERRORS.get(outcome.verdict, InstanceError)(outcome.reason)


def shown_file(item: Source | Outcome) -> str:
    """Return the name of a file, or of a member of a ZIP: for whoever asked to see it."""
    source = item if isinstance(item, Source) else item.source
    return printable(f"{source.file}!{source.member}" if source.member else source.file)


def printable(text: str) -> str:
    """Return a text that does nothing to a terminal, and that can be encoded."""
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
