"""Which words of a line go black, and why. Pure: the same line, the same findings."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from scrub.model.geometry import join_all
from scrub.model.text import DOUBTS, Finding, PhiKind, Sensitive
from scrub.phi.alone import standing_alone
from scrub.phi.belief import LEAST_OF_A_CODE, MIN_CONFIDENCE, is_believed, is_read
from scrub.phi.beside import BESIDE, WORDY, around_months, attached, numbers_of_the_unknown
from scrub.phi.causes import Cause, Causes, found_in, is_own, stronger, without_overrun
from scrub.phi.known_lines import certain_words, known_words
from scrub.phi.pieces import is_apart, pieces
from scrub.phi.reach import has_word, is_code_of, is_setting, within_reach
from scrub.recipe import TextMode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.header import Identity
    from scrub.model.text import TextHit, Word
    from scrub.phi.vocabulary import Vocabulary
    from scrub.seams import Recognizer

_INTO_LABEL = 0.2

_LONG = 6

_LAST_STOP_MISSING = re.compile(r"(?:[^\W\d_]\.){1,2}[^\W\d_]")

_STOP = 0.35
"""It takes so much of the line's thickness, with what is before it."""

_DOUBT = 0.5
"""Of a line's letters; from so much the rest goes too, but for what is certain."""


_NOT_KNOWN = Cause(PhiKind.UNKNOWN, "vocabulary", "not known as clinical or technical", 0.5)
_NOT_READ = Cause(PhiKind.UNREADABLE, "vocabulary", "could not be read", 0.3)
_EVERY_TEXT = Cause(PhiKind.UNKNOWN, "all text", "all text goes", 1.0)


def judge(
    hit: TextHit,
    identity: Identity,
    recognizers: Sequence[Recognizer],
    vocabulary: Vocabulary,
    text_mode: TextMode,
) -> tuple[Finding, ...]:
    """Return a finding for each run of neighboring words that go, from left to right."""
    causes = found_in(hit.words, identity, recognizers)
    parts = pieces(hit.words, vocabulary)
    for part in parts if len(parts) > 1 else ():
        alone = found_in([hit.words[place] for place in part], identity, recognizers)
        for place, cause in alone.items():
            causes[part[place]] = stronger(causes.get(part[place]), cause)
    match text_mode:
        case TextMode.PHI:
            pass
        case TextMode.UNLESS_CLINICAL:
            causes = _unless_clinical(hit.words, parts, causes, vocabulary)
        case TextMode.ALL:
            causes = _every_word(hit.words, causes)
    return tuple(_finding(hit, run, causes) for run in _runs(causes, hit.words))


def count_kept(hit: TextHit, findings: Sequence[Finding]) -> int:
    """Return how many words of a line stay."""
    return sum(not any(f.rect.covers(word.rect) for f in findings) for word in hit.words)


def _every_word(line: Sequence[Word], causes: Causes) -> Causes:
    return {
        place: causes.get(place, _EVERY_TEXT if is_read(word) else _NOT_READ)
        for place, word in enumerate(line)
    }


def _unless_clinical(
    line: Sequence[Word],
    parts: Sequence[Sequence[int]],
    causes: Causes,
    vocabulary: Vocabulary,
) -> Causes:
    going = without_overrun(line, causes, vocabulary)
    for piece in parts:
        going = _free_beyond(line, piece, going, vocabulary)
    for piece in parts:
        going |= _judged_alone([(place, line[place]) for place in piece], going, vocabulary)
    return going


def _free_beyond(
    line: Sequence[Word], piece: Sequence[int], causes: Causes, vocabulary: Vocabulary
) -> Causes:
    """Return the causes less those of a part that only a guess from the next part reaches.

    A shape such as a label's value runs on over what stands apart; where all that stands there is
    known, word for word, it is another text.
    """
    if not any(_is_across(piece, place, causes) for place in piece) or not all(
        _is_guess(causes.get(place)) for place in piece
    ):
        return causes
    texts = [line[place].text.reveal() for place in piece]
    if vocabulary.knows(" ".join(texts)) and any(map(vocabulary.is_plain_word, texts)):
        return {place: cause for place, cause in causes.items() if place not in piece}
    return causes


