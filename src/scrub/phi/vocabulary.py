"""Which text is positively known as clinical or technical.

What is not known is taken to identify, so every doubt is settled against the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from scrub.data import words
from scrub.phi import word_lists
from scrub.phi.elapsed import without_elapsed
from scrub.phi.glued import ran_together, without_spaces
from scrub.phi.lettering import as_digits, as_letters, digits_between_digits
from scrub.phi.near_words import NearWords, near_words, small_print
from scrub.phi.shapes import (
    BETWEEN,
    EDGES,
    MAX_CODE_DIGITS,
    NEW_LABEL,
    NUMBER,
    PIECE,
    VALUE,
    is_barred,
    is_code,
    is_label_letter,
    is_range,
    is_setting,
    is_shaped,
    model_maker,
)

_MEASURED = re.compile(rf"{PIECE.pattern}|[%°]")

_HYPHENED = re.compile(r"(?P<word>[^\W\d_]{2,}-[^\W\d_]{2,})\d{1,2}")
_LONGEST_PHRASE = 4
_MIN_GLUED = 4
_MIN_PLAIN = 3
_MIN_GLUED_TO = 8
"""Of letters glued to a number, misread or run together; fewer before a decimal."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Knows clinical and technical text: casefolded words, phrases, units and field labels.

    `nearby` are words that count misread too; `names` are too likely to be someone's name for that.
    2026-11: `exact` words, of other languages, products and plain English, do not count run
    together: lock and hart would make a person clinical.
    """

    clinical: frozenset[str] = field(default_factory=lambda: words("clinical-vocabulary"))
    exact: frozenset[str] = field(default_factory=word_lists.exact_words)
    nearby: frozenset[str] = field(default_factory=word_lists.misread_words)
    units: frozenset[str] = field(default_factory=lambda: words("units"))
    models: frozenset[str] = field(default_factory=lambda: words("model-prefixes"))
    labels: frozenset[str] = field(default_factory=lambda: words("field-labels"))
    titles: frozenset[str] = field(default_factory=word_lists.titles)
    names: frozenset[str] = field(default_factory=word_lists.names)

    def knows(self, text: str) -> bool:
        """Tell whether all of a text is known, and nothing in it could identify."""
        if not self.is_harmless(text):
            return False
        tokens = _legible(text).split()
        return all(self._known_tokens(tokens)) or self._is_new_measurement(tokens)

    def is_harmless(self, text: str) -> bool:
        """Tell whether nothing in it has the shape of what identifies, nor stands after a label."""
        text = _legible(text)
        return not _is_barred(text) and (
            self._in_order(text.split()) or text.casefold() in self.exact
        )

    def is_certain(self, text: str) -> bool:
        """Tell whether it is a term of several words, field labels, or measurements.

        These have a label, a decimal or a unit.
        Nothing may be guessed: lone letters, whole numbers without a unit, settings codes, words
        that are misread or that merely stand there are not certain.
        """
        text = _legible(text)
        tokens = [token.strip(EDGES.replace("%", "").replace("°", "")) for token in text.split()]
        tokens = [token.casefold() for token in tokens if token]
        if not tokens or _is_barred(text) or not self.knows(text):
            return False
        if len(tokens) > 1 and self._is_unit_or_word(" ".join(tokens)):
            return True
        if all(self.is_label(token) for token in tokens):
            return True
        tokens = [token for token in tokens if token not in {"x", "×"}]
        if any(len(token) == 1 and token.isalpha() for token in tokens):
            return False
        pieces = [[t] if t in self.units else _MEASURED.findall(t) for t in tokens]
        return self._is_measured([piece for parts in pieces for piece in parts])

    def _is_measured(self, pieces: list[str]) -> bool:
        """Tell whether it is known words, each before a number, and all have decimals or units."""
        unit_follows = named = measured = False
        for piece, after in zip(pieces, [*pieces, ""][1:], strict=True):
            if piece[0].isdigit():
                unit_follows = after in self.units or after in {"%", "°"}
                if not (unit_follows or set(piece) & {".", ","}):
                    return False
                measured, named = True, False
            elif unit_follows:
                unit_follows = False
            elif len(piece) == 1 or not self._is_unit_or_word(piece):
                return False
            else:
                named = True
        # 380.312 and 32n may be part of a number of record; 0.4 behind TIS is not.
        telling = any(len(p) > 1 and p.isalpha() for p in pieces) or bool({"%", "°"} & set(pieces))
        return measured and telling and not named

    def is_label(self, text: str) -> bool:
        """Tell whether it is what a machine writes before something that identifies."""
        return text.strip(EDGES).casefold() in self.labels

    def is_title(self, text: str) -> bool:
        """Tell whether it is what people are called by, or part of a name: Mr, Prof., von."""
        return text.strip(EDGES).casefold() in self.titles

    def is_plain_word(self, text: str) -> bool:
        """Tell whether a word of it is clinical or technical letter for letter, and no name."""
        folded = text.strip(EDGES).casefold()
        found = (piece for piece in PIECE.findall(folded) if piece.isalpha())
        return any(
            len(piece) >= _MIN_PLAIN and self._is_unit_or_word(piece) and piece not in self.names
            for piece in found
        ) or (len(folded) > 1 and self._is_unit_or_word(folded))

    def is_word(self, text: str) -> bool:
        """Tell whether it is, letter for letter, one clinical word or label."""
        folded = text.casefold()
        return self._is_unit_or_word(folded) or folded in self.labels

    def _in_order(self, tokens: list[str]) -> bool:
        """Tell whether nothing stands after a field label but labels and dashes.

        A label may be half of a term, up to the next dash: `Id: DCM / Lin: DCM`, of a viewer.
        """
        after_label, before, is_term = False, "", False
        for part in (part for token in tokens for part in re.split("[:;=]", token)):
            bare = part.strip(EDGES).casefold()
            is_term = f"{before} {bare}" in self.exact if bare else is_term
            is_label = bare in self.labels and bare not in self.clinical
            if after_label and bare and not (is_label or is_term):
                return False
            after_label = (after_label or is_label) and not (is_term and not bare)
            before = bare or before
        return True

    def _is_new_measurement(self, tokens: list[str]) -> bool:
        """Tell whether it is a short unknown label with a decimal or a unit: `AGD 1.2 mGy`."""
        if not tokens:
            return False
        if is_setting(" ".join(tokens)) and not self._is_personal(tokens[0]):
            return True
        label, *rest = [token.strip(EDGES.replace("%", "")).casefold() for token in tokens]
        value = VALUE.fullmatch(" ".join(rest))
        if value is None or (value["unit"] and value["unit"] not in self.units):
            return False
        return bool(NEW_LABEL.fullmatch(label)) and not self._is_personal(label)

    def _is_personal(self, text: str) -> bool:
        """Tell whether it begins with a name, or with what stands before one."""
        label = PIECE.findall(text.casefold())[0]
        return label in self.names or label in self.labels or label in self.titles

    def _known_tokens(self, tokens: list[str]) -> list[bool]:
        bare = [token.strip(EDGES).casefold() for token in tokens]
        known = [False] * len(tokens)
        for start in range(len(tokens)):
            for stop in range(start + 2, min(start + _LONGEST_PHRASE, len(tokens)) + 1):
                phrase = " ".join(bare[start:stop])
                if phrase in self.clinical or phrase in self.exact:
                    known[start:stop] = [True] * (stop - start)
        known = [
            is_known or self._knows_token(token)
            for is_known, token in zip(known, tokens, strict=True)
        ]
        return known if all(known) else self._knows_misread_units(tokens, known)

    def _knows_misread_units(self, tokens: list[str], known: list[bool]) -> list[bool]:
        """Return what is known with units as small print is misread: `22.3 nn`, `4 a/s`."""
        units = _in_small_print(self.units)
        return [
            is_known
            or (
                bool(NUMBER.fullmatch(before.strip(EDGES)))
                and small_print(token.strip(".,;").casefold()) in units
            )
            for before, token, is_known in zip(["", *tokens], tokens, known, strict=False)
        ]

    def _knows_token(self, token: str) -> bool:
        bare = digits_between_digits(token.strip(EDGES))
        return (
            not bare
            or self._knows_whole(bare)
            or self._knows_parts(bare)
            or self._knows_parts(as_digits(bare))
            or self._knows_parts(as_letters(bare))
            or ("rn" in bare and self._knows_parts(bare.replace("rn", "m")))
        )

    def _knows_whole(self, bare: str) -> bool:
        folded = bare.casefold()
        return (
            self._is_unit_or_word(folded)
            or folded in self.labels
            or (folded in without_spaces(self.clinical, self.exact) and folded not in self.names)
            or (not folded.isalpha() and (is_shaped(folded) or self._is_model(folded)))
            or ((glued := _HYPHENED.fullmatch(folded)) is not None and self.is_word(glued["word"]))
        )

    def _is_model(self, folded: str) -> bool:
        return model_maker(folded) in self.models

    def _knows_parts(self, bare: str) -> bool:
        digits = sum(map(str.isdigit, bare))
        if digits > MAX_CODE_DIGITS and "." not in bare and any(map(str.isalpha, bare)):
            return False
        parts = list(filter(None, BETWEEN.split(bare)))
        numbers = [part for part in parts if NUMBER.fullmatch(part.strip(EDGES))]
        if len(numbers) == len(parts) and len(parts) > 1:
            return is_range(bare, numbers)
        return all(self._knows_part(part) for part in parts)

    def _knows_part(self, part: str) -> bool:
        """Tell whether letters and digits without anything between are known."""
        bare = part.strip(EDGES)
        if not bare or self._knows_whole(bare) or NUMBER.fullmatch(bare):
            return True
        if bare.isalpha():
            return is_label_letter(bare) or self._knows_letters(bare)
        if sum(map(str.isalpha, bare)) > len(bare) / 2 and self._near.folds(bare.casefold()):
            return len(bare) >= _MIN_GLUED
        return self._knows_mixture(bare)

    def _knows_letters(self, letters: str) -> bool:
        folded = letters.casefold()
        if folded in self.names:
            return False
        misread = self._near.knows(folded) or self._near.knows_in_small_print(folded)
        misread = misread and not near_words(self.names).knows(folded)
        return misread or ran_together(letters, self.clinical, self._may_be_glued)

    @property
    def _near(self) -> NearWords:
        return near_words(self.nearby)

    def _may_be_glued(self, piece: str) -> bool:
        if len(piece) >= _MIN_GLUED and piece in self.exact:
            return True
        return len(piece) > 1 and (piece in self.clinical or piece in self.units)

    def _is_unit_or_word(self, folded: str) -> bool:
        return folded in self.clinical or folded in self.units or folded in self.exact

    def _knows_mixture(self, part: str) -> bool:
        """Tell whether it is labels, numbers and units in any order, or a settings code."""
        pieces = PIECE.findall(part.casefold())
        digits = sum(map(str.isdigit, part))
        if "".join(pieces) != part.casefold() or digits > MAX_CODE_DIGITS:
            return False
        if is_code(part.casefold()):
            return True
        if pieces[0] == "0" and pieces[1] not in self.units:
            return False  # The zero is a letter, and `0lmo` may be a name.
        least = _MIN_GLUED_TO - 2 * ("." in part)
        return all(
            NUMBER.fullmatch(piece)
            or (len(piece) > 1 and self._is_unit_or_word(piece))
            or (piece in self.units and place > 0)
            or (len(piece) >= least and self._knows_letters(piece))
            or (piece.endswith("x") and self._is_unit_or_word(piece[:-1]))
            or (is_label_letter(piece) and digits < _MIN_GLUED)
            for place, piece in enumerate(pieces)
        )


@cache
def _in_small_print(units: frozenset[str]) -> frozenset[str]:
    return frozenset(small_print(unit) for unit in units if len(unit) > 1)


def _legible(text: str) -> str:
    """Return it without what only looks special: wide letters, timers that look like clocks."""
    return without_elapsed(unicodedata.normalize("NFKC", text))


def _is_barred(text: str) -> bool:
    return any(map(is_barred, dict.fromkeys((text, as_digits(text)))))
