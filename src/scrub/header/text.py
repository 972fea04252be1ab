"""The text in elements: reading it, doubting it, and finding a header's own words in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from pydicom.charset import python_encoding
from pydicom.multival import MultiValue

from scrub.header.walk import Plain, top, walk
from scrub.model.text import DOUBTS, PhiKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.header.walk import Snapshot
    from scrub.model.header import Identity, Tag

TEXT_VRS = frozenset(
    ["AE", "AS", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"]
)
"""VRs whose values are words; numbers as text (DS, IS) are not among them."""

UNSPACED = re.compile("[\u2e80-\uffef]")
"""Letters of scripts that put no spaces between words."""

_BYTES = frozenset({"OB", "OD", "OF", "OL", "OV", "OW"})
_ONE_VALUE = frozenset({"LT", "ST", "UR", "UT"})
_AROUND = " \0\t\r\n"
_CHARACTER_SET = 0x00080005
_DEFAULT: tuple[tuple[str, ...], ...] = ((), ("ISO_IR 6",))
_WORD = re.compile(r"[^\W_]+")
# Of control characters text may have tab, line feed, form feed and carriage return (PS3.5 6.1.3).
# A zero byte ends nothing: what follows it is often left over from another value.
_WRONG = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd]")
_PRINTABLE = re.compile(rb"[\x09\x0a\x0c\x0d\x20-\x7e]+\Z")
_SHORTEST = 3
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)\Z")
_LOOSE = {PhiKind.CONTACT: 6, PhiKind.DATE: 8, PhiKind.IDENTIFIER: 6, PhiKind.NAME: 6}
_NEVER = 1 << 16
_NO_ONES = frozenset({"anon", "anonymized"})
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WITHOUT_SIGNS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ł": "l"}
)
_WITH_E = re.compile("(?<=[aou])e")
_WEAK = DOUBTS | {PhiKind.DESCRIPTION, PhiKind.SEX}


def texts_of(element: DataElement) -> tuple[str, ...]:
    """Return the values that are words, stripped, without empty ones; bytes if they print."""
    if isinstance(element, Plain) and element.VR not in _BYTES:
        if element.texts is None:
            element.texts = _printed(element) if element.VR in TEXT_VRS else ()
        return element.texts
    value: Any = element.value
    if isinstance(value, bytes):
        whole = value.rstrip(b"\0 ")
        value = whole.decode("ascii").split("\\") if _PRINTABLE.match(whole) else []
    elif element.VR not in TEXT_VRS or value is None:
        return ()
    values: Iterable[Any] = value if isinstance(value, (list, MultiValue)) else [value]
    return tuple(filter(None, (str(one).strip(_AROUND) for one in values)))


def _printed(element: Plain) -> tuple[str, ...]:
    text = element.octets.decode("ascii")
    values = (text,) if element.VR in _ONE_VALUE else text.split("\\")
    return tuple(filter(None, (value.strip(_AROUND) for value in values)))


def top_texts(dataset: Dataset | Snapshot, tag: Tag) -> tuple[str, ...]:
    """Return those of an attribute of the data set itself; none if it is not there."""
    element = top(dataset, tag)
    return texts_of(element) if element is not None else ()


def is_declared(dataset: Dataset | Snapshot) -> bool:
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
        words = _words(text)
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

    Three characters or more; two of a script that puts no spaces between words. Each word of a
    name counts by itself, spelled with and without the signs of its letters. Names, identifiers
    and numbers of six characters or more, dates of eight, are found inside longer words too, and
    dates in the orders and forms in which people write them.
    """
    phrases: dict[str, set[tuple[str, ...]]] = {}
    pieces: set[str] = set()
    strong = [(v.kind, v.text.reveal()) for v in own.values if v.kind not in _WEAK]
    for kind, text in [*strong, *((PhiKind.IDENTIFIER, uid) for uid in uids)]:
        said, inside = _looked_for(kind, text)
        pieces.update(inside)
        for words in said:
            phrases.setdefault(words[0], set()).add(words)
    by_first = {first: tuple(sorted(found)) for first, found in sorted(phrases.items())}
    return OwnWords(by_first, tuple(sorted(pieces)))


@lru_cache(1024)
def _looked_for(kind: PhiKind, text: str) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return the phrases that stand for a value, and what is found inside of words too."""
    phrases: set[tuple[str, ...]] = set()
    pieces: set[str] = set()
    for words in _spellings(kind, text):
        joined = "".join(words)
        pieces.update(word for word in words if len(word) > 1 and UNSPACED.search(word))
        if len(joined) < _SHORTEST:
            continue
        if len(joined) >= _LOOSE.get(kind, _NEVER):
            pieces.add(joined)
        phrases.add(words)
    return tuple(phrases), tuple(pieces)


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text, without case, accents and widths of their letters."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
        text = unicodedata.normalize("NFKC", bare)
    return tuple(_WORD.findall(text.casefold()))


def _spellings(kind: PhiKind, text: str) -> Iterator[tuple[str, ...]]:
    """Yield the phrases that stand for a value."""
    words = _words(text)
    yield words
    if kind is PhiKind.DATE:
        yield from _dates(text)
    if kind is not PhiKind.NAME:
        return
    with_e = _words(text.casefold().translate(_WITHOUT_SIGNS))
    without = tuple(_WITH_E.sub("", word) for word in words)
    yield from (with_e, without)
    yield from ((word,) for word in {*words, *with_e, *without} - _NO_ONES)
    # Who puts no spaces between words does not put any into names; = parts groups (PS3.5 6.2.1.1).
    yield from (("".join(_words(group)),) for group in text.split("=") if UNSPACED.search(group))


def _dates(text: str) -> tuple[tuple[str, ...], ...]:
    """Return a date as people write it: `17 3 1961`, `mar 17 61`, `170361`…, by words."""
    match = _DATE.match(text)
    if not match or not 1 <= int(match[2]) <= len(_MONTHS):
        return ()
    year, month, day = match.groups()
    name = _MONTHS[int(month) - 1]
    found: set[tuple[str, ...]] = set()
    for y, m, d in product(
        (year, year[2:]), (month, str(int(month)), name, name[:3]), (day, str(int(day)))
    ):
        orders = ((y, m, d), (d, m, y), (m, d, y))
        found.update(orders)
        if len(m) == len(d) == 2:  # noqa: PLR2004 - digits
            found.update(("".join(order),) for order in orders)
    return tuple(sorted(found))
