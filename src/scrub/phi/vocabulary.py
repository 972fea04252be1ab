"""Which text is positively known as clinical or technical.

What is not known is taken to identify, so every doubt is settled against the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from string import ascii_lowercase

from scrub.data import words
from scrub.phi.lettering import as_digits, as_letters
from scrub.phi.near_words import NearWords, near_words

_BARRED = re.compile(
    r"\d{5}"  # an identifier
    r"|\d\s*[:;]\s*\d\d(?!\d)"  # a time
    r"|(?<![\d.])\d{1,2}([/.-])\d{1,2}\1\d{2}"  # a date
    r"|(?<!\d)(?:19|20)\d\d[/.-]\d\d?[/.-]\d"
    r"|[@^]|://|www\."
)
_SPLIT_NUMBER = re.compile(r"^\W*[a-z]{0,3}[ -]?\d{3,}(?:[ ()-]{1,3}\d{2,})+\W*$", re.IGNORECASE)
_MIN_SPLIT_DIGITS = 7

_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4}|,\d{1,3})?|[.,]\d{1,3}")
_SHORT_LABEL = re.compile(r"[a-z]{2,4}")
_VALUE = re.compile(
    r"\d{1,3}(?:\.\d{1,2})? ?%|\d{1,4}\.\d{1,3}"
    r"|\d{1,4}(?:\.\d{1,3})? ?(?P<unit>[^\W\d_][^\s\d]{0,5})"
)
_COUNTER = re.compile(r"\d{1,4}[/x*]\d{1,4}|\d{1,3}/\d{1,3}/\d|\d{1,3}-\d{1,3}|\d:\d{1,2}")
_VERSION = re.compile(r"v ?\d{1,2}(?:\.\d{1,3}){1,3}")
_STRETCH = re.compile(r"[rlapsihf]\d{1,4}(?:\.\d{1,2})? ?- ?[rlapsihf]\d{1,4}(?:\.\d{1,2})?")
"""Where a scan begins and ends: S55.3-I200.3."""
_SHAPE = re.compile("|".join(shape.pattern for shape in (_COUNTER, _VERSION, _STRETCH)))
_MODEL = re.compile(r"(?P<maker>[a-z]{2,3})-[a-z]{0,3}\d{1,4}[a-z]{0,3}\d{0,3}[a-z]{0,2}")
_MAX_MODEL_DIGITS = 4
_PIECE = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+")
_EDGES = "*+-_=<>()[]{}°×%#.,:;/\\|~'\"•·←→↑↓±≤≥!?²³^$&–—\N{MINUS SIGN}"
_BETWEEN = re.compile(r"[/:;=<>≤≥~,_()\[\]{}+*&#\\|\"!?×±–—-]+|\.(?!\d)|(?<!\d)\.(?=\d)")
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_LATERALITY = frozenset({"lt", "rt", "ap", "pa"})

_LABEL_LETTERS = frozenset(ascii_lowercase) | frozenset(map(chr, range(0x3B1, 0x3CA)))
"""Latin, and Greek from alpha to omega."""

_STROKES = frozenset("一丨丶丿乙亅口〇ー\u1173\u1175\u110b")
"""What the ticks of a ruler, dots and frames are read as, by what knows letters of the East.

