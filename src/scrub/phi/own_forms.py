"""The spellings in which a header's own values may stand on a frame."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from scrub.data import words
from scrub.model.text import PhiKind
from scrub.phi.lettering import fold, plain, squashed
from scrub.phi.own_dates import date_pattern, time_pattern
from scrub.phi.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrub.model.header import Identity, OwnValue

_MIN_PART, _MIN_INSIDE, _MIN_NUMBER = 3, 6, 3
_MIN_NUMBER_INSIDE = 5
_MIN_DISTINCTIVE = 5
_ERROR_EVERY, _MIN_FOR_ERROR = 6, 5
_IDEOGRAPHS = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_TITLES = frozenset({"dr", "md", "mr", "mrs", "ms", "miss", "prof", "phd", "jr", "iii", "rn", "rt"})
_NOT_A_NAME = frozenset({"unknown", "anonymous", "anonymized", "anonymised", "none", "null", "the"})
_CERTAIN, _LIKELY, _POSSIBLE = 1.0, 0.9, 0.7


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling, squashed, and how it must stand to count.

    `errors` letters may differ. Not `inside`: it must begin and end where words do; `gap` is
    where a word must end within it, 0 for nowhere. `prefix_from`: so many of its first letters
    count as the whole, cut off by the machine; 0 for never. `words` are the spelling in plain
    letters, so that a clinical word that is merely like it can be told apart.
    """

    text: str
    kind: PhiKind
    attribute: str
    score: float
    errors: int = 0
    inside: bool = False
    gap: int = 0
    prefix_from: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Forms:
    """All spellings of an identity: `words` to compare, `patterns` to search in folded text."""

    words: tuple[Form, ...]
    patterns: tuple[tuple[re.Pattern[str], OwnValue], ...]


@lru_cache(maxsize=64)
def forms_of(identity: Identity) -> Forms:
    """Return every spelling to look for, each once."""
    found: dict[tuple[str, bool, int], Form] = {}
    for value in identity.values:
        for form in _BUILDERS.get(value.kind, _none)(value):
            found.setdefault((form.text, form.inside, form.prefix_from), form)
    patterns = (
        (pattern, value)
        for value in identity.values
        if (pattern := _PATTERNS.get(value.kind, _no_pattern)(value.text.reveal()))
    )
    return Forms(tuple(f for f in found.values() if f.text), tuple(patterns))


