"""What a template does to what was seen: which instances it fits, which texts it covers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from scrub.errors import InstanceError
from scrub.masks.areas import Frame, frame_of, without
from scrub.masks.criteria import Facts, facts, mask_for
from scrub.stages.parts import take_apart
from scrub.stages.read import open_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.masks.areas import Place
    from scrub.model.geometry import Rect
    from scrub.model.instance import Source
    from scrub.model.mask import MaskTemplate
    from scrub.model.sight import SeenText, Sight
    from scrub.tuning.machines import Group


@dataclass(frozen=True, slots=True)
class Header:
    """What templates may ask of an instance, and its frame."""

    facts: Facts
    frame: Frame


class Headers:
    """The headers of instances, each read when it is first asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._read: dict[Source, Header] = {}

    def of(self, sight: Sight) -> Header:
        """Return the header of an instance that was seen.

        Raises:
            InstanceError: if it cannot be read any more.

        """
        with self._lock:
            if sight.source not in self._read:
                self._read[sight.source] = _header(sight)
            return self._read[sight.source]


def _header(sight: Sight) -> Header:
    raw = open_source(sight.source)
    try:
        dataset = take_apart(raw).dataset
    finally:
        raw.close()
    machine = sight.machine
    frame = frame_of(dataset, machine.rows, machine.columns, sight.number_of_frames)
    return Header(facts(dataset), frame)


@dataclass(slots=True)
class Texts:
    """How many texts are under the black: all of each, some of it, nothing of it."""

    covered: int = 0
    cut: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Miss:
    """A place where text that would go black is not, or not wholly, under the template.

    `count` is how often it was found there. `is_open` tells that no other template covers it.
    """

    rect: Rect
    kind: str
    count: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a template does to the instances of a machine that were looked at.

    `near` counts those that it fits in all but the size or the regions; `gone` texts that would go
    black, `stays` those that would stay, both on the instances that it fits.
    """

    instances: int
    fits: int
    near: int
    gone: Texts = field(default_factory=Texts)
    stays: Texts = field(default_factory=Texts)
    misses: tuple[Miss, ...] = ()


def judge(template: MaskTemplate, sights: Sequence[Sight], headers: Headers) -> Judgement:
    """Return what a template does, by the rules that a run goes by."""
    gone, stays = Texts(), Texts()
    misses: Counter[tuple[Rect, str, bool]] = Counter()
    fits = near = 0
    for sight in sights:
        blacks, is_near = _match(template, sight, headers)
        near += is_near
        if blacks is None:
            continue
        fits += 1
        for text in sight.texts:
            left = _left(text, blacks)
            _count(gone if text.kind else stays, left, text)
            if text.kind and left:
                elsewhere = [(rect, text.frames) for _, rect in sight.masked]
                is_open = _left(text, [*blacks, *elsewhere]) > 0
                misses[text.rect, text.kind, is_open] += 1
    return Judgement(len(sights), fits, near, gone, stays, _gathered(misses))


def also_fits(template: MaskTemplate, groups: Iterable[Group], headers: Headers) -> Iterator[Group]:
    """Yield the machines of which a template fits the first instance."""
    for group in groups:
        if _match(template, group.sample[0], headers)[0] is not None:
            yield group


def _match(
    template: MaskTemplate, sight: Sight, headers: Headers
) -> tuple[Sequence[Place] | None, bool]:
    """Return what is black if a template fits, else None; and whether it nearly fits."""
    try:
        header = headers.of(sight)
        match = mask_for((template,), header.facts, header.frame)
    except InstanceError:
        return None, False
    mask = match.proposed if template.proposal else match.mask
    if not match.names and not mask:
        return None, bool(match.near)
    return [(region.rect, region.frames) for region in mask.regions], False


def _left(text: SeenText, blacks: Sequence[Place]) -> int:
    """Return how much of a text is not under the black, in pixels of all its frames."""
    left = without([(text.rect, text.frames)], blacks)
    return sum(rect.area * (on.stop - on.first) for rect, on in left)


def _count(texts: Texts, left: int, text: SeenText) -> None:
    if not left:
        texts.covered += 1
    elif left < text.rect.area * (text.frames.stop - text.frames.first):
        texts.cut += 1
    else:
        texts.missed += 1


def _gathered(misses: Counter[tuple[Rect, str, bool]]) -> tuple[Miss, ...]:
    """Return places that mostly lie in one another as one: names differ in length."""
    found: list[Miss] = []
    for (rect, kind, is_open), count in sorted(misses.items(), key=_largest_first):
        for place, miss in enumerate(found):
            if (miss.kind, miss.is_open) == (kind, is_open) and _is_mostly_in(rect, miss.rect):
                found[place] = Miss(miss.rect.join(rect), kind, miss.count + count, is_open)
                break
        else:
            found.append(Miss(rect, kind, count, is_open))
    return tuple(sorted(found, key=lambda miss: (-miss.count, miss.rect)))


def _largest_first(miss: tuple[tuple[Rect, str, bool], int]) -> tuple[int, tuple[Rect, str, bool]]:
    return -miss[0][0].area, miss[0]


def _is_mostly_in(rect: Rect, other: Rect) -> bool:
    common = rect.intersect(other)
    return common is not None and 2 * common.area > rect.area
