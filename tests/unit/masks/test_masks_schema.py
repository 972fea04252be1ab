from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from scrub.data import template_files
from scrub.masks.schema import schema

if TYPE_CHECKING:
    from pathlib import Path

VALIDATOR = Draft202012Validator(schema())

GOOD: dict[str, Any] = {
    "schema": 1,
    "templates": [
        {
            "name": "acme",
            "when": [
                {"attribute": "Manufacturer", "startswith": ["ACME", "Acme"]},
                {"attribute": "0019,xx27", "creator": "ACME_1", "greater": 3, "not": True},
                {"any": [{"attribute": "Modality", "present": True}, {"not": {"all": [{}]}}]},
            ],
            "rows": 480,
            "black": [
                {"x": -5, "y": 0, "width": 5, "frames": {"first": 2}},
                {"left": 0, "top": 0.5, "right": 1, "bottom": 1.0},
                {"area": "whole-frame"},
            ],
            "keep": [{"area": "ultrasound-regions"}],
            "fill": "gray",
            "reviewed": {"by": "A. Reviewer", "on": "2026-11-21"},
            "complete": True,
            "provenance": ["a book"],
        }
    ],
}
GOOD["templates"][0]["when"][2]["any"][1]["not"]["all"] = [{"attribute": "Rows", "equals": 5}]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


def test_a_file_that_uses_all_of_the_language_is_valid() -> None:
    assert list(VALIDATOR.iter_errors(GOOD)) == []


@pytest.mark.parametrize("path", template_files(), ids=lambda path: path.stem)
def test_what_we_ship_is_valid(path: Path) -> None:
    document = yaml.safe_load(path.read_text("utf-8"))
    assert list(VALIDATOR.iter_errors(document)) == []


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (("schema",), 2),
        (("templates", 0, "rowz"), 480),
        (("templates", 0, "rows"), 0),
        (("templates", 0, "fill"), "pink"),
        (("templates", 0, "complete"), "yes"),
        (("templates", 0, "black"), []),
        (("templates", 0, "black", 0), {"x": 1}),
        (("templates", 0, "black", 0), {"x": 1, "y": 2, "left": 0.5}),
        (("templates", 0, "black", 0, "width"), 0),
        (("templates", 0, "black", 1, "right"), 1.5),
        (("templates", 0, "black", 2), {"area": "moon"}),
        (("templates", 0, "when", 0), {"attribute": "Modality"}),
        (("templates", 0, "when", 0), {"attribute": "Modality", "equals": "a", "contains": "b"}),
        (("templates", 0, "when", 0), {"attribute": "Modality", "present": False}),
        (("templates", 0, "when", 2), {"some": []}),
        (("templates", 0, "reviewed"), {"on": "2026-11-21"}),
    ],
)
def test_what_the_library_refuses_is_invalid(where: tuple[str | int, ...], what: object) -> None:
    wrong = deepcopy(GOOD)
    place: Any = wrong
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] = what
    assert list(VALIDATOR.iter_errors(wrong))