def allowed_errors(letters: str) -> int:
    """Return how many letters may be misread beyond recognition."""
    return max(1, len(letters) // _ERROR_EVERY) if len(letters) >= _MIN_FOR_ERROR else 0


def _none(_: OwnValue) -> Iterator[Form]:
    return iter(())


def _no_pattern(_: str) -> re.Pattern[str] | None:
    return None


def _names(value: OwnValue) -> Iterator[Form]:
    for name in re.split(r"[=\\]", value.text.reveal()):
        components = _components(name)
        parts = [part for component in components for part in component]
        yield from _name_parts(parts, value)
        yield from _joined_names(components, value)
        yield from _with_initials(parts, value)


def _components(name: str) -> list[list[str]]:
    """Return the words of a person name by component, family name first (PS3.5 6.2.1.1)."""
    separator = "^" if "^" in name else ","
    split = [re.findall(r"[^\W_][\w'\u2019]*", component) for component in name.split(separator)]
    kept = [[w for w in component if plain(w) not in _TITLES] for component in split]
    return [component for component in kept if component]


def _name_parts(parts: list[str], value: OwnValue) -> Iterator[Form]:
    for part in parts:
        text = squashed(part)
        shortest = 2 if _IDEOGRAPHS.search(part) else _MIN_PART
        if len(text) < shortest or plain(part) in _NOT_A_NAME or plain(part) in _labels():
            continue
        yield Form(
            text,
            value.kind,
            value.attribute,
            _LIKELY,
            errors=allowed_errors(text),
            inside=len(text) >= _MIN_INSIDE or shortest < _MIN_PART,
            words=plain(part),
        )


def _joined_names(components: list[list[str]], value: OwnValue) -> Iterator[Form]:
    family, *rest = [squashed(" ".join(component)) for component in components] or [""]
    given = "".join(rest)
    if not given:
        family, given = _halves(components)
    first = rest[0] if rest else given
    for text in {family + given, given + family, family + first, first + family}:
        if given and len(text) > _MIN_PART:
            yield Form(
                text,
                value.kind,
                value.attribute,
                _CERTAIN,
                errors=allowed_errors(text),
                inside=len(text) >= _MIN_INSIDE,
                gap=0 if len(text) >= _MIN_INSIDE else len(family),
                prefix_from=4,
            )
    if not given and len(family) > _MIN_PART:
        yield Form(family, value.kind, value.attribute, _LIKELY, prefix_from=4)


def _halves(components: list[list[str]]) -> tuple[str, str]:
    """Return the first word and the rest of a name that has no more than one component."""
    parts = [squashed(part) for component in components for part in component] or [""]
    return parts[0], "".join(parts[1:])


def _with_initials(parts: list[str], value: OwnValue) -> Iterator[Form]:
    for part in parts:
        others = [fold(other)[0] for other in parts if other is not part]
        text = squashed(part)
        if len(part) < 2 or not others:  # noqa: PLR2004 - one letter is an initial itself
            continue
        every = "".join(others)
        for initials in {*others, every}:
            for joined, gap in ((text + initials, len(text)), (initials + text, len(initials))):
                yield Form(joined, value.kind, value.attribute, _CERTAIN, gap=gap)


def _numbers(value: OwnValue) -> Iterator[Form]:
    """Yield identifiers, telephone and serial numbers without what is between the digits."""
    for number in value.text.reveal().split("\\"):
        text = squashed(number)
        for spelling in {text, text.lstrip("o") if number[:1] == "0" else text}:
            shortest = _MIN_NUMBER + number.isdigit()
            if len(spelling) < shortest or _is_technical(number, value.kind):
                continue
            inside = len(spelling) >= _MIN_NUMBER_INSIDE
            yield Form(
                spelling,
                value.kind,
                value.attribute,
                _CERTAIN if inside else _POSSIBLE,
                errors=len(spelling) // _ERROR_EVERY,
                inside=inside,
                words=plain(number),
            )


def _is_technical(number: str, kind: PhiKind) -> bool:
    """Tell whether it says the same on any machine: a probe's or a product's name."""
    if kind is PhiKind.DEVICE:
        return Vocabulary().knows(number)
    return Vocabulary().is_certain(number)


def _contacts(value: OwnValue) -> Iterator[Form]:
    yield from _numbers(value)
    local = 7
    digits = re.sub(r"\D", "", value.text.reveal())
    if len(digits) > local:
        yield Form(
            fold(digits[-local:]), value.kind, value.attribute, _LIKELY, errors=1, inside=True
        )


def _phrases(value: OwnValue) -> Iterator[Form]:
    """Yield institutions and addresses: whole, two words of them, or one that stands out."""
    for phrase in value.text.reveal().split("\\"):
        parts = re.findall(r"[^\W_][\w'\u2019]*", phrase)
        whole = squashed(" ".join(parts))
        if len(whole) < _MIN_PART or (len(parts) == 1 and Vocabulary().knows(phrase)):
            continue
        yield Form(
            whole,
            value.kind,
            value.attribute,
            _CERTAIN,
            errors=allowed_errors(whole),
            inside=len(whole) >= _MIN_INSIDE,
            prefix_from=_MIN_INSIDE,
            words=plain(phrase),
        )
        significant = [part for part in parts if len(part) >= _MIN_PART]
        yield from _pairs(significant, value)
        yield from _distinctive(significant, value)


def _pairs(significant: list[str], value: OwnValue) -> Iterator[Form]:
    for one, other in pairwise(significant):
        if not Vocabulary().knows(f"{one} {other}"):
            text = squashed(one) + squashed(other)
            yield Form(text, value.kind, value.attribute, _LIKELY, errors=allowed_errors(text))


def _distinctive(significant: list[str], value: OwnValue) -> Iterator[Form]:
    for part in significant:
        common = Vocabulary().knows(part) or part.casefold() in words("institution-words")
        if len(part) >= _MIN_DISTINCTIVE and not common and part.isalpha():
            yield Form(squashed(part), value.kind, value.attribute, _POSSIBLE, words=plain(part))


def _labels() -> frozenset[str]:
    return words("field-labels")


_BUILDERS: dict[PhiKind, Callable[[OwnValue], Iterator[Form]]] = {
    PhiKind.NAME: _names,
    PhiKind.IDENTIFIER: _numbers,
    PhiKind.DEVICE: _numbers,
    PhiKind.CONTACT: _contacts,
    PhiKind.INSTITUTION: _phrases,
    PhiKind.ADDRESS: _phrases,
}


def _age_pattern(value: str) -> re.Pattern[str] | None:
    """Return a pattern of `063Y` as 63 Y, 63yrs, 63 years, M63Y (PS3.5 6.2, AS)."""
    age = re.fullmatch(r"0*(\d{1,3})([YMWD])", value.strip().upper())
    if not age:
        return None
    number = fold(age[1])
    return re.compile(rf"(?<![a-z0-9])o*{number}\s*[-/]?\s*{fold(age[2])}[a-z]{{0,4}}(?![a-z0-9])")


def _sex_pattern(value: str) -> re.Pattern[str] | None:
    """Return a pattern of a line of its own, and only for M: F, O are orientations and digits."""
    return re.compile(r"^[^a-z0-9]*m[^a-z0-9]*$") if value.strip().upper() == "M" else None


_PATTERNS: dict[PhiKind, Callable[[str], re.Pattern[str] | None]] = {
    PhiKind.DATE: date_pattern,
    PhiKind.TIME: time_pattern,
    PhiKind.AGE: _age_pattern,
    PhiKind.SEX: _sex_pattern,
}
