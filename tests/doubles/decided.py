"""Decisions of people, made up as needed."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from scrub.model.decision import Decision, Ruling
from scrub.model.mask import FrameRange

if TYPE_CHECKING:
    from scrub.model.geometry import Rect

WHEN = "2026-11-22T09:30:00.000+00:00"
SOURCE, BYTES = "5e" * 16, "b7" * 16
_numbers = count(1)


def decided(ruling: Ruling, rect: Rect | None = None, **more: Any) -> Decision:  # noqa: ANN401 (any field)
    """Return a decision with an id of its own; one on a place is of the first frame."""
    given: dict[str, Any] = {
        "id": f"{next(_numbers):032x}",
        "source_id": SOURCE,
        "bytes_id": BYTES,
        "frames": FrameRange(0, 1) if rect else None,
        "by": "Rev Iewer",
        "at": WHEN,
    }
    return Decision(ruling=ruling, rect=rect, **(given | more))
