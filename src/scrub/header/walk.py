"""Every element, however deep, with its TagPath; none of them stops the walk."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pydicom.dataelem import DataElement
from pydicom.errors import BytesLengthException, InvalidDicomError

from scrub.errors import UnsupportedInstanceError
from scrub.model.header import TagPath

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydicom.dataset import Dataset
    from pydicom.tag import BaseTag

Items = tuple[tuple[int, int], ...]

DEEPEST = 32
"""Sequences inside sequences. No IOD needs more than about ten."""

PIXEL_DATA = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})

# All that pydicom has been seen to raise on values that break their VR.
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    BytesLengthException,
    InvalidDicomError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
    struct.error,
)


def walk(
    dataset: Dataset, enter: Callable[[TagPath], bool] = lambda _: True
) -> Iterator[tuple[TagPath, DataElement]]:
    """Yield every element in order of its tag, a sequence before what is in it.

    `enter` is asked, once a sequence has been yielded, whether to go into it. The value of
    Pixel Data is not read: it is yielded empty. A value that cannot be read as its VR is yielded
    as UN, with the bytes that are there.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32.

    """
    stack: list[tuple[Items, Iterator[DataElement]]] = [((), _elements(dataset))]
    while stack:
        items, rest = stack[-1]
        element = next(rest, None)
        if element is None:
            stack.pop()
            continue
        path = TagPath(items, int(element.tag))
        yield path, element
        if element.VR == "SQ" and enter(path):
            stack.extend(reversed(_inside(path, element)))


def _inside(path: TagPath, sequence: DataElement) -> list[tuple[Items, Iterator[DataElement]]]:
    if len(path.items) == DEEPEST and sequence.value:
        raise UnsupportedInstanceError("sequences nested deeper than 32")
    return [
        ((*path.items, (path.tag, index)), _elements(item))
        for index, item in enumerate(sequence.value or ())
    ]


def _elements(dataset: Dataset) -> Iterator[DataElement]:
    for tag, raw in sorted(dataset.items(), key=lambda pair: pair[0]):
        if tag in PIXEL_DATA:
            yield DataElement(tag, raw.VR or "OW", b"")
            continue
        try:
            yield dataset[tag]
        except _UNREADABLE:
            yield _unreadable(tag, raw.value)


def _unreadable(tag: BaseTag, value: bytes | None) -> DataElement:
    element = DataElement(tag, "OB", value or b"")
    # Said to be UN from the start, pydicom would try the dictionary's VR, and fail again.
    element.VR = "UN"
    return element
