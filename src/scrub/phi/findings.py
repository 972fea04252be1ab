"""Which words of a line go black, and why. Pure: the same line, the same findings."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from scrub.model.geometry import join_all
from scrub.model.text import Finding, PhiKind, Sensitive
from scrub.recipe import TextMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scrub.model.header import Identity
    from scrub.model.text import TextHit, Word
    from scrub.phi.vocabulary import Vocabulary
    from scrub.seams import Recognizer

MIN_CONFIDENCE = 0.5
"""Below it a reading is not believed: engines give right readings 0.8 and more, noise less."""

_SHORT = 2

_DOUBT = 0.5
"""Of a line's letters; from so much the rest goes too, but for what is certain."""

_UNJUDGED = frozenset({PhiKind.UNKNOWN, PhiKind.UNREADABLE})


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a word goes."""

    kind: PhiKind
    recognizer: str
    reason: str
    score: float


_NOT_KNOWN = Cause(PhiKind.UNKNOWN, "vocabulary", "not known as clinical or technical", 0.5)
_BESIDE = Cause(PhiKind.UNKNOWN, "vocabulary", "beside text that may identify", 0.4)
_NOT_READ = Cause(PhiKind.UNREADABLE, "vocabulary", "could not be read", 0.3)
_EVERY_TEXT = Cause(PhiKind.UNKNOWN, "all text", "all text goes", 1.0)

Causes = dict[int, Cause]
"""By the index of the word."""


def judge(
    hit: TextHit,
    identity: Identity,
    recognizers: Sequence[Recognizer],
    vocabulary: Vocabulary,
    text_mode: TextMode,
) -> tuple[Finding, ...]:
    """Return a finding for each run of neighboring words that go, from left to right."""
    causes = _phi(hit.words, identity, recognizers)
    match text_mode:
        case TextMode.PHI:
            pass
        case TextMode.UNLESS_CLINICAL:
            causes = _unless_clinical(hit.words, causes, vocabulary)
        case TextMode.ALL:
            causes = _every_word(hit.words, causes)
    return tuple(_finding(hit, run, causes) for run in _runs(causes))


def count_kept(hit: TextHit, findings: Sequence[Finding]) -> int:
    """Return how many words of a line stay."""
    return sum(not any(f.rect.covers(word.rect) for f in findings) for word in hit.words)


def _phi(line: Sequence[Word], identity: Identity, recognizers: Sequence[Recognizer]) -> Causes:
    texts = [word.text.reveal() for word in line]
    joined = " ".join(texts)
    starts = [sum(len(text) + 1 for text in texts[:place]) for place in range(len(texts))]
    causes: Causes = {}
    for recognizer in recognizers:
        for span in recognizer.find(joined, identity):
            cause = Cause(span.kind, recognizer.name, span.reason, span.score)
            for place, (start, text) in enumerate(zip(starts, texts, strict=True)):
                if span.start < start + len(text) and start < span.stop:
                    causes[place] = _stronger(causes.get(place), cause)
    return causes


def _stronger(one: Cause | None, other: Cause) -> Cause:
    return other if one is None or other.score > one.score else one


def _every_word(line: Sequence[Word], causes: Causes) -> Causes:
    return {
        place: causes.get(place, _EVERY_TEXT if _is_read(word) else _NOT_READ)
        for place, word in enumerate(line)
    }


def _unless_clinical(line: Sequence[Word], causes: Causes, vocabulary: Vocabulary) -> Causes:
    going = dict(causes)
    for run in _gaps(len(line), causes):
        going |= _unknown([(place, line[place]) for place in run], vocabulary)
    if _is_in_doubt(line, going):
        for run in _gaps(len(line), going):
            going |= _uncertain([(place, line[place]) for place in run], vocabulary)
    return going


def _gaps(count: int, causes: Mapping[int, Cause]) -> Iterator[list[int]]:
    """Yield runs of words that nothing was found in."""
    for found, run in groupby(range(count), lambda place: place in causes):
        if not found:
            yield list(run)


def _unknown(run: Sequence[tuple[int, Word]], vocabulary: Vocabulary) -> Causes:
    """Return causes for what is not known; words known together, as a phrase, stay."""
    texts = [word.text.reveal() for _, word in run]
    believed = all(_is_believed(word, vocabulary) for _, word in run)
    # A space too many is a common misreading: SUP INE.
    if believed and (vocabulary.knows(" ".join(texts)) or vocabulary.is_word("".join(texts))):
        return {}
    unknown = {
        place: _NOT_KNOWN if _is_read(word) else _NOT_READ
        for place, word in run
        if not (_is_believed(word, vocabulary) and vocabulary.knows(word.text.reveal()))
    }
    return unknown or _uncertain(run, vocabulary)


def _uncertain(run: Sequence[tuple[int, Word]], vocabulary: Vocabulary) -> Causes:
    """Return causes for what is no label and no measurement, neither together nor alone."""
    if vocabulary.is_certain(" ".join(word.text.reveal() for _, word in run)):
        return {}
    return {place: _BESIDE for place, word in run if not vocabulary.is_certain(word.text.reveal())}


def _is_in_doubt(line: Sequence[Word], going: Causes) -> bool:
    """Tell whether half of the letters go, or what identifies stands beside the unknown."""
    letters = [sum(map(str.isalpha, word.text.reveal())) for word in line]
    share = sum(letters[place] for place in going) / (sum(letters) or 1)
    unjudged = {cause.kind in _UNJUDGED for cause in going.values()}
    return share >= _DOUBT or len(unjudged) > 1


def _is_believed(word: Word, vocabulary: Vocabulary) -> bool:
    """Tell whether a reading may show that a text is known.

    Sure or not, chance does not read a whole clinical word; and one or two characters name nobody.
    """
    text = word.text.reveal().strip()
    return _is_read(word) or 0 < len(text) <= _SHORT or vocabulary.is_word(text)


def _is_read(word: Word) -> bool:
    return word.confidence >= MIN_CONFIDENCE and bool(word.text.reveal().strip())


def _runs(causes: Causes) -> Iterator[list[int]]:
    places = sorted(causes)
    for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        yield [place for _, place in run]


def _finding(hit: TextHit, run: Sequence[int], causes: Causes) -> Finding:
    strongest = max((causes[place] for place in run), key=lambda cause: cause.score)
    going = [hit.words[place] for place in run]
    return Finding(
        Sensitive(" ".join(word.text.reveal() for word in going)),
        join_all(word.rect for word in going),
        hit.frames,
        strongest.kind,
        strongest.recognizer,
        strongest.reason,
        strongest.score,
    )
