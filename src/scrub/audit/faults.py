"""What a check found, and how bad that is. No text that was found is in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How bad a fault is."""

    IDENTIFIES = "identifies"
    """Text or a value that says who it is, or that the profile claimed would have taken."""

    WRONG = "wrong"
    """Anything else that is not as it should be."""

    DOUBT = "doubt"
    """Text that nobody could read, or knows: a person has to say.

    2026-11: it is no failure until somebody says so. Of pixels that were blacked in places an
    engine sees other things than it saw before; were each of them a failure, samples of hard
    material would always grow until they are all of it, and say nothing.
    """


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a check found.

    `where` is a place in the header, a frame and a rectangle, or a part of the file's name;
    `what` says in words of ours what is wrong there. `length` is of the text, in characters; 0
    where there is none. A `guess` is a recognizer's, and settled by a person who says that it is
    nobody's.
    """

    grade: Grade
    where: str
    what: str
    length: int = 0
    guess: bool = False


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """One check of one instance. What could not be checked is not `done`, and `note` says why."""

    name: str
    faults: tuple[Fault, ...] = ()
    done: bool = True
    note: str = ""

    @property
    def passed(self) -> bool:
        """Tell whether nothing was found but doubts."""
        return all(fault.grade is Grade.DOUBT for fault in self.faults)


def identifies(where: str, what: str, length: int = 0) -> Fault:
    """Return a fault that may tell who somebody is."""
    return Fault(Grade.IDENTIFIES, where, what, length)


def wrong(where: str, what: str, length: int = 0) -> Fault:
    """Return another fault."""
    return Fault(Grade.WRONG, where, what, length)
