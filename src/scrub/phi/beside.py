"""What goes because of what goes beside it: initials and titles, numbers, a date's day and year."""

from __future__ import annotations

import re
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from scrub.model.text import DOUBTS, PhiKind
from scrub.phi.causes import Cause, Causes, is_own_name
from scrub.phi.pieces import is_apart
from scrub.phi.shapes import EDGES, is_setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrub.model.text import Word
    from scrub.phi.vocabulary import Vocabulary

_NAMING = frozenset({PhiKind.NAME, PhiKind.INSTITUTION, PhiKind.ADDRESS, PhiKind.UNKNOWN})

WORDY = _NAMING | {PhiKind.UNREADABLE, PhiKind.DESCRIPTION}
"""Kinds made of words: what stands beside one may be more of it."""

BESIDE = Cause(PhiKind.UNKNOWN, "vocabulary", "beside text that may identify", 0.4)

_AROUND = Cause(PhiKind.DATE, "vocabulary", "day and year about what may be a month", 0.4)

_INITIAL = re.compile(r"[^\W\d_]\.?,?|(?:[^\W\d_]\.){1,3}|[A-ZÀ-Þ][a-zà-ÿ]{1,2}\.")
"""Of a name: letters, or its beginning where there was no room for more: `Smith Lo.`."""
_CUT = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{1,2}")
"""So it may end without a dot beside a name in the header: somebody of the same family. Beside
another only if it is no clinical word itself."""
_LEFT_OUT = re.compile(r"[.…^·]{1,4}")
"""Signs that stand for the rest of a name, or part it: `Novák …`."""
_LABEL, _CAPITALS, _LABEL_AND_VALUE = re.compile(r"[^\W\d_]{4,}\.?:"), re.compile("[A-Z]{2,3}"), 2
_LETTERED = re.compile(r"[^\W\d_OoIlSBZ]")
"""No part of a date in digits, read right or wrong: it ends with its year."""
_JOINT = re.compile(r"[^\W\d_]{0,3}[-–—/]|[.,]")
"""A sign between two parts of a number, with what may stand before it: `P-` of `P-3018-57`."""
_FRAGMENT = re.compile(r"[a-z]{1,3}")
"""What is left of an address that was read in parts: `st` of `kite.te st`."""
_DECIMAL = re.compile(r"\d{1,3}\.\d{1,2}")
_DAY, _YEAR = re.compile(r"0?[1-9]|[12]\d|3[01]"), re.compile(r"(?:19|20)\d\d")

_GREAT_AGE = re.compile(r"9\d|1[0-2]\d")
_OF_A_DATE = Cause(PhiKind.DATE, "vocabulary", "of a date, if the rest is its month", 0.4)
_TELLING = (
    (_GREAT_AGE, Cause(PhiKind.AGE, "vocabulary", "a great age, if the rest is its unit", 0.4)),
    (_YEAR, _OF_A_DATE),
)
_DOUBTFUL = 0.5
"""Less confidence than that says that a reading may be wrong."""

_MOST_OF_A_MONTH = 4
"""A month that was not read is in no more words."""


def attached(piece: Sequence[tuple[int, Word]], going: Causes, vocabulary: Vocabulary) -> Causes:
    """Return causes for numbers, initials and titles that touch what goes, and what is between."""
    causes = _behind_a_label(piece, going) | _between_unknown(piece, going, vocabulary)
    for ordered in (piece, piece[::-1]):
        touching: Cause | None = None
        before: Word | None = None
        for place, word in ordered:
            cause = going.get(place)
            if before and _DECIMAL.fullmatch(word.text.reveal()) and _are_apart(before, word):
                touching = None
            if cause is None and touching and _belongs(word.text.reveal(), touching, vocabulary):
                causes[place] = BESIDE
            else:
                touching = cause
            before = word
    return causes


def _behind_a_label(piece: Sequence[tuple[int, Word]], going: Causes) -> Causes:
    """Return a cause for initials that end a text, behind a label in a language not known."""
    if len(piece) < _LABEL_AND_VALUE:
        return {}
    (label, said), (place, last) = piece[-2:]
    is_label = label in going and going[label].kind is PhiKind.UNKNOWN
    is_label = is_label and bool(_LABEL.fullmatch(said.text.reveal()))
    if is_label and place not in going and _CAPITALS.fullmatch(last.text.reveal()):
        return {place: BESIDE}
    return {}


