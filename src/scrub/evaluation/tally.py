"""Counts by whatever may make a text hard: the rows of the table, each with its intervals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.evaluation.reasons import Judged
from scrub.evaluation.wilson import interval
from scrub.model.text import DOUBTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.evaluation.scoring import Scored, ScoredCase
    from scrub.evaluation.truth import Case, Text, Traits

ALL = "all"

_HEIGHTS = ((8, "8 px and less"), (12, "9–12 px"), (20, "13–20 px"), (1 << 30, "over 20 px"))
_CONTRASTS = ((0.15, "under .15"), (0.25, ".15–.25"), (0.5, ".25–.5"), (9.0, "over .5"))


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something happened."""

    hits: int
    trials: int

    @property
    def share(self) -> float:
        """0..1; 0 without a trial."""
        return self.hits / self.trials if self.trials else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the true rate is, with 95 % confidence."""
        return interval(self.hits, self.trials)


@dataclass(frozen=True, slots=True)
class Row:
    """What was counted of the texts of one bucket: those of persons leaked, the others kept."""

    group: str
    bucket: str
    leaked: Rate
    kept: Rate


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds a megapixel of all frames; `cpu` tells whether they are of the processor."""

    family: str
    megapixels: float
    seconds: float
    cpu: bool = False

    @property
    def a_megapixel(self) -> float:
        """Seconds for each; 0 without pixels."""
        return self.seconds / self.megapixels if self.megapixels else 0.0


@dataclass(frozen=True, slots=True)
class Missed:
    """A text that went wrong: one of somebody that is left, or one of nobody that is gone."""

    case: Case
    scored: Scored


@dataclass(slots=True)
class Tally:
    """All that is counted, as cases are scored."""

    files: int = 0
    published: int = 0
    clean_files: int = 0
    changed_outside: int = 0
    outside: int = 0
    pixels: int = 0
    rows: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    reasons: dict[str, Counter[Judged]] = field(default_factory=dict)
    problems: list[tuple[Case, str]] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)

    def add(self, scored: ScoredCase, judged: Sequence[tuple[str, Judged]]) -> None:
        """Count one instance. What was not published leaks nothing and keeps nothing."""
        case = scored.case
        self.files += 1
        self.published += scored.published
        self.pixels += scored.pixels
        self.outside += scored.outside
        self.changed_outside += scored.changed
        self.clean_files += scored.published and not scored.changed
        if scored.problem:
            self.problems.append((case, scored.problem))
        for text in case.texts if not scored.published else ():
            self._count(text, scored, leaked=False, kept=None)
        for one in scored.texts:
            self._count(one.text, scored, leaked=one.leaked, kept=one.kept)
            if one.leaked or not (one.text.phi or one.kept):
                self.missed.append(Missed(case, one))
        for kind, result in judged:
            self.reasons.setdefault(kind, Counter())[result] += 1

    def table(self) -> Iterator[Row]:
        """Yield every row, all texts first, then the groups as they came."""
        order = {group: place for place, (group, _) in enumerate(reversed(self.rows))}
        keys = sorted(self.rows, key=lambda key: (-order[key[0]], _natural(key)))
        for group, bucket in keys:
            phi, leaked, others, kept = self.rows[group, bucket]
            yield Row(group, bucket, Rate(leaked, phi), Rate(kept, others))

    def overall(self) -> Row:
        """Return the row of all texts."""
        phi, leaked, others, kept = self.rows.get((ALL, ALL), [0, 0, 0, 0])
        return Row(ALL, ALL, Rate(leaked, phi), Rate(kept, others))

    def precision(self) -> Iterator[tuple[str, Rate, Counter[Judged]]]:
        """Yield each kind of finding that claims something, and how often it is right."""
        for kind, results in sorted(self.reasons.items()):
            if kind not in DOUBTS:
                yield kind, Rate(results[Judged.RIGHT], results.total()), results

    def all_reasons(self) -> Rate:
        """Return how often a finding that claims something is right."""
        rates = [rate for _, rate, _ in self.precision()]
        return Rate(sum(rate.hits for rate in rates), sum(rate.trials for rate in rates))

    def _count(self, text: Text, scored: ScoredCase, *, leaked: bool, kept: bool | None) -> None:
        for key in _buckets(text, scored):
            row = self.rows.setdefault(key, [0, 0, 0, 0])
            row[0] += text.phi
            row[1] += leaked
            row[2] += not text.phi and kept is not None
            row[3] += bool(kept)


def _buckets(text: Text, scored: ScoredCase) -> Iterator[tuple[str, str]]:
    yield ALL, ALL
    yield "family", scored.case.family
    if scored.case.transfer_syntax:
        yield "transfer syntax", scored.case.transfer_syntax
    yield "kind", text.kind
    yield from _of_traits(text.traits)


def _of_traits(traits: Traits) -> Iterator[tuple[str, str]]:
    yield "height", _bin(traits.height, _HEIGHTS)
    if traits.contrast is not None:
        yield "contrast", _bin(traits.contrast, _CONTRASTS)
    yield "script", traits.script
    if traits.language:
        yield "language", traits.language
    yield "angle", _angle(traits.angle)
    for flag, holds in traits.flags:
        if holds:
            yield "look", flag.replace("_", " ")


def _bin(value: float, bins: tuple[tuple[float, str], ...]) -> str:
    return next(name for limit, name in bins if value <= limit)


def _angle(angle: float) -> str:
    if not angle % 360:
        return "level"
    return {0: "upside down", 90: "a quarter turn"}.get(int(angle % 180), "slanting")


def _natural(key: tuple[str, str]) -> tuple[int, str]:
    """Return what sorts bins as they are listed, and other buckets by name."""
    listed = [name for _, name in (*_HEIGHTS, *_CONTRASTS)]
    return (listed.index(key[1]) if key[1] in listed else 0, key[1])