def _is_across(piece: Sequence[int], place: int, causes: Causes) -> bool:
    """Tell whether something goes on both sides of the part's edge."""
    beyond = {piece[0] - 1} if place == piece[0] else set()
    beyond |= {piece[-1] + 1} if place == piece[-1] else set()
    return place in causes and any(other in causes for other in beyond)


def _is_guess(cause: Cause | None) -> bool:
    return cause is None or (cause.score < 1.0 and cause.kind in WORDY)


def _judged_alone(
    piece: Sequence[tuple[int, Word]], found: Causes, vocabulary: Vocabulary
) -> Causes:
    """Return causes for what goes of one part, beside what was found in it."""
    going = standing_alone(piece) | {place: found[place] for place, _ in piece if place in found}
    for run in _gaps(piece, going):
        going |= _unknown(run, vocabulary)
    if _is_in_doubt(piece, going, vocabulary):
        going |= _doubted(piece, going, vocabulary)
    going |= attached(piece, going, vocabulary) | around_months(piece, going)
    return going | numbers_of_the_unknown(piece, going)


def _doubted(piece: Sequence[tuple[int, Word]], going: Causes, vocabulary: Vocabulary) -> Causes:
    """Return causes for what is uncertain and near what goes."""
    uncertain = {
        p: c for run in _gaps(piece, going) for p, c in _uncertain(run, vocabulary).items()
    }
    texts = {place: word.text.reveal() for place, word in piece}
    kinds = {cause.kind for cause in going.values()}
    doubted = {place for place in uncertain if not is_setting(texts[place], kinds, vocabulary)}
    wordy = {place for place, cause in going.items() if cause.kind in WORDY}
    near = {*within_reach(texts, wordy or going, doubted)}
    # Signs and lone letters between numbers are of no word that could stand for itself.
    near |= {p for p in within_reach(texts, going, doubted) if not has_word(texts[p])}
    return {place: uncertain[place] for place in sorted(near)}


def _gaps(
    piece: Sequence[tuple[int, Word]], causes: Mapping[int, Cause]
) -> Iterator[list[tuple[int, Word]]]:
    """Yield runs of words that nothing was found in."""
    for found, run in groupby(piece, lambda pair: pair[0] in causes):
        if not found:
            yield list(run)


def _unknown(run: Sequence[tuple[int, Word]], vocabulary: Vocabulary) -> Causes:
    """Return causes for what is not known; words known together, as a phrase, stay."""
    texts = [word.text.reveal() for _, word in run]
    legible = any(is_read(word) and vocabulary.is_plain_word(word.text.reveal()) for _, word in run)
    least = 0.0 if legible else MIN_CONFIDENCE
    believed = all(is_believed(word, vocabulary, least) for _, word in run)
    if believed and vocabulary.knows(" ".join(texts)):
        return {}
    known = known_words(texts, vocabulary)
    unknown = {
        place: _NOT_KNOWN if is_read(word) else _NOT_READ
        for (place, word), is_known in zip(run, known, strict=True)
        if not (is_known and is_believed(word, vocabulary, least))
    }
    if unknown or vocabulary.is_harmless(" ".join(texts)):
        return unknown
    return _uncertain(run, vocabulary)


def _uncertain(run: Sequence[tuple[int, Word]], vocabulary: Vocabulary) -> Causes:
    """Return causes for what is no label and no measurement, neither together nor alone."""
    texts = [word.text.reveal() for _, word in run]
    certain = certain_words(texts, vocabulary)
    return {place: BESIDE for (place, _), stays in zip(run, certain, strict=True) if not stays}


def _is_in_doubt(piece: Sequence[tuple[int, Word]], going: Causes, vocabulary: Vocabulary) -> bool:
    """Tell whether half of the letters go, or a name stands beside the unknown.

    A date, a time or a number says nothing of the words beside it, unless there are none: a lone
    number beside ink that nobody could read is no setting. Where the header's own value ends is
    known, so that nothing beside it is in doubt; what ends with a colon before it, if it is not
    known, is a label in some language.
    """
    wordy = {place: cause for place, cause in going.items() if cause.kind in WORDY}
    ends = {place for place, word in piece if word.text.reveal().endswith(":")}
    behind = {p: cause for p, cause in wordy.items() if not (cause is _NOT_KNOWN and p in ends)}
    wordy = behind or wordy
    if wordy and all(is_own(cause) for cause in wordy.values()):
        return False
    if _is_unread_beside_codes(piece, going):
        return False
    letters = {place: _count_letters(word) for place, word in piece}
    total = sum(count for place, count in letters.items() if place not in going or place in wordy)
    share = sum(letters[place] for place in wordy) / (total or 1)
    unjudged = {cause.kind in DOUBTS for cause in wordy.values()}
    return share >= _DOUBT or len(unjudged) > 1 or _is_bare(piece, going, vocabulary)


