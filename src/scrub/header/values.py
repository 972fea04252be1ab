"""What an element holds: whether it is anything, and of the VR that it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.header.text import TEXT_VRS, texts_of
from scrub.header.walk import Plain

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement

_IMAGE_PIXEL_GROUP = 0x0028
_NUMBERS = ("DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV")
_FAMILIES = (
    dict.fromkeys(TEXT_VRS - {"UI"}, "text")
    | dict.fromkeys(_NUMBERS, "numbers")
    | dict.fromkeys(("OB", "OD", "OF", "OL", "OV", "OW"), "bytes")
)


def vr_of(element: DataElement, listed: str) -> str:
    """Return the VR to write: the listed one, or the element's where that is left open."""
    if not listed or listed == element.VR:
        return str(element.VR)
    choices = listed.split(" or ")
    return str(element.VR) if element.VR in choices else choices[0]


def is_empty(element: DataElement) -> bool:
    """Tell whether it has no value, or no item."""
    return not element.value if element.VR == "SQ" else bool(element.is_empty)


def is_of(element: DataElement, vr: str) -> bool:
    """Tell whether a value can be judged as what the dictionary says it is.

    Bytes are no text and a sequence is no value, whatever a file declares. pydicom leaves long
    values of unknown VR as they are; look-up tables of the Image Pixel Module may be such.
    """
    if element.VR == "UN" and element.tag >> 16 == _IMAGE_PIXEL_GROUP:
        return not texts_of(element)
    if element.VR in {"DS", "IS"} and not isinstance(element, Plain):
        values = [element.value] if element.VM == 1 else element.value
        return vr in _NUMBERS and not any(isinstance(value, str) and value for value in values)
    return _FAMILIES.get(element.VR, element.VR) == _FAMILIES.get(vr, vr)
