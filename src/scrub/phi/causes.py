"""Why each word of a line goes, by what recognizers found in the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.model.text import PhiKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.header import Identity
    from scrub.model.text import Word
    from scrub.phi.vocabulary import Vocabulary
    from scrub.seams import Recognizer


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a word goes."""

    kind: PhiKind
    recognizer: str
    reason: str
    score: float


Causes = dict[int, Cause]
"""By the index of the word."""

_OWN = "own values"
_WHOLE = 1.0
"""Score of an own value that stands there whole, or as a machine writes it."""


def found_in(line: Sequence[Word], identity: Identity, recognizers: Sequence[Recognizer]) -> Causes:
    """Return the strongest cause for each word that a recognizer found."""
    texts = [word.text.reveal() for word in line]
    joined = " ".join(texts)
    starts = [sum(len(text) + 1 for text in texts[:place]) for place in range(len(texts))]
    causes: Causes = {}
    for recognizer in recognizers:
        for span in recognizer.find(joined, identity):
            cause = Cause(span.kind, recognizer.name, span.reason, span.score)
            for place, (start, text) in enumerate(zip(starts, texts, strict=True)):
                if span.start < start + len(text) and start < span.stop:
                    causes[place] = stronger(causes.get(place), cause)
    return causes


def stronger(one: Cause | None, other: Cause) -> Cause:
    """Return the cause of the higher score, the first of two alike."""
    return other if one is None or other.score > one.score else one


def is_own_name(cause: Cause) -> bool:
    """Tell whether it is a name in the header, or a part of one."""
    return cause.recognizer == _OWN and cause.kind is PhiKind.NAME


def is_own(cause: Cause) -> bool:
    """Tell whether it is the header's own value, whole: nothing beside it is more of it."""
    return cause.recognizer == _OWN and cause.score == _WHOLE


def without_overrun(line: Sequence[Word], causes: Causes, vocabulary: Vocabulary) -> Causes:
    """Return the causes less those of plain words that only a guess takes to an institution.

    Where the header's institution stands whole, it ends where the header says.
    """
    if not any(is_own(c) and c.kind is PhiKind.INSTITUTION for c in causes.values()):
        return dict(causes)
    return {
        place: cause
        for place, cause in causes.items()
        if cause.recognizer != "patterns"
        or cause.kind is not PhiKind.INSTITUTION
        or not vocabulary.is_plain_word(line[place].text.reveal())
        or not vocabulary.knows(line[place].text.reveal())
    }
