"""Attributes of a data set as what they should be, or an error of ours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scrub.errors import InstanceError

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IndexError, NotImplementedError)
"""What pydicom raises for a value that is not what its VR says."""


def integer(dataset: Dataset, keyword: str, absent: int | None = None) -> int:
    """Return a whole number.

    Raises:
        InstanceError: if it is none, or missing and there is nothing to be in its place.

    """
    try:
        value = dataset.get(keyword)
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
    value = dataset.get(keyword)
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
            value = holder.get(keyword)
            values = [] if value is None else value if _is_many(value) else [value]
            found = tuple(float(number) for number in values)
        except UNREADABLE:
            raise InstanceError(f"{keyword} is no number") from None
        if found and all(map(math.isfinite, found)):
            return found
    return ()


def _is_many(value: object) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, str)


def _holders(dataset: Dataset, macro: str) -> tuple[Dataset, ...]:
    holders = [dataset]
    for groups in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
        for group in (dataset.get(groups) or ())[:1]:
            holders.extend((group.get(macro) or ())[:1])
    return tuple(holders)
