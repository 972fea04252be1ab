"""The text in elements: reading it, doubting it, and finding a header's own words in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydicom.charset import python_encoding
from pydicom.multival import MultiValue

from scrub.header.walk import walk
from scrub.model.text import PhiKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.model.header import Identity

TEXT_VRS = frozenset(
    ["AE", "AS", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"]
)
"""VRs whose values are words; numbers as text (DS, IS) are not among them."""

_CHARACTER_SET = 0x00080005
_DEFAULT: tuple[tuple[str, ...], ...] = ((), ("ISO_IR 6",))
_WORD = re.compile(r"[^\W_]+")
_WRONG = re.compile("[\x80-\x9f\ufffd]")
_UNSPACED = re.compile("[\u2e80-\uffef]")
_PRINTABLE = re.compile(rb"[\x09\x0a\x0c\x0d\x20-\x7e]+\Z")
_SHORTEST = 3
_LONG = 6
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)\Z")
_LOOSE = frozenset({PhiKind.IDENTIFIER, PhiKind.DATE, PhiKind.CONTACT})
_WEAK = frozenset({PhiKind.DESCRIPTION, PhiKind.SEX, PhiKind.UNKNOWN, PhiKind.UNREADABLE})


def texts_of(element: DataElement) -> tuple[str, ...]:
    """Return the values that are words, stripped, without empty ones; bytes if they print."""
    value: Any = element.value
    if isinstance(value, bytes):
        whole = value.rstrip(b"\0 ")
        value = whole.decode("ascii").split("\\") if _PRINTABLE.match(whole) else []
    elif element.VR not in TEXT_VRS or value is None:
        return ()
    values: Iterable[Any] = value if isinstance(value, (list, MultiValue)) else [value]
    return tuple(filter(None, (str(one).strip(" \0\t\r\n") for one in values)))


def is_declared(dataset: Dataset) -> bool:
    """Tell whether a Specific Character Set is there, and each, items' too, is one that exists."""
    found = [
        (path, texts_of(element)) for path, element in walk(dataset) if path.tag == _CHARACTER_SET
    ]
    known = all(term in python_encoding for _, terms in found for term in terms)
    return known and any(not path.items and terms not in _DEFAULT for path, terms in found)


def is_doubtful(text: str, *, declared: bool) -> bool:
    """Tell whether text was not what its character set allows, so that we cannot judge it."""
    return bool(_WRONG.search(text)) or (not declared and not text.isascii())


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words by which a header says whom it is about, made ready to look for.

    `phrases` are sequences of words by their first; `pieces` are looked for anywhere in text
    without spaces or punctuation.
    """

    phrases: dict[str, tuple[tuple[str, ...], ...]] = field(repr=False)
    pieces: tuple[str, ...] = field(repr=False)

    def are_in(self, text: str) -> bool:
        """Tell whether any of them is in a text, whole, whatever its case and punctuation."""
        words = tuple(_WORD.findall(text.casefold()))
        if any(
            words[at : at + len(phrase)] == phrase
            for at, word in enumerate(words)
            for phrase in self.phrases.get(word, ())
        ):
            return True
        joined = "".join(words)
        return any(piece in joined for piece in self.pieces)


def own_words(own: Identity, uids: Iterable[str] = ()) -> OwnWords:
    """Return the words of an identity, descriptions aside, that are long enough to tell.

    Three characters or more; two of a script that puts no spaces between words. Identifiers,
    dates and numbers of six characters or more are found inside longer words too, and dates in
    the orders in which people write them.
    """
    phrases: dict[str, list[tuple[str, ...]]] = {}
    pieces: set[str] = set()
    strong = [(v.kind, v.text.reveal()) for v in own.values if v.kind not in _WEAK]
    for kind, text in [*strong, *((PhiKind.IDENTIFIER, uid) for uid in uids)]:
        words = tuple(_WORD.findall(text.casefold()))
        joined = "".join(words)
        if _UNSPACED.search(joined) and len(joined) > 1:
            pieces.update(word for word in words if len(word) > 1)
        if len(joined) < _SHORTEST:
            continue
        if kind in _LOOSE and len(joined) >= _LONG:
            pieces.add(joined)
        for phrase in (words, *_orders(kind, joined)):
            phrases.setdefault(phrase[0], []).append(phrase)
    by_first = {first: tuple(sorted(set(found))) for first, found in sorted(phrases.items())}
    return OwnWords(by_first, tuple(sorted(pieces)))


def _orders(kind: PhiKind, text: str) -> tuple[tuple[str, ...], ...]:
    match = _DATE.match(text)
    if kind is not PhiKind.DATE or not match:
        return ()
    year, month, day = match.groups()
    return (year, month, day), (day, month, year), (month, day, year)
