"""What a header says under a template's name for an attribute.

A name is `Manufacturer`, `0018,1020`, `SequenceOfUltrasoundRegions.RegionDataType` (in any item),
`*.CodeMeaning` (at any depth, or none), or `0019,xx27` with the creator of a private block.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_VR, keyword_for_tag, tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence as Items

from scrub.errors import InstanceError

if TYPE_CHECKING:
    from collections.abc import Iterator

UNREADABLE = (
    ArithmeticError,
    AttributeError,
    BytesLengthException,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    struct.error,
)
"""What pydicom raises for a value that is not what its VR says."""

ANYWHERE = "*"

Answers = tuple[tuple[tuple[str, str], tuple[str, ...]], ...]
"""Attributes and creators, and the texts of each."""

_META_GROUP = 0x0002
_TAG = re.compile(r"([0-9A-Fa-f]{4}),([0-9A-Fa-f]{4})")
_PRIVATE = re.compile(r"([0-9A-Fa-f]{3}[13579BDFbdf]),[Xx]{2}([0-9A-Fa-f]{2})")


def is_attribute(name: str, creator: str = "") -> bool:
    """Tell whether a name is one, with a creator where it needs one, and only there."""
    *sequences, last = name.split(".")
    if not all(step == ANYWHERE or _tag(step) is not None for step in sequences):
        return False
    if _PRIVATE.fullmatch(last):
        return bool(creator)
    return _tag(last) is not None and not creator


def shown(name: str) -> str:
    """Return a name with keywords for tags, as far as they have one."""
    steps = []
    for step in name.split("."):
        tag = _tag(step)
        steps.append((keyword_for_tag(tag) if tag is not None else "") or step)
    return ".".join(steps)


class Facts:
    """The text of one header's attributes, read when first asked for.

    It shows nothing of what it holds. The dataset must not change while it is in use.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._texts: dict[tuple[str, str], tuple[str, ...]] = {}
        self._folded: dict[tuple[str, str], tuple[str, ...]] = {}

    def texts(self, attribute: str, creator: str = "", *, folded: bool = True) -> tuple[str, ...]:
        """Return what an attribute says, wherever its name finds it, each once.

        Texts are without padding and, if `folded`, case-folded; several values are joined by a
        backslash; a sequence is its number of items. What is absent or empty is left out.

        Raises:
            InstanceError: if a value cannot be read.

        """
        key = attribute, creator
        if key not in self._texts:
            self._texts[key] = _read(self._dataset, attribute, creator)
            self._folded[key] = tuple(text.casefold() for text in self._texts[key])
        return (self._folded if folded else self._texts)[key]

    @property
    def answers(self) -> Answers:
        """What was asked for until now, in that order, and what it said."""
        return tuple(self._texts.items())

    def says(self, answers: Answers) -> bool:
        """Tell whether it says the same, asking for one after the other until it does not.

        Raises:
            InstanceError: if a value cannot be read.

        """
        return all(self.texts(*asked, folded=False) == said for asked, said in answers)

    def __getitem__(self, attribute: str) -> str:
        """Return the case-folded text of an attribute; of several, the first; or nothing.

        Raises:
            InstanceError: if the value cannot be read.

        """
        return next(iter(self.texts(attribute)), "")


def facts(dataset: Dataset) -> Facts:
    """Return what templates may ask of an instance."""
    return Facts(dataset)


def _read(dataset: Dataset, attribute: str, creator: str) -> tuple[str, ...]:
    *sequences, last = attribute.split(".")
    try:
        found = (_joined(_value(home, last, creator)) for home in _homes(dataset, tuple(sequences)))
        return tuple(dict.fromkeys(filter(None, found)))
    except (*UNREADABLE, RecursionError):
        raise InstanceError(f"{attribute} cannot be read") from None


def _homes(dataset: Dataset, sequences: tuple[str, ...]) -> Iterator[Dataset]:
    if not sequences:
        yield dataset
        return
    first, *rest = sequences
    if first == ANYWHERE:
        yield from _homes(dataset, tuple(rest))
        for tag in _sequences(dataset):
            for item in dataset[tag].value or ():
                yield from _homes(item, sequences)
        return
    sequence = _tag(first)
    value = None if sequence is None else _value_of(dataset, sequence)
    if isinstance(value, Items):
        for item in value:
            yield from _homes(item, tuple(rest))


def _sequences(dataset: Dataset) -> Iterator[int]:
    for tag in list(dataset.keys()):
        vr = dataset.get_item(tag).VR
        if vr is None and not tag.is_private:
            try:
                vr = dictionary_VR(tag)
            except KeyError:
                continue
        if vr == "SQ":
            yield tag


def _value(dataset: Dataset, name: str, creator: str) -> object:
    private = _PRIVATE.fullmatch(name)
    if private is None:
        tag = _tag(name)
        return None if tag is None else _value_of(dataset, tag)
    try:
        block = dataset.private_block(int(private[1], 16), creator)
    except KeyError:
        return None
    offset = int(private[2], 16)
    return block[offset].value if offset in block else None


def _value_of(dataset: Dataset, tag: int) -> object:
    element = _home(dataset, tag).get(tag)
    return None if element is None else element.value


def _home(dataset: Dataset, tag: int) -> Dataset:
    if tag >> 16 == _META_GROUP:
        return getattr(dataset, "file_meta", None) or Dataset()
    return dataset


def _tag(name: str) -> int | None:
    match = _TAG.fullmatch(name)
    if match:
        return int(match[1] + match[2], 16)
    return tag_for_keyword(name) if name else None


def _joined(value: object) -> str:
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, Items):
        return str(len(value) or "")
    values = value if isinstance(value, MultiValue | list) else [value]
    return "\\".join("" if v is None else str(v).strip(" \0") for v in values)
