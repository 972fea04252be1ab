"""One sitting of a reviewer: what there is to look at, and what is decided of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.errors import ConflictError, InstanceError
from scrub.review.answers import decision, line, page, state_of
from scrub.review.book import Book, Reviewer, Said
from scrub.review.items import Place, told_of
from scrub.review.like import alike
from scrub.review.pictures import Frames, of_series
from scrub.review.positions import Positions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from scrub.model.decision import Decision
    from scrub.model.instance import Source
    from scrub.model.sight import Sight
    from scrub.review.items import Item, Record
    from scrub.review.like import Alike

_SEEN = frozenset({"accepted", "rejected"})
_LIKE = "all like this"
_ALL_TEXT = "all text here"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a sitting works with.

    `decisions` and `positions` are files; `output` is the folder of what was written, `key` that
    of its run. `look` finds all text on an instance.
    """

    reviewer: Reviewer
    decisions: str
    positions: str
    output: str
    key: bytes
    look: Callable[[Source], Sight]


class Session:
    """What the page may ask. Instances are known by their number in the list, from 0."""

    def __init__(self, items: tuple[Item, ...], desk: Desk) -> None:
        self.items = items
        self.frames = Frames(desk.output, desk.key)
        self._desk = desk
        self._book = Book(desk.decisions, desk.reviewer)
        self._positions = Positions(desk.positions)
        self._shown: set[tuple[int, str]] = set()

    def close(self) -> None:
        """Stop what works beside the page, and close what is open."""
        self.frames.close()

    def overview(self) -> Record:
        """Return the list, and where the reviewer is in it."""
        return {
            "reviewer": self._desk.reviewer.name,
            "output": self._desk.output,
            "items": self._lines(range(len(self.items))),
            "at": self._position(),
            **self._progress(),
        }

    def item(self, number: int) -> Record:
        """Return all about one instance, as of now. Its bytes are those that are shown."""
        item = self.items[number]
        shown: Record = {"bytes": "", "frames": item.frames, "range": None, "windows": ()}
        problem = ""
        try:
            shown = self.frames.shown(item)
        except InstanceError as trouble:
            problem = str(trouble)
        self._shown.add((number, shown["bytes"]))
        decisions = self._book.decisions()
        held, version = decisions.holding(item.source_id), decisions.version_of(item.source_id)
        return {
            **line(number, item, held),
            **page(item, held, version, shown["bytes"]),
            "frames": shown["frames"],
            "range": shown["range"],
            "windows": shown["windows"],
            "series": len(of_series(number, self.items)),
            "problem": problem,
        }

    def look_at(self, number: int) -> None:
        """Remember that the reviewer looks at an instance."""
        self._positions.put(self._desk.reviewer.name, self.items[number].source_id)

    def decide(self, number: int, said: Said) -> Record:
        """Write decisions on one instance, and return how it is then.

        Raises:
            ConflictError: if somebody else decided on it meanwhile.
            InstanceError: if its bytes were not shown, or a place is not in its frames.

        """
        item = self.items[number]
        if not said.bytes_id or (number, said.bytes_id) not in self._shown:
            raise InstanceError("these are not the bytes that were shown")
        for place in said.places:
            _check(place, item)
        if said.of:
            self._check_of(item, said.of)
        if self._book.write([said]):
            raise ConflictError("somebody else decided on this instance meanwhile")
        return self.answer([number])

    def texts(self, number: int) -> Record:
        """Look for all text on an instance, and return where it is.

        Raises:
            InstanceError: if it cannot be looked at.

        """
        source = self.items[number].source
        if source is None:
            raise InstanceError("its source was not found again")
        sight = self._desk.look(source)
        if sight.problem:
            raise InstanceError(sight.problem)
        places = dict.fromkeys((text.rect, text.frames) for text in sight.texts)
        return {"places": [told_of(*one) for one in places], "note": _ALL_TEXT}

    def alike(self, number: int, decision_id: str) -> Record:
        """Return where a decision on a place would hold on other instances too.

        Raises:
            ConflictError: if the decision does not hold any more.

        """
        decisions = self._book.decisions()
        one = self._held(number, decision_id)
        found = []
        for like in alike(one, number, self.items):
            item = self.items[like.number]
            found.append(
                {
                    "item": like.number,
                    "version": decisions.version_of(item.source_id),
                    "places": [told_of(place.rect, place.frames) for place in like.places],
                }
            )
        return {"decision": decision(one), "alike": found, "note": _LIKE}

    def decide_alike(self, number: int, decision_id: str, versions: dict[int, int]) -> Record:
        """Decide on others as on one instance. `versions` says which, and as of when.

        Raises:
            ConflictError: if the decision does not hold any more.

        """
        one = self._held(number, decision_id)
        wanted = [like for like in alike(one, number, self.items) if like.number in versions]
        lost: list[int] = []
        said = list(self._said_of(one, wanted, versions, lost))
        overtaken = self._book.write(said)
        return {
            **self.answer([like.number for like in wanted]),
            "decided": len(said) - overtaken,
            "overtaken": overtaken,
            "unread": len(lost),
        }

    def take_back(self, at: str) -> Record:
        """Take back what the reviewer decided last, and return what changed.

        Raises:
            ConflictError: if that is not the last decision any more.

        """
        go = self._book.take_back(at)
        return self.answer(self._numbers(go.sources))

    def answer(self, numbers: Sequence[int]) -> Record:
        """Return the lines of some instances, and how far the review is."""
        return {"lines": self._lines(numbers), **self._progress()}

    def _said_of(
        self,
        one: Decision,
        wanted: Sequence[Alike],
        versions: dict[int, int],
        lost: list[int],
    ) -> Iterator[Said]:
        for like in wanted:
            item = self.items[like.number]
            try:
                of_bytes = self.frames.bytes_id(item)
            except InstanceError:
                lost.append(like.number)
                continue
            version = versions[like.number]
            yield Said(item.source_id, of_bytes, version, one.ruling, like.places, note=_LIKE)

    def _lines(self, numbers: Iterable[int]) -> list[Record]:
        decisions = self._book.decisions()
        numbered = ((number, self.items[number]) for number in numbers)
        return [line(number, one, decisions.holding(one.source_id)) for number, one in numbered]

    def _progress(self) -> Record:
        decisions = self._book.decisions()
        states = [state_of(one, decisions.holding(one.source_id)) for one in self.items]
        go = self._book.last()
        last = None
        if go:
            first = go.decisions[0]
            numbers = self._numbers(go.sources)
            last = {
                "at": go.at,
                "ruling": str(first.ruling),
                "note": first.note,
                "count": len(go.decisions),
                "item": numbers[0] if numbers else None,
                "items": len(go.sources),
            }
        return {"seen": sum(one in _SEEN for one in states), "of": len(states), "last": last}

    def _numbers(self, sources: Sequence[str]) -> list[int]:
        wanted = frozenset(sources)
        return [number for number, one in enumerate(self.items) if one.source_id in wanted]

    def _position(self) -> int:
        """Return where the reviewer left, or the first instance that nobody has decided on."""
        wanted = self._positions.of(self._desk.reviewer.name)
        found = self._numbers([wanted])
        if found:
            return found[0]
        decisions = self._book.decisions()
        for number, item in enumerate(self.items):
            if state_of(item, decisions.holding(item.source_id)) not in _SEEN:
                return number
        return 0

    def _held(self, number: int, decision_id: str) -> Decision:
        held = self._book.decisions().holding(self.items[number].source_id)
        for one in held:
            if one.id == decision_id:
                return one
        raise ConflictError("this decision was taken back meanwhile")

    def _check_of(self, item: Item, of: str) -> None:
        held = self._book.decisions().holding(item.source_id)
        if of not in {one.id for one in held}:
            raise ConflictError("this decision was taken back meanwhile")


def _check(place: Place, item: Item) -> None:
    inside = place.rect.clip(item.record["rows"], item.record["columns"])
    if inside != place.rect or place.frames.stop > item.frames:
        raise InstanceError("this place is not in its frames")
