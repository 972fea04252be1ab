"""What a person ruled on one instance, and what of it holds.

2026-11: decisions are facts that planning reads. Nobody edits a plan by hand, so that the same
command makes the same output again, and every pixel a person blacked or cleared is on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrub.model.geometry import Rect
    from scrub.model.mask import FrameRange


class Ruling(StrEnum):
    """What a person says.

    CLEAR: what is in this place is not of a person, and stays. BLACK: this place goes black.
    ACCEPT: a person has seen the instance and says yes. REJECT: it is never to be published.
    UNDO: takes back an earlier decision, or an earlier undo.
    """

    CLEAR = "clear"
    BLACK = "black"
    ACCEPT = "accept"
    REJECT = "reject"
    UNDO = "undo"


_OF_A_PLACE = frozenset({Ruling.CLEAR, Ruling.BLACK})


@dataclass(frozen=True, slots=True)
class Decision:
    """One ruling on one instance: one line of a file of decisions.

    `id` tells it from all others. `source_id` is the keyed hash by which reports name a source,
    `bytes_id` one of the source's bytes: a decision never applies to other bytes. `by` is who
    decided, `at` when (UTC, as ISO 8601 has it). CLEAR and BLACK have a `rect` and `frames`, UNDO
    has the id `of` what it takes back, and nothing else has any of these.

    Raises:
        ValueError: if something is missing that its ruling needs, or there that it does not.

    """

    id: str
    source_id: str
    bytes_id: str
    ruling: Ruling
    rect: Rect | None = None
    frames: FrameRange | None = None
    by: str = ""
    at: str = ""
    of: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not (self.id and self.source_id and self.bytes_id):
            raise ValueError("a decision without an id, a source or bytes")
        has_place = self.ruling in _OF_A_PLACE
        if (self.rect is not None, self.frames is not None) != (has_place, has_place):
            raise ValueError(f"a place is for clear and black, and for them alone: {self.ruling}")
        if bool(self.of) != (self.ruling is Ruling.UNDO):
            raise ValueError(f"undo names what it takes back, and nothing else does: {self.ruling}")


def holding(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """Return what holds of the decisions on one source, given in their order.

    What was undone does not, nor does an undo itself; of ACCEPT and REJECT the last one holds.
    """
    undone: set[str] = set()
    kept: list[Decision] = []
    is_ruled = False
    # An undo is of what came before it, so the last one is known to hold.
    for one in reversed(decisions):
        if one.id in undone:
            continue
        if one.ruling is Ruling.UNDO:
            undone.add(one.of)
        elif one.ruling in _OF_A_PLACE:
            kept.append(one)
        elif not is_ruled:
            is_ruled = True
            kept.append(one)
    return tuple(reversed(kept))


Place = tuple["Rect", "FrameRange"]


@dataclass(frozen=True, slots=True)
class Rulings:
    """What holds of the decisions on one instance, its bytes being as they are.

    `bytes_id` is that of the bytes. What is in a place of `cleared` stays, and a place of `black`
    goes, on its frames; the two have nothing in common but where black was decided last. `applied`
    is how many decisions this is, made `by` these; `other_bytes` were made on other bytes.
    """

    bytes_id: str = ""
    cleared: tuple[Place, ...] = ()
    black: tuple[Place, ...] = ()
    accepted: bool = False
    rejected: bool = False
    applied: int = 0
    by: tuple[str, ...] = ()
    other_bytes: int = 0
