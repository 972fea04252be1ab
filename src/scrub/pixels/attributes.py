"""Attributes of a data set as what they should be, or an error of ours."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pydicom.dataelem import RawDataElement, convert_raw_data_element
from pydicom.tag import Tag

from scrub.errors import InstanceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset
    from pydicom.tag import BaseTag

_SHORT = 2
_CODE = re.compile(rb"[A-Z0-9_][A-Z0-9_ ]*")
_DECIMAL = re.compile(rb" *[+-]?(?:\d+(?:\.\d*)?|\.\d+) *")

UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError, NotImplementedError)
"""What pydicom raises for a value that is not what its VR says."""


def value_of(dataset: Dataset, keyword: str) -> Any:  # noqa: ANN401 - pydicom's have no type
    """Return the value of an attribute, or None; its element stays as it was read.

    2026-11: pydicom stores what it converts, and then writes it in its own way, which takes longer.
    """
    raw = dataset.get_item(_tag(keyword))
    if raw is None:
        return None
    if isinstance(raw, RawDataElement) and raw.VR not in {None, "SQ", "UN"}:
        plain = _plain(raw)
        if plain is not None:
            return plain
        return convert_raw_data_element(raw, encoding=dataset.original_character_set).value
    return dataset[raw.tag].value


def _plain(raw: RawDataElement) -> str | float | None:
    """Return the one value of what needs no more than a glance; None where pydicom must judge."""
    octets = raw.value or b""
    if raw.VR == "US" and raw.length == _SHORT and octets:
        return int.from_bytes(octets, "little" if raw.is_little_endian else "big")
    if raw.VR == "CS" and _CODE.fullmatch(octets):
        return octets.decode("ascii").rstrip(" ")
    return float(octets) if raw.VR == "DS" and _DECIMAL.fullmatch(octets) else None


@cache
def _tag(keyword: str) -> BaseTag:
    return Tag(keyword)


def integer(dataset: Dataset, keyword: str, absent: int | None = None) -> int:
    """Return a whole number.

    Raises:
        InstanceError: if it is none, or missing and there is nothing to be in its place.

    """
    try:
        value = value_of(dataset, keyword)
        number = absent if value is None else int(value)
    except UNREADABLE:
        raise InstanceError(f"{keyword} is no number") from None
    if number is None:
        raise InstanceError(f"{keyword} is missing")
    return number


def text(dataset: Dataset, keyword: str) -> str:
    """Return a text that is not empty, without spaces around it.

    Raises:
        InstanceError: if it is missing.

    """
    value = value_of(dataset, keyword)
    if not isinstance(value, str) or not value:
        raise InstanceError(f"{keyword} is missing")
    return value.strip()


def numbers(dataset: Dataset, keyword: str, macro: str) -> tuple[float, ...]:
    """Return the finite values of an attribute, or of the first frame's functional group.

    Raises:
        InstanceError: if they are no numbers.

    """
    for holder in _holders(dataset, macro):
        try:
            value = value_of(holder, keyword)
            values = [] if value is None else value if _is_many(value) else [value]
            found = tuple(float(number) for number in values)
        except UNREADABLE:
            raise InstanceError(f"{keyword} is no number") from None
        if found and all(map(math.isfinite, found)):
            return found
    return ()


def _is_many(value: object) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, str)


def _holders(dataset: Dataset, macro: str) -> Iterator[Dataset]:
    yield dataset
    for groups in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
        for group in (value_of(dataset, groups) or ())[:1]:
            yield from (value_of(group, macro) or ())[:1]
