"""Changing elements by hand: what was asked, checked, as the edits of one data set.

2026-11: what describes the pixels cannot be changed by hand, since the same bytes would be
another image, or none; nor can File Meta Information, which is kept in step with the data set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydicom.tag import Tag as AsTag

from scrub.errors import UnsupportedInstanceError, UsageError
from scrub.header.editing import edit
from scrub.header.tags.names import Name, keyword_of, parsed, shown, vm_of, vr_of
from scrub.header.tags.places import BY_HAND, creator_of, found, holder_of
from scrub.header.tags.values import ENCODED_VRS, checked, fits, is_known
from scrub.header.text import texts_of
from scrub.header.walk import walk
from scrub.model.header import Effect, HeaderEdit, TagPath

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from scrub.header.walk import Items
    from scrub.model.header import Tag

_CHARACTER_SET = 0x00080005
_PIXEL_REPRESENTATION = 0x00280103
_PIXEL_GROUP = 0x7FE0
_OF_PIXELS = frozenset(
    {
        *(0x00280002, 0x00280004, 0x00280006, 0x00280008, 0x00280010, 0x00280011),
        *(0x00280100, 0x00280101, 0x00280102, 0x00280103),
    }
)
_NEEDED = frozenset({_CHARACTER_SET, 0x00080016, 0x00080018})


Number = str | int | float
Value = Number | bytes | list[Number] | tuple[Number, ...]
"""One value of an element, or several. Bytes are as stored; text may hold several, parted by
backslashes."""


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """What is to become of one element; `text` is its new value, empty unless it is set.

    `is_set` tells that a value was asked for, were it an empty one.
    """

    name: Name
    effect: Effect
    text: str = ""
    is_set: bool = False

    @property
    def shown_name(self) -> str:
        """The element's name; no more of a change may be shown."""
        return shown(self.name)


@dataclass(frozen=True, slots=True)
class Made:
    """What changes came to: the edits that were done, and the names of what was not there."""

    edits: tuple[HeaderEdit, ...]
    absent: tuple[str, ...]


def asked(name: str, effect: Effect, text: str = "") -> Change:
    """Return a change, checked as far as it can be without a data set. Empty text empties.

    Raises:
        UsageError: if it names no element, one that cannot be changed, or no value of its VR.

    """
    steps = parsed(name)
    becomes = Effect.EMPTY if effect is Effect.SET and not text else effect
    one = Change(steps, becomes, text, is_set=effect is Effect.SET)
    last = steps[-1]
    reason = next(filter(None, (_refusal(step.tag) for step in steps)), "")
    if not reason and last.tag in _NEEDED and one.effect is not Effect.SET:
        reason = "it must be there"
    if reason:
        raise UsageError(f"{one.shown_name} cannot be changed: {reason}")
    vr = vr_of(last.tag, last.creator)
    if one.effect is Effect.SET and vr and " or " not in vr and not last.tag >> 16 & 1:
        _values(one, vr)
    return one


def asked_for(name: str, value: Value | Effect) -> Change:
    """Return the change that a value of Python stands for; REMOVE and EMPTY are none.

    Raises:
        UsageError: as `asked` does.

    """
    if isinstance(value, Effect):
        return asked(name, value)
    if isinstance(value, bytes):
        return asked(name, Effect.SET, value.hex())
    many = value if isinstance(value, (list, tuple)) else (value,)
    return asked(name, Effect.SET, "\\".join(map(str, many)))


def change(dataset: Dataset, changes: tuple[Change, ...], *, add: bool = False) -> Made:
    """Change a data set in place, one change after the other.

    What is not there is added if asked for, with the items and the private creator that it takes;
    else it is left out.

    Raises:
        UsageError: if a change does not go with the data set; it may be half changed.
        UnsupportedInstanceError: if text is not in its character set, or cannot be recoded.

    """
    edits: list[HeaderEdit] = []
    absent: list[str] = []
    for one in changes:
        place = found(dataset, one.name, add=add and one.is_set)
        if place is None:
            absent.append(one.shown_name)
            continue
        path, before = place
        for made in (*before, _edited(dataset, path, one)):
            edit(dataset, (made,))
            edits.append(made)
    return Made(tuple(edits), tuple(absent))