def _between_unknown(
    piece: Sequence[tuple[int, Word]], going: Causes, vocabulary: Vocabulary
) -> Causes:
    """Return a cause for each word that merely may be known between two that are not.

    2026-11: of `KLINIK SERI BAYU`, its first word misread, the second one stayed.
    """
    unknown = {
        place
        for place, cause in going.items()
        if cause.kind is PhiKind.UNKNOWN and cause is not BESIDE
    }
    return {
        place: BESIDE
        for (before, _), (place, word), (after, _) in zip(piece, piece[1:], piece[2:], strict=False)
        if place not in going
        and {before, after} <= unknown
        and not vocabulary.is_certain(word.text.reveal())
    }


def _are_apart(one: Word, other: Word) -> bool:
    first, second = sorted((one, other), key=lambda word: word.rect.left)
    return is_apart(first, second)


def around_months(piece: Sequence[tuple[int, Word]], going: Causes) -> Causes:
    """Return causes for a day and a year that only words that go stand between: a month is one."""
    causes: Causes = {}
    staying = [place for place, _ in enumerate(piece) if piece[place][0] not in going]
    for first, last in pairwise(staying):
        ends = {piece[place][1].text.reveal() for place in (first, last)}
        if (
            1 < last - first <= _MOST_OF_A_MONTH
            and len(ends) > 1
            and any(
                _DAY.fullmatch(day) and _YEAR.fullmatch(year) for day, year in permutations(ends)
            )
        ):
            causes |= {piece[place][0]: _AROUND for place in (first, last)}
    return causes


def numbers_of_the_unknown(piece: Sequence[tuple[int, Word]], going: Causes) -> Causes:
    """Return causes for great ages and years beside what is not known: `94 evv`, `1920 …`.

    It may be the unit of the age, or the rest of the date, in a script that was not read; then so
    may another number beside it be its day.
    """
    causes = _told_by(_TELLING, piece, going)
    if _OF_A_DATE in causes.values():
        causes |= _told_by(((_DAY, _OF_A_DATE),), piece, going | causes)
    return causes


def _told_by(
    telling: Iterable[tuple[re.Pattern[str], Cause]],
    piece: Sequence[tuple[int, Word]],
    going: Causes,
) -> Causes:
    """Return causes for the numbers of these shapes beside what is not known."""
    causes: Causes = {}
    for (place, word), beside in (*pairwise(piece), *pairwise(piece[::-1])):
        if place not in going and _is_unknown(beside, going):
            text = word.text.reveal().strip(EDGES)
            told = [cause for shape, cause in telling if shape.fullmatch(text)]
            causes.update((place, cause) for cause in told)
    return causes


def _is_unknown(beside: tuple[int, Word], going: Causes) -> bool:
    place, word = beside
    cause = going.get(place)
    return cause.kind in DOUBTS if cause else word.confidence < _DOUBTFUL


def _is_cut(text: str, vocabulary: Vocabulary) -> bool:
    return bool(_CUT.fullmatch(text)) and not vocabulary.is_plain_word(text)


def _belongs(text: str, to: Cause, vocabulary: Vocabulary) -> bool:
    """Tell whether it is part of what goes beside it: `L.` of a name, `71` of a number."""
    if to.kind in WORDY:
        if is_own_name(to) and _CUT.fullmatch(text):
            return True
        is_name = to.kind in _NAMING
        return bool(_INITIAL.fullmatch(text) or _LEFT_OUT.fullmatch(text)) or (
            is_name and (vocabulary.is_title(text) or _is_cut(text, vocabulary))
        )
    if to.kind is PhiKind.DATE:
        return vocabulary.is_title(text) or not _LETTERED.search(text)
    if to.kind is PhiKind.CONTACT and _FRAGMENT.fullmatch(text):
        return True
    code = any(map(str.isdigit, text)) and not any(map(vocabulary.is_plain_word, text.split()))
    code = code and not is_setting(text)
    return (code and not vocabulary.is_certain(text)) or bool(_JOINT.fullmatch(text))