def _count_letters(word: Word) -> int:
    """Return how many letters it has; of ink that nobody could read, how many there is room for."""
    text = word.text.reveal()
    if text.strip():
        return sum(map(str.isalpha, text))
    return round(word.rect.width / max(1, word.rect.height))


def _is_bare(piece: Sequence[tuple[int, Word]], going: Causes, vocabulary: Vocabulary) -> bool:
    """Tell whether something goes, and nothing that stays is a word."""
    staying = [word.text.reveal() for place, word in piece if place not in going]
    return bool(going) and not any(
        vocabulary.is_plain_word(text)
        or (sum(map(str.isalpha, text)) >= _LONG and vocabulary.knows(text))
        for text in staying
    )


def _is_unread_beside_codes(piece: Sequence[tuple[int, Word]], going: Causes) -> bool:
    """Tell whether all that goes is a little ink that nobody could read, beside codes: `D8-4U`.

    Texture at the end of a line is taken for a letter or two; a code is known by itself.
    """
    if any(cause.kind is not PhiKind.UNREADABLE for cause in going.values()):
        return False
    staying = [word.text.reveal() for place, word in piece if place not in going]
    unread = sum(_count_letters(word) for place, word in piece if place in going)
    codes = [text for text in staying if is_code_of(text, LEAST_OF_A_CODE)]
    return len(codes) == len(staying) > 0 and unread <= sum(map(len, codes))


def _runs(causes: Causes, line: Sequence[Word]) -> Iterator[list[int]]:
    """Yield neighbors that go together; what stands between fields of a banner is not theirs."""
    run: list[int] = []
    for place in sorted(causes):
        if run and (place != run[-1] + 1 or _is_of_another(run[-1], place, causes, line)):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _is_of_another(before: int, place: int, causes: Causes, line: Sequence[Word]) -> bool:
    """Tell whether two words are apart, and no recognizer found them as one: a date set wide."""
    one = causes[before] is causes[place] and causes[place].recognizer != _NOT_KNOWN.recognizer
    return not one and is_apart(line[before], line[place])


def _finding(hit: TextHit, run: Sequence[int], causes: Causes) -> Finding:
    strongest = max((causes[place] for place in run), key=lambda cause: cause.score)
    going = [hit.words[place] for place in run]
    return Finding(
        Sensitive(" ".join(word.text.reveal() for word in going)),
        _up_to_label(join_all(word.rect for word in going), hit.words[: run[0]]),
        hit.frames,
        strongest.kind,
        strongest.recognizer,
        strongest.reason,
        strongest.score,
        (*(place for word in going for place in word.beyond), *_unread_stop(going[-1])),
    )


def _unread_stop(word: Word) -> Iterator[Rect]:
    """Yield where the last full stop of initials may be if it was not read: `W.P`."""
    if _LAST_STOP_MISSING.fullmatch(word.text.reveal()):
        rect = word.rect
        reach = ceil(_STOP * min(rect.width, rect.height))
        if rect.height > rect.width:
            yield replace(rect, top=rect.top - reach, bottom=rect.bottom + reach)
        else:
            yield replace(rect, right=rect.right + reach)


def _up_to_label(rect: Rect, before: Sequence[Word]) -> Rect:
    """Return it reaching a little into the label before it, if one is.

    2026-11: where in a line a letter stands is known to a fifth of its height; what is lost of a
    label is its colon at most.
    """
    if not before or not before[-1].text.reveal().endswith((":", ";", "=")):
        return rect
    reach = round(_INTO_LABEL * min(rect.height, before[-1].rect.height))
    return replace(rect, left=max(rect.left - reach, min(rect.left, before[-1].rect.left)))