def _refusal(tag: Tag) -> str:
    group = tag >> 16
    reasons = {
        "File Meta Information is kept in step with the data set": group == 0x0002,  # noqa: PLR2004
        "it is no part of a data set": group in {0x0000, 0xFFFE} or tag & 0xFFFF == 0,
        "it is of a DICOMDIR": group == 0x0004,  # noqa: PLR2004
        "it is of the pixels, which stay as they are": group == _PIXEL_GROUP,
        "it describes the pixels, which stay as they are": tag in _OF_PIXELS,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _values(one: Change, vr: str) -> tuple[str, ...]:
    last = one.name[-1]
    multiplicity = "1-n" if last.tag >> 16 & 1 else vm_of(last.tag)
    try:
        return checked(vr, one.text, multiplicity)
    except UsageError as problem:
        raise UsageError(f"{one.shown_name}: {problem}") from None


def _edited(dataset: Dataset, path: TagPath, one: Change) -> HeaderEdit:
    vr = _vr(dataset, path, one)
    if one.is_set and not one.text and vr != "SQ":
        return HeaderEdit(path, Effect.SET, BY_HAND, vr)
    if one.effect is not Effect.SET:
        return HeaderEdit(path, one.effect, BY_HAND, vr)
    values = _values(one, vr)
    if path.tag == _CHARACTER_SET:
        _recode(dataset, path, values)
    elif vr == "SQ":
        raise UsageError(f"{one.shown_name} is a sequence: set what is in its items")
    elif not fits(vr, values, _terms(dataset, path.items)):
        raise UnsupportedInstanceError(
            f"{one.shown_name}: its Specific Character Set cannot hold that text"
        )
    return HeaderEdit(path, Effect.SET, BY_HAND, vr, values)


def _vr(dataset: Dataset, path: TagPath, one: Change) -> str:
    """Return the VR to write: of the dictionary, or where that leaves it open, of the file."""
    last = one.name[-1]
    listed = vr_of(path.tag, last.creator or creator_of(dataset, path))
    holder = holder_of(dataset, path.items)
    held = holder.get_item(path.tag) if holder is not None else None
    there = str(held.VR or "") if held is not None else ""
    choices = listed.split(" or ") if listed else []
    if not choices or (path.tag >> 16 & 1 and there not in {"", "UN"}):
        return there or "UN"
    if there in choices:
        return there
    if "SS" in choices and dataset.get(AsTag(_PIXEL_REPRESENTATION)) is not None:
        return "SS" if dataset[_PIXEL_REPRESENTATION].value == 1 else "US"
    return "OW" if "OW" in choices and "US" not in choices else choices[0]


def _terms(dataset: Dataset, items: Items) -> tuple[str, ...]:
    """Return the Specific Character Set that holds in an item: its own, or of what it is in."""
    for depth in range(len(items), -1, -1):
        holder = holder_of(dataset, items[:depth])
        if holder is not None and _CHARACTER_SET in holder:
            value = holder[_CHARACTER_SET].value
            many = [value] if isinstance(value, str) or value is None else value
            return tuple(str(term or "") for term in many)
    return ()


def _recode(dataset: Dataset, path: TagPath, terms: tuple[str, ...]) -> None:
    """Read all text in the character set that was, so that it is written in the one to be.

    Raises:
        UsageError: if there is no such character set.
        UnsupportedInstanceError: if text cannot be said in both.

    """
    name = keyword_of(_CHARACTER_SET)
    if not is_known(terms):
        raise UsageError(f"{name}: not one of its Defined Terms")
    if path.items:
        raise UsageError(f"{name}: it is changed for a whole instance, not in an item")
    for place, element in walk(dataset):
        if element.VR not in ENCODED_VRS or element.is_empty:
            continue
        own = _terms(dataset, place.items)
        texts, vr = texts_of(element), str(element.VR)
        inherits = own == _terms(dataset, ())
        if not fits(vr, texts, own) or (inherits and not fits(vr, texts, terms)):
            raise UnsupportedInstanceError(f"{name}: there is text that is not in both")
        holder = holder_of(dataset, place.items)
        if holder is not None:
            # Looked at in place, it is written as text, not as the bytes that it was.
            _ = holder[place.tag]
