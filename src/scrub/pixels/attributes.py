"""Attributes of a data set as what they should be, or an error of ours."""

from __future__ import annotations

import math
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

UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError, NotImplementedError)
"""What pydicom raises for a value that is not what its VR says."""


def value_of(dataset: Dataset, keyword: str) -> Any:  # noqa: ANN401 - pydicom's have no type
    """Return the value of an attribute, or None; its element stays as it was read.

    2026-11: pydicom stores what it converts, and then writes it in its own way, which takes longer.
    """
    tag = _tag(keyword)
    if tag not in dataset:
        return None
    raw = dataset.get_item(tag)
    if isinstance(raw, RawDataElement) and raw.VR not in {None, "SQ", "UN"}:
        if raw.VR == "US" and raw.value and raw.length == _SHORT:
            return int.from_bytes(raw.value, "little" if raw.is_little_endian else "big")
        return convert_raw_data_element(raw, encoding=dataset.original_character_set).value
    return dataset[raw.tag].value


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