The last three are Hangul's eu, i and ieung, as compatibility normalization leaves them.
"""

_LABEL_AND_NUMBER = 2
_LONGEST_PHRASE = 4
_MIN_GLUED = 4
_MAX_CODE_LETTERS, _MAX_CODE_DIGITS = 4, 6
_CODE = re.compile(r"(?:[a-z]{1,2}\d{1,3})+[a-z]{0,2}|\d{1,3}(?:[a-z]{1,2}\d{1,3})*[a-z]{0,2}")


@cache
def clinical_words() -> frozenset[str]:
    """Return the words and phrases of every list that is clinical or technical."""
    return words("clinical-vocabulary") | exact_words()


@cache
def exact_words() -> frozenset[str]:
    """Return those that count letter for letter only."""
    return words("clinical-languages") | words("console-terms")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Knows clinical and technical text: casefolded words, phrases, units and field labels.

    `names` are words too likely to be someone's name to be taken for a misread clinical word.
    2026-11: `exact` words, of other languages and of products, count neither misread nor run
    together: Lock and hart would make a person clinical.
    """

    clinical: frozenset[str] = field(default_factory=lambda: words("clinical-vocabulary"))
    exact: frozenset[str] = field(default_factory=exact_words)
    units: frozenset[str] = field(default_factory=lambda: words("units"))
    models: frozenset[str] = field(default_factory=lambda: words("model-prefixes"))
    labels: frozenset[str] = field(default_factory=lambda: words("field-labels"))
    names: frozenset[str] = field(
        default_factory=lambda: words("given-names") | words("family-names")
    )

    def knows(self, text: str) -> bool:
        """Tell whether all of a text is known, and nothing in it could identify."""
        text = unicodedata.normalize("NFKC", text)
        if self._is_barred(text):
            return False
        tokens = text.split()
        if not self._in_order(tokens):
            return False
        return all(self._known_tokens(tokens)) or self._is_new_measurement(tokens)

    def is_certain(self, text: str) -> bool:
        """Tell whether it is field labels alone, or a measurement with its label or unit.

        Nothing may be guessed: lone letters, lone numbers, settings codes, words that are misread
        or that merely stand there are not certain.
        """
        text = unicodedata.normalize("NFKC", text)
        tokens = [token.strip(_EDGES).casefold() for token in text.split()]
        tokens = [token for token in tokens if token]
        if not tokens or self._is_barred(text) or not self.knows(text):
            return False
        if all(token in self.labels for token in tokens):
            return True
        split = [_PIECE.findall(token) for token in tokens]
        if any(len(pieces) > _LABEL_AND_NUMBER for pieces in split):
            return False
        pieces = [piece for pieces in split for piece in pieces]
        wordy = [piece for piece in pieces if piece.isalpha() and len(piece) > 1]
        return (
            bool(wordy)
            and len(wordy) < len(pieces)
            and all(self._is_unit_or_word(piece) for piece in wordy)
        )

    def is_word(self, text: str) -> bool:
        """Tell whether it is, letter for letter, one clinical word or label."""
        folded = text.casefold()
        return self._is_unit_or_word(folded) or folded in self.labels

    def _is_barred(self, text: str) -> bool:
        if _SPLIT_NUMBER.match(text) and sum(map(str.isdigit, text)) >= _MIN_SPLIT_DIGITS:
            return True
        readings = dict.fromkeys((text, as_digits(text)))
        return any(_BARRED.search(reading) for reading in readings)

    def _in_order(self, tokens: list[str]) -> bool:
        """Tell whether nothing stands after a field label but labels and dashes."""
        after_label = False
        for part in (part for token in tokens for part in re.split("[:;=]", token)):
            bare = part.strip(_EDGES).casefold()
            is_label = bare in self.labels and bare not in self.clinical
            if after_label and bare and not is_label:
                return False
            after_label = after_label or is_label
        return True

    def _is_new_measurement(self, tokens: list[str]) -> bool:
        """Tell whether it is a short unknown label with a decimal or a unit: `AGD 1.2 mGy`."""
        if not tokens:
            return False
        label, *rest = [token.strip(_EDGES.replace("%", "")).casefold() for token in tokens]
        value = _VALUE.fullmatch(" ".join(rest))
        if value is None or (value["unit"] and value["unit"] not in self.units):
            return False
        barred = label in self.names or label in self.labels
        return bool(_SHORT_LABEL.fullmatch(label)) and not barred

    def _known_tokens(self, tokens: list[str]) -> list[bool]:
        bare = [token.strip(_EDGES).casefold() for token in tokens]
        known = [False] * len(tokens)
        for start in range(len(tokens)):
            for stop in range(start + 2, min(start + _LONGEST_PHRASE, len(tokens)) + 1):
                phrase = " ".join(bare[start:stop])
                if phrase in self.clinical or phrase in self.exact:
                    known[start:stop] = [True] * (stop - start)
        return [
            is_known or self._knows_token(token)
            for is_known, token in zip(known, tokens, strict=True)
        ]

    def _knows_token(self, token: str) -> bool:
        bare = token.strip(_EDGES)
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
            or (not folded.isalpha() and (bool(_SHAPE.fullmatch(folded)) or self._is_model(folded)))
        )

    def _is_model(self, folded: str) -> bool:
        """Tell whether it is a maker's model number, known by what it begins with."""
        model = _MODEL.fullmatch(folded)
        if model is None or model["maker"] not in self.models:
            return False
        return sum(map(str.isdigit, folded)) <= _MAX_MODEL_DIGITS

    def _knows_parts(self, bare: str) -> bool:
        digits = sum(map(str.isdigit, bare))
        if digits > _MAX_CODE_DIGITS and "." not in bare and any(map(str.isalpha, bare)):
            return False
        parts = [part for part in _BETWEEN.split(bare) if part]
        numbers = [part for part in parts if _NUMBER.fullmatch(part.strip(_EDGES))]
        if len(numbers) == len(parts) and len(parts) > 1:
            return _is_range(bare, numbers)
        return all(self._knows_part(part) for part in parts)

    def _knows_part(self, part: str) -> bool:
        """Tell whether letters and digits without anything between are known."""
        bare = part.strip(_EDGES)
        if not bare or self._knows_whole(bare) or _NUMBER.fullmatch(bare):
            return True
        if bare.isalpha():
            return _is_label_letter(bare) or self._knows_letters(bare)
        if sum(map(str.isalpha, bare)) > len(bare) / 2 and self._near.folds(bare.casefold()):
            return len(bare) >= _MIN_GLUED
        return self._knows_mixture(bare)

    def _knows_letters(self, letters: str) -> bool:
        folded = letters.casefold()
        if folded in self.names:
            return False
        misread = self._near.knows(folded) and not near_words(self.names).knows(folded)
        return misread or self._knows_glued(letters)

    @property
    def _near(self) -> NearWords:
        return near_words(self.clinical)

    def _knows_glued(self, letters: str) -> bool:
        """Tell whether words ran together: `PWDepth`, `RTKIDNEY`."""
        folded = letters.casefold()
        if letters in (folded, letters.upper()):
            return self._splits(folded)
        camel = [piece.casefold() for piece in _CAMEL.findall(letters)]
        if len(camel) > 1 and "".join(camel) == folded and all(map(self._may_be_glued, camel)):
            return True
        return self._splits(folded)

    def _may_be_glued(self, piece: str) -> bool:
        return len(piece) > 1 and (piece in self.clinical or piece in self.units)

    def _splits(self, letters: str) -> bool:
        if letters[:2] in _LATERALITY and letters[2:] in self.clinical:
            return len(letters) >= _MIN_GLUED + 2
        return any(
            letters[:cut] in self.clinical
            and (letters[cut:] in self.clinical or self._splits(letters[cut:]))
            for cut in range(_MIN_GLUED, len(letters) - _MIN_GLUED + 1)
        )

    def _is_unit_or_word(self, folded: str) -> bool:
        return folded in self.clinical or folded in self.units or folded in self.exact

    def _knows_mixture(self, part: str) -> bool:
        """Tell whether it is labels, numbers and units in any order, or a settings code."""
        pieces = _PIECE.findall(part.casefold())
        digits = sum(map(str.isdigit, part))
        if "".join(pieces) != part.casefold() or digits > _MAX_CODE_DIGITS:
            return False
        if self._is_code(part.casefold()):
            return True
        return all(
            _NUMBER.fullmatch(piece)
            or (len(piece) > 1 and self._is_unit_or_word(piece))
            or (piece in self.units and place > 0)
            or (len(piece) == 1 and digits < _MIN_GLUED)
            for place, piece in enumerate(pieces)
        )

    @staticmethod
    def _is_code(folded: str) -> bool:
        return (
            bool(_CODE.fullmatch(folded))
            and sum(map(str.isalpha, folded)) <= _MAX_CODE_LETTERS
            and sum(map(str.isdigit, folded)) <= _MAX_CODE_DIGITS
        )


def _is_label_letter(text: str) -> bool:
    """Tell whether it is one letter, Latin or Greek, or what a mark is read as.

    Elsewhere one letter may be a whole name.
    """
    return text.casefold() in _LABEL_LETTERS or text in _STROKES


def _is_range(bare: str, numbers: list[str]) -> bool:
    """Tell whether numbers with signs between are a range, a size or a counter: `2.5-10`."""
    pair, triple = 2, 3
    digits = sum(map(str.isdigit, bare))
    known = all(_NUMBER.fullmatch(number) for number in numbers)
    if len(numbers) == triple:
        return known and bool(_COUNTER.fullmatch(bare))
    return known and len(numbers) == pair and digits <= _MAX_CODE_DIGITS + pair
