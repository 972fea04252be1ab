"""What reading and writing mask templates in other tools' formats gives.

Each format is a module with a `NAME`, `read(text, stem)` and `write(templates)`. A rule that
cannot be carried over exactly is left out with a note, unless more black than it asks for is
safe; a note says that too. RecipeError is for text that is not that format at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.mask import MaskTemplate

WHOLE_FILE = 0


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """What was not carried over as it is: its line, from 1, or WHOLE_FILE, and what of it."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The templates read from a text, and what they are not."""

    templates: tuple[MaskTemplate, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """The text that was written, and what of the templates is not in it."""

    text: str
    notes: tuple[Note, ...] = ()


class Format(Protocol):
    """A module that reads and writes one tool's mask templates."""

    NAME: str

    def read(self, text: str, stem: str) -> Imported:
        """Return the templates in a text; `stem` begins their names.

        Raises:
            RecipeError: if the text is not in this format at all.

        """

    def write(self, templates: Sequence[MaskTemplate]) -> Exported:
        """Return a text that means the same, and what it does not say.

        A note names the template it is about, and has the line where its rule begins, or
        WHOLE_FILE if the template is not in the text.
        """


def free_name(wanted: str, taken: set[str]) -> str:
    """Return a name that is not taken yet, and take it."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name
