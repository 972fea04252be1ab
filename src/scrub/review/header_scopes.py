"""What a header page may be about: one instance of a run, or all of a study.

Which study an instance is of its source says: what was not written has no other place to say it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.errors import InstanceError, UsageError
from scrub.header.text import top_texts
from scrub.review.header_sheets import open_item, stamp_of
from scrub.stages.parts import take_apart
from scrub.stages.read import open_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.model.instance import Source
    from scrub.review.header_sheets import Opened
    from scrub.review.items import Item, Record

_STUDY_INSTANCE_UID = 0x0020000D
_LABEL = (0x00080020, 0x00081030, 0x00100010)
_MOST = 200
"""So many instances of a study are put together, at most."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The numbers of instances. `left_out` of a study are beyond what is put together."""

    numbers: tuple[int, ...]
    is_study: bool = False
    left_out: int = 0


class Scopes:
    """The instances of a run, read when they are asked for, and the studies they are of."""

    def __init__(self, items: tuple[Item, ...], key: bytes) -> None:
        self._items = items
        self._key = key
        self._opened: dict[int, Opened] = {}
        self._studies: tuple[tuple[str, tuple[int, ...]], ...] | None = None

    def opened(self, number: int) -> Opened:
        """Return an instance as it was read, if it is still the same; those read last are kept.

        Raises:
            InstanceError: if it cannot be read, or is not what the run read.

        """
        item, one = self._items[number], self._opened.pop(number, None)
        if one is None or item.source is None or stamp_of(item.source) != one.stamp:
            one = open_item(item, self._key)
        self._opened[number] = one
        while len(self._opened) > _MOST:
            del self._opened[next(iter(self._opened))]
        return one

    def unseen(self, scope: Scope) -> int:
        """Return of how many instances nobody has looked at the pixels."""
        told = (self._items[number].record for number in scope.numbers)
        return sum(one["has_pixels"] and not (one["looked"] or one["mask"]) for one in told)

    def instances(self) -> list[Record]:
        """Return what there is to choose from."""
        return [
            {
                "id": number,
                "machine": item.record["equipment"] or item.record["modality"],
                "verdict": item.record["verdict"],
                "there": item.source is not None,
            }
            for number, item in enumerate(self._items)
        ]

    def studies(self) -> list[Record]:
        """Return the studies, in the order of their first instances. Every header is read once."""
        return [
            {"id": number, "label": label, "count": len(numbers)}
            for number, (label, numbers) in enumerate(self._grouped())
        ]

    def scope(self, told: Mapping[str, str]) -> Scope:
        """Return what is asked for: the number of an instance, or of a study.

        Raises:
            UsageError: if there is no such one.

        """
        kind = "study" if "study" in told else "item"
        text = str(told.get(kind, ""))
        if not text.isdecimal():
            raise UsageError("it is not said which instance or study")
        number = int(text)
        if kind == "item" and number < len(self._items):
            return Scope((number,))
        studies = self._grouped() if kind == "study" else ()
        if number >= len(studies):
            raise UsageError(f"no such {kind}")
        numbers = studies[number][1]
        return Scope(numbers[:_MOST], is_study=True, left_out=len(numbers[_MOST:]))

    def _grouped(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        if self._studies is None:
            found: dict[str, tuple[str, list[int]]] = {}
            for number, item in enumerate(self._items):
                study = _study(item.source) if item.source else None
                if study:
                    found.setdefault(study[0], (study[1], []))[1].append(number)
            self._studies = tuple((label, tuple(numbers)) for label, numbers in found.values())
        return self._studies


def _study(source: Source) -> tuple[str, str] | None:
    """Return the UID of an instance's study, and what it is called; None if it cannot be told."""
    try:
        with open_source(source) as raw:
            dataset = take_apart(raw).dataset
            uid = next(iter(top_texts(dataset, _STUDY_INSTANCE_UID)), "")
            label = [text for tag in _LABEL for text in top_texts(dataset, tag)[:1]]
    except InstanceError:
        return None
    return (uid, ", ".join(label) or "no date, no name") if uid else None
