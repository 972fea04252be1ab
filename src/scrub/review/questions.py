"""What the page asks, out of JSON. Nothing that is not understood is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrub.errors import UsageError
from scrub.model.decision import Ruling
from scrub.review.book import Said
from scrub.review.items import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.review.items import Item, Place
    from scrub.review.pictures import Window

_MOST_PLACES = 2000
_OF_A_PLACE = frozenset({Ruling.CLEAR, Ruling.BLACK})
_NOTES = 500


def said_of(data: Mapping[str, Any], item: Item) -> Said:
    """Return what is to be decided on an instance.

    Raises:
        UsageError: if it is not understood.

    """
    try:
        ruling = Ruling(data["ruling"])
        places = tuple(place_of(one) for one in data.get("places", ()))
        version = _number(data["version"])
    except (KeyError, TypeError, ValueError):
        raise UsageError("this is no decision") from None
    of = _text(data, "of")
    if bool(places) != (ruling in _OF_A_PLACE) or bool(of) != (ruling is Ruling.UNDO):
        raise UsageError("this is no decision")
    if len(places) > _MOST_PLACES:
        raise UsageError("too many places at once")
    note = _text(data, "note")[:_NOTES]
    return Said(item.source_id, _text(data, "bytes"), version, ruling, places, of, note)


def versions_of(data: Mapping[str, Any], count: int) -> dict[int, int]:
    """Return the versions of instances by their numbers, of which there are `count`.

    Raises:
        UsageError: if it is not understood.

    """
    try:
        told = {_number(one["item"]): _number(one["version"]) for one in data["of"]}
    except (KeyError, TypeError, ValueError):
        raise UsageError("it is not said for which instances") from None
    if not all(number < count for number in told):
        raise UsageError("there is no such instance")
    return told


def window_of(query: Mapping[str, str]) -> Window | None:
    """Return the window that is asked for, if any: center and width.

    Raises:
        UsageError: if it is none.

    """
    if "width" not in query:
        return None
    try:
        center, width = float(query["center"]), float(query["width"])
    except (KeyError, ValueError):
        raise UsageError("this is no window") from None
    if not (abs(center) < float("inf") and 0 < width < float("inf")):
        raise UsageError("this is no window")
    return center, width


def asked_place(query: Mapping[str, str], frame: int) -> Place:
    """Return the place that is asked for, on a frame counted from 0.

    Raises:
        UsageError: if it is none.

    """
    try:
        rect = {key: int(query[key]) for key in ("x", "y", "width", "height")}
        return place_of({"rect": rect, "frames": {"first": frame + 1, "last": frame + 1}})
    except (KeyError, ValueError):
        raise UsageError("this is no place") from None


def text_of(data: Mapping[str, Any], key: str) -> str:
    """Return a text that has to be there.

    Raises:
        UsageError: if it is not.

    """
    if not _text(data, key):
        raise UsageError(f"it is not said: {key}")
    return _text(data, key)


def _text(data: Mapping[str, Any], key: str) -> str:
    text = data.get(key, "")
    if not isinstance(text, str):
        raise UsageError(f"this is no text: {key}")
    return text


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("no number")
    return value
