"""The JSON Schema of a file of mask templates, for editors and for whoever makes such files.

The library is the judge of a file: it also knows which keywords DICOM has, and what goes together
with what. https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

from typing import Any

from scrub.masks.criteria import COMPARISONS
from scrub.model.mask import Fill, Named

_TEXT = {"type": ["string", "number", "boolean"], "minLength": 1}
_TEXTS = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_NUMBERS = {
    "anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}, "minItems": 1}]
}
_SIZE = {"type": "integer", "minimum": 1}
_PART = {"type": "number", "minimum": 0, "maximum": 1}
_ORDERS = frozenset({"less", "greater"})


def schema() -> dict[str, Any]:
    """Return the schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Mask templates: what a kind of equipment burns where",
        **_mapping(
            {
                "schema": {"const": 1},
                "manufacturer": _said("Whose equipment it is, for the reader.", _TEXT),
                "when": _said("Asked by every template of the file.", _ref_list("test")),
                "templates": {"type": "array", "items": {"$ref": "#/$defs/template"}},
            },
            ["schema", "templates"],
        ),
        "$defs": {
            "template": _template(),
            "test": {"anyOf": [_condition(), *map(_group, ("all", "any")), _not()]},
            "patch": {"anyOf": [_pixels(), _fractions(), _named()]},
            "frames": _said(
                "Frames counted from 1, or from the last as -1; all, if it is not said.",
                _mapping({"first": {"type": "integer"}, "last": {"type": "integer"}}),
            ),
        },
    }


def _said(description: str, what: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, **what}


def _mapping(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required or [],
        "additionalProperties": False,
    }


def _ref_list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}, "minItems": 1}


def _template() -> dict[str, Any]:
    review = _mapping({"by": _TEXT, "on": {"type": "string"}, "equipment": _TEXT}, ["by", "on"])
    return _mapping(
        {
            "name": _said("Names it in reports. No two templates share one.", _TEXT),
            "when": _said("What a header must say: all of it must hold.", _ref_list("test")),
            "rows": _said("The height of a frame, if the template is for one only.", _SIZE),
            "columns": _said("The width of a frame, if the template is for one only.", _SIZE),
            "black": _said("What goes black.", _ref_list("patch")),
            "keep": _said("What never goes black, unless it identifies.", _ref_list("patch")),
            "fill": _said("What masked pixels become.", {"enum": [str(f) for f in Fill]}),
            "reviewed": _said("Who looked at it, when, on which equipment.", review),
            "complete": _said("It was reviewed, and text is nowhere else.", {"type": "boolean"}),
            "proposal": _said(
                "Goes black only if that is asked for and text that identifies is found in it.",
                {"type": "boolean"},
            ),
            "provenance": _said("Who says so.", _TEXTS),
            "note": _said("What a reader should know.", _TEXT),
        },
        ["name", "black"],
    )


def _condition() -> dict[str, Any]:
    attribute = _said(
        "A keyword (Manufacturer), a tag (0008,0070), one in a sequence"
        " (SequenceOfUltrasoundRegions.RegionDataType), at any depth (*.CodeMeaning), or in the"
        " private block of `creator` (0019,xx27).",
        {"type": "string"},
    )
    flags = {
        "not": _said("Turns the test round.", {"type": "boolean"}),
        "exact_case": _said("Lower and upper case differ.", {"type": "boolean"}),
    }
    values = {
        op: _said("Any one value will do.", _NUMBERS if op in _ORDERS else _TEXTS)
        for op in sorted(COMPARISONS)
    }
    presences = {op: {"const": True} for op in ("absent", "present")}
    tests = values | presences
    made = _mapping(
        {"attribute": attribute, "creator": _TEXT, **tests, **flags},
        ["attribute"],
    )
    return made | {"oneOf": [{"required": [op]} for op in tests]}


def _group(name: str) -> dict[str, Any]:
    return _mapping({name: _ref_list("test")}, [name])


def _not() -> dict[str, Any]:
    return _mapping({"not": {"$ref": "#/$defs/test"}}, ["not"])


def _pixels() -> dict[str, Any]:
    place = _said(
        "In pixels; a negative one counts from the right or the bottom edge.", {"type": "integer"}
    )
    size = _said("In pixels; without it, to the edge.", _SIZE)
    return _patch({"x": place, "y": place, "width": size, "height": size}, ["x", "y"])


def _fractions() -> dict[str, Any]:
    sides = ["left", "top", "right", "bottom"]
    return _patch(dict.fromkeys(sides, _said("A part of the frame.", _PART)), sides)


def _named() -> dict[str, Any]:
    return _patch({"area": {"enum": [str(area) for area in Named]}}, ["area"])


def _patch(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return _mapping(properties | {"frames": {"$ref": "#/$defs/frames"}}, required)
