"""Whether an attribute is after scrubbing what the table asks, in the eyes of pydicom alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydicom.multival import MultiValue

from conformance.planted_items import FAMILY, NUMBER
from conformance.planted_values import HARMLESS, is_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from conformance.planted_table import Row

PLANTED = re.compile(rf"qx\d|wq\d|scanner\d|\.77777\.|{FAMILY}|{NUMBER}", re.IGNORECASE)
"""What only planted values say."""

_WHO = re.compile(rf"{FAMILY}|{NUMBER}", re.IGNORECASE)
_NAMED = re.compile(rf"qx\d+vz\^|{FAMILY}|{NUMBER}", re.IGNORECASE)
_REFERENCE = re.compile(r"1\.2\.826\.0\.1\.77777\.")
_UID = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+")
_LONGEST_UID = 64
_DAY = re.compile(r"(\d{8})(.*)")


@dataclass
class World:
    """What holds for a whole instance: its options, and by how many days its dates moved."""

    options: tuple[str, ...]
    days: set[int] = field(default_factory=set)

    @property
    def keeps_uids(self) -> bool:
        """Whether UIDs stay."""
        return "retain-uids" in self.options


@dataclass(frozen=True)
class Case:
    """One attribute before and after; None where it is not there."""

    row: Row
    before: DataElement
    after: DataElement | None
    world: World


def fault(case: Case, allowed: str) -> str:
    """Return what is wrong with an attribute of which any of these letters is right; or nothing."""
    found = [_JUDGES[letter](case) for letter in allowed]
    return "" if "" in found else "; ".join(found)


def said(element: DataElement) -> Iterator[str]:
    """Yield each value of an element as text, of its items too."""
    content: Any = element.value
    if element.VR == "SQ":
        for one in content or ():
            for inner in one:
                yield from said(inner)
    elif isinstance(content, bytes):
        yield content.decode("latin-1").rstrip("\0 ")
    elif isinstance(content, (MultiValue, list)):
        yield from (str(one) for one in content)
    elif content is not None and str(content):
        yield str(content)


def _gone(case: Case) -> str:
    return "is still there" if case.after is not None else ""


def _emptied(case: Case) -> str:
    if case.after is None:
        return "is gone, and should be empty"
    return "" if _is_empty(case.after) else _other(case)


def _replaced(case: Case) -> str:
    if case.after is None:
        return "is gone, and should have a dummy"
    return "is empty, and should have a dummy" if _is_empty(case.after) else _other(case)


def _other(case: Case) -> str:
    """Return whether a value is left of what was planted."""
    assert case.after is not None
    before, after = set(said(case.before)), list(said(case.after))
    if any(PLANTED.search(one) for one in after):
        return "says what was planted"
    return "has its value" if case.row.vr != "SQ" and before & set(after) else ""


def _mapped(case: Case) -> str:
    wrong = _replaced(case)
    if wrong or case.after is None:
        return wrong
    valid = all(_UID.fullmatch(one) and len(one) <= _LONGEST_UID for one in said(case.after))
    return "" if valid else "is no UID"


def _kept(case: Case) -> str:
    if case.after is None:
        return "is gone, and should stay"
    if case.row.vr == "SQ" and case.before.VR == "SQ":
        return _items(case, _WHO)
    same = list(said(case.before)) == list(said(case.after))
    return "" if same else "is not what it was"


def _followed(case: Case) -> str:
    return "is gone, and its references should follow" if case.after is None else _kept(case)


def _items(case: Case, gone: re.Pattern[str]) -> str:
    """Return what is wrong with a sequence that stays, its items cleaned."""
    assert case.after is not None
    if case.after.VR != "SQ" or len(case.after.value) != len(case.before.value):
        return "has not its items"
    before, after = "\n".join(said(case.before)), "\n".join(said(case.after))
    if gone.search(after):
        return "has items that say who it is"
    if _REFERENCE.search(before) and bool(_REFERENCE.search(after)) != case.world.keeps_uids:
        return "has references that do not follow"
    return ""


def _cleaned(case: Case) -> str:
    """Return what is wrong with what an option cleans."""
    options = {one for one in case.world.options if case.row.options.get(one) == "C"}
    if case.row.vr == "OB":
        return fault(case, case.row.allowed((), ""))
    if case.after is None:
        return "is gone, and should be cleaned"
    if "retain-modified-dates" in options:
        return _moved(case)
    if case.row.vr == "SQ":
        return _cleaned_items(case)
    if is_text(case.row) and options - {"retain-device-identity"}:
        return _words("\n".join(said(case.after)), "\n".join(said(case.before)))
    # An application's name or a code says nothing of the patient.
    return _kept(case)


def _cleaned_items(case: Case) -> str:
    assert case.after is not None
    if case.before.VR != "SQ":
        return ""
    wrong = _items(case, _NAMED)
    after, before = ("\n".join(said(one)) for one in (case.after, case.before))
    return wrong or _words(after, before)


def _words(after: str, before: str) -> str:
    if _WHO.search(after):
        return "says who it is"
    lost = [one for one in HARMLESS if one in before and one not in after.casefold()]
    return f"lost the words {', '.join(lost)}" if lost else ""


def _moved(case: Case) -> str:
    """Return what is wrong with a date or time; note by how many days it moved."""
    assert case.after is not None
    before, after = list(said(case.before)), list(said(case.after))
    if len(before) != len(after):
        return "has another number of values"
    if case.row.vr not in ("DA", "DT"):
        return "" if before == after else "is another time"
    for old, new in zip(before, after, strict=True):
        days = days_between(old, new)
        if not days:
            return "is not moved by days"
        case.world.days.add(days)
    return "" if len(case.world.days) == 1 else "is moved by other days than others"


def days_between(old: str, new: str) -> int:
    """Return the days between two dates whose rest is the same, else 0."""
    one, other = _DAY.fullmatch(old), _DAY.fullmatch(new)
    if not one or not other or one[2] != other[2]:
        return 0
    try:
        first, second = (datetime.strptime(text[1], "%Y%m%d") for text in (one, other))  # noqa: DTZ007 (dates have no zone)
    except ValueError:
        return 0
    return (second - first).days


def _is_empty(element: DataElement) -> bool:
    return not element.value if element.VR in {"SQ", "OB", "UN"} else not any(said(element))


_JUDGES: dict[str, Callable[[Case], str]] = {
    "X": _gone,
    "Z": _emptied,
    "D": _replaced,
    "U": _mapped,
    "R": _followed,
    "K": _kept,
    "C": _cleaned,
}


def faults_of_groups(before: Dataset, after: Dataset, options: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with private attributes, curves and overlays."""
    private = {
        (int(one.tag), str(one.value).strip()) for one in after.iterall() if one.tag.is_private
    }
    safe = {(0x70530011, "Philips PET Private Group"), (0x70531100, "2.5")}
    meant = safe if "retain-safe-private" in options else set()
    yield from (f"({tag:08X}) private: is still there" for tag, _ in sorted(private - meant))
    yield from (f"({tag:08X}) private: is gone or changed" for tag, _ in sorted(meant - private))
    for one in after:
        if one.tag.group & 0xFF00 not in (0x5000, 0x6000):
            continue
        if "clean-graphics" not in options:
            yield f"{one.tag} curve or overlay: is still there"
        elif any(PLANTED.search(text) for text in said(one)):
            yield f"{one.tag} curve or overlay: says what was planted"
        elif one.tag.element == 0x3000 and one.value == before[one.tag].value:
            yield f"{one.tag} curve or overlay: its data were not looked at, and stay"
