"""How far a reading is believed, by the engine's confidence and by what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.phi.reach import is_code_of
from scrub.phi.shapes import STROKES

if TYPE_CHECKING:
    from scrub.model.text import Word
    from scrub.phi.vocabulary import Vocabulary

MIN_CONFIDENCE = 0.5
"""Below it a reading is not believed: engines give right readings 0.8 and more, noise less."""

_SURE = 0.8
"""From it on a reading of letters and digits without a word is believed."""

LEAST_OF_A_CODE = 4
"""Letters and digits."""

_SHORT = 2


def is_believed(word: Word, vocabulary: Vocabulary, least: float) -> bool:
    """Tell whether a reading may show that a text is known.

    Sure or not, chance does not read a whole clinical word; and one or two digits or a caliper's
    mark name nobody. Letters less sure than `least` may be of a script that the engine does not
    know, unless it read a clinical word beside them.
    """
    text = word.text.reveal().strip()
    if _is_unsure_code(word, vocabulary):
        return False
    if is_read(word) or len(text) > _SHORT:
        return is_read(word) or vocabulary.is_word(text)
    is_mark = text in STROKES or not any(map(str.isalpha, text))
    return bool(text) and (is_mark or word.confidence >= least)


def _is_unsure_code(word: Word, vocabulary: Vocabulary) -> bool:
    """Tell whether it was read, not surely, as letters and digits without a word.

    2026-11: what a Latin engine makes of a name in another script looks so: `9h4-5`, `H1:501d3X`.
    """
    text = word.text.reveal()
    is_code = is_code_of(text, LEAST_OF_A_CODE) and not vocabulary.is_plain_word(text)
    return is_code and word.confidence < _SURE


def is_read(word: Word) -> bool:
    """Tell whether something was, surely enough."""
    return word.confidence >= MIN_CONFIDENCE and bool(word.text.reveal().strip())
