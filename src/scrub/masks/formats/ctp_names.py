"""What CTP calls attributes: keywords, `[gggg,eeee]`, `A::B`, `0019[CREATOR]27`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_has_tag, dictionary_VM, dictionary_VR, tag_for_keyword

from scrub.masks.attributes import is_attribute, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.mask import Condition

_TAG = re.compile(r"([0-9A-Fa-f]{4}),?([0-9A-Fa-f]{4})")
_PRIVATE = re.compile(r"([0-9A-Fa-f]{3}[13579BDFbdf]),?\[([^\]]*)\],?([0-9A-Fa-f]{1,2})")
_CREATOR = re.compile(r"[A-Za-z0-9_ :/-]+")

# dcm4che 1.4, which CTP reads names with, shortens some words of the keywords of today.
_SHORTENED = (
    (re.compile(r"^Ref(?=[A-Z])"), "Referenced"),
    (re.compile(r"Seq(?=$|Of[A-Z])"), "Sequence"),
    (re.compile(r"^SoftwareVersion$"), "SoftwareVersions"),
)
_AS_WITH_US = frozenset(
    {
        "BurnedInAnnotation",
        "Columns",
        "ImageType",
        "Manufacturer",
        "ManufacturerModelName",
        "Modality",
        "ProtocolName",
        "Rows",
        "SOPClassUID",
        "SeriesDescription",
        "StationName",
        "StudyDescription",
    }
)
_WITHOUT_TEXT = frozenset({"SQ", "OB", "OW", "OF", "OD", "OL", "OV", "UN"})
_COUNTS = frozenset({"US", "UL"})
_NUMBERS = _COUNTS | frozenset({"SS", "SL", "IS", "DS", "FL", "FD"})


@dataclass(frozen=True, slots=True)
class Name:
    """An attribute as our conditions name it, and the creator of its private block, if any."""

    attribute: str
    creator: str = ""

    @property
    def is_nested(self) -> bool:
        """Tell whether it stands in a sequence."""
        return "." in self.attribute

    @property
    def has_text(self) -> bool:
        """Tell whether it has a value that can be compared as text."""
        return _vr(self) not in _WITHOUT_TEXT

    @property
    def is_count(self) -> bool:
        """Tell whether its value is one number without a sign."""
        return _vr(self) in _COUNTS and _is_single(self)

    @property
    def is_number(self) -> bool:
        """Tell whether its value is one number."""
        return _vr(self) in _NUMBERS and _is_single(self)


def named(condition: Condition) -> Name:
    """Return what a condition is about."""
    return Name(condition.attribute, condition.creator)


def read_name(text: str) -> Name | None:
    """Return what CTP means, or None if we do not know it."""
    steps = text.strip().removeprefix("root:").strip().split("::")
    names = [_read_step(step.strip()) for step in steps]
    known = [name for name in names if name is not None]
    if len(known) < len(names) or any(name.creator for name in known[:-1]):
        return None
    name = Name(".".join(step.attribute for step in known), known[-1].creator)
    return name if is_attribute(name.attribute, name.creator) else None


def written_name(name: Name) -> str | None:
    """Return how CTP is told of an attribute, or None if it cannot be told.

    CTP looks only at the first item of a sequence.
    """
    if name.creator:
        if name.is_nested or not _CREATOR.fullmatch(name.creator):
            return None
        return f"[{name.attribute[:4]}[{name.creator}]{name.attribute[-2:]}]"
    if "*" in name.attribute.split("."):
        return None
    return "::".join(_written_steps(name.attribute))


def _read_step(step: str) -> Name | None:
    if step.startswith("[") and step.endswith("]"):
        step = step[1:-1].strip()
    private = _PRIVATE.fullmatch(step)
    if private is not None:
        return Name(f"{private[1]},xx{private[3]:0>2}", private[2].strip())
    tag = _TAG.fullmatch(step)
    if tag is not None:
        return Name(shown(f"{tag[1]},{tag[2]}"))
    for pattern, whole in _SHORTENED:
        if tag_for_keyword(step) is None:
            step = pattern.sub(whole, step)
    return Name(step) if tag_for_keyword(step) is not None else None


def _written_steps(attribute: str) -> Iterator[str]:
    for step in attribute.split("."):
        tag = tag_of(step)
        yield step if step in _AS_WITH_US else f"[{tag >> 16:04X},{tag & 0xFFFF:04X}]"


def tag_of(step: str) -> int:
    """Return the number of a keyword, or of a tag as `gggg,eeee`."""
    known = tag_for_keyword(step)
    return int(step.replace(",", ""), 16) if known is None else known


def _vr(name: Name) -> str:
    if name.creator:
        return ""
    tag = tag_of(name.attribute.split(".")[-1])
    return dictionary_VR(tag) if dictionary_has_tag(tag) else ""


def _is_single(name: Name) -> bool:
    return dictionary_VM(tag_of(name.attribute.split(".")[-1])) == "1"
