r"""What the fields of a dicom-dre device ask of a header.

A pattern is `=x` for x alone, `=` for nothing, `^x` for what begins with it, `/x/` for a regular
expression that regards case, and otherwise a text to be found somewhere. Of several any will do.
Image Type is asked by value: `image_type` wants each pattern in a value or in all as A\B,
`image_type_any` one of them in a value, `image_type_exclude` none in either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.masks.formats.java_patterns import PatternError, compiled_safely
from scrub.masks.formats.made import ALWAYS, NEVER
from scrub.masks.formats.patterns import escaped, searched
from scrub.model.mask import AllOf, AnyOf, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scrub.model.mask import Test

ATTRIBUTES: Mapping[str, str] = {
    "manufacturer": "Manufacturer",
    "modality": "Modality",
    "manufacturer_model_name": "ManufacturerModelName",
    "software_versions": "SoftwareVersions",
    "burned_in_annotation": "BurnedInAnnotation",
    "sop_class_uid": "SOPClassUID",
    "secondary_capture_device_manufacturer_model_name": (
        "SecondaryCaptureDeviceManufacturerModelName"
    ),
    "series_description": "SeriesDescription",
    "code_meaning": "CodeMeaning",
    "comments_on_radiation_dose": "CommentsOnRadiationDose",
    "study_description": "StudyDescription",
    "conversion_type": "ConversionType",
    "pixel_spacing": "PixelSpacing",
    "body_part_examined": "BodyPartExamined",
}
"""The fields that are asked as one text, several values with backslashes between them."""

REGIONS = "requires_ultrasound_regions"
HAS_REGIONS = Condition("SequenceOfUltrasoundRegions.RegionDataType", "present")
"""What dicom-dre takes for ultrasound regions: an item that says what it shows."""

_IMAGE_TYPE = "ImageType"
_IGNORE_CASE = "(?i)"
_OF_A_PLACE = re.compile(r"[\^$]|\(\?|\\[AZbB]")


class FieldError(ValueError):
    """A field that is not carried over; the message tells why."""


def test_of(field: str, value: object) -> Test:
    """Return what a field asks.

    Raises:
        FieldError: if it is not known, or not carried over.

    """
    if value is None:
        return ALWAYS
    if field == REGIONS:
        if not isinstance(value, bool):
            raise FieldError(f"{field} is neither True nor False")
        return HAS_REGIONS if value else ALWAYS
    patterns = _patterns(field, value)
    try:
        if field in ATTRIBUTES:
            return AnyOf(tuple(_text(ATTRIBUTES[field], pattern) for pattern in patterns))
        return _IMAGE_TYPES[field](patterns)
    except KeyError:
        raise FieldError(f"{field} is not known here") from None
    except PatternError as error:
        raise FieldError(f"{field}: {error}") from None


def _patterns(field: str, value: object) -> list[str]:
    several = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in several):
        raise FieldError(f"{field} is neither a text nor a list of texts")
    return [str(one) for one in several]


def _text(attribute: str, pattern: str) -> Test:
    if _is_expression(pattern):
        return _searched(attribute, pattern[1:-1])
    op, value = _op(pattern)
    if not value:
        return Condition(attribute, "absent") if op == "equals" else ALWAYS
    return _compared(attribute, op, value)


def _op(pattern: str) -> tuple[str, str]:
    if pattern.startswith("="):
        return "equals", pattern[1:]
    if pattern.startswith("^"):
        return "startswith", pattern[1:]
    return "contains", pattern


def _compared(attribute: str, op: str, value: str) -> Condition:
    if value.strip():
        return Condition(attribute, op, (value,))
    return Condition(attribute, "matches", (escaped(value),))


def _is_expression(pattern: str) -> bool:
    return len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/")


def _searched(attribute: str, pattern: str) -> Test:
    """Return the condition that an expression is found; some are found in nothing, too."""
    any_case = pattern.startswith(_IGNORE_CASE)
    body = pattern.removeprefix(_IGNORE_CASE)
    finds_nothing = compiled_safely(body).search("") is not None
    found = searched(attribute, body, exact_case=not any_case)
    return AnyOf((found, Condition(attribute, "absent"))) if finds_nothing else found


def _in_image_type(pattern: str) -> Test:
    """Return the test that a pattern is found in a value, or in all of them together."""
    if _is_expression(pattern):
        return _within_values(pattern)
    op, value = _op(pattern)
    if "\\" in value or op == "contains" or pattern == "^":
        return _text(_IMAGE_TYPE, pattern)
    in_one = _in_one_value(op, value)
    return in_one if value else AnyOf((in_one, Condition(_IMAGE_TYPE, "absent")))


def _in_one_value(op: str, value: str) -> Test:
    if op == "startswith" and not value:
        return Condition(_IMAGE_TYPE, "present")
    after = r"(?:\\|$)" if op == "equals" else ""
    return Condition(_IMAGE_TYPE, "matches", (rf"(?:^|\\){escaped(value)}{after}",))


def _within_values(pattern: str) -> Test:
    if _OF_A_PLACE.search(pattern[1:-1].removeprefix(_IGNORE_CASE)):
        raise FieldError(f"{_IMAGE_TYPE}: where a value begins or ends is not asked by expressions")
    return _searched(_IMAGE_TYPE, pattern[1:-1])


def _image_type_any(patterns: Sequence[str]) -> Test:
    return AnyOf(tuple(map(_in_a_value, patterns)))


def _in_a_value(pattern: str) -> Test:
    if _is_expression(pattern):
        found = _within_values(pattern)
        return AllOf((found, Condition(_IMAGE_TYPE, "present")))
    op, value = _op(pattern)
    if "\\" in value:
        return NEVER
    if op == "contains":
        return _compared(_IMAGE_TYPE, op, value) if value else Condition(_IMAGE_TYPE, "present")
    return _in_one_value(op, value)


_IMAGE_TYPES: Mapping[str, Callable[[Sequence[str]], Test]] = {
    "image_type": lambda patterns: AllOf(tuple(map(_in_image_type, patterns))),
    "image_type_any": _image_type_any,
    "image_type_exclude": lambda patterns: Not(AnyOf(tuple(map(_in_image_type, patterns)))),
}
