"""Templates as the page has them: the language of scrub.masks.library, as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from scrub.errors import RecipeError
from scrub.masks.library import template
from scrub.masks.nodes import Entry
from scrub.masks.writing import to_yaml
from scrub.model.mask import Condition, MaskTemplate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.mask import Patch
    from scrub.model.sight import Machine

_HERE = Path("template")


def from_data(data: object) -> MaskTemplate:
    """Return the template that a page means.

    Raises:
        RecipeError: if it is none.

    """
    try:
        node = yaml.compose(json.dumps(data), Loader=yaml.SafeLoader)
        assert node is not None, "JSON is never nothing"
        return template(Entry(node, _HERE))
    except RecipeError as problem:
        raise RecipeError(str(problem).removeprefix(f"{_HERE}:1: ")) from None
    except (yaml.YAMLError, RecursionError, TypeError, ValueError):
        raise RecipeError("this is no template") from None


def as_data(template: MaskTemplate) -> dict[str, Any]:
    """Return a template as the page has it. Every value is a text, as in YAML it is written."""
    document = yaml.load(to_yaml([template]), Loader=yaml.BaseLoader)  # noqa: S506 (it makes texts only)
    (data,) = document["templates"]
    return dict(data)


def asked_of(machine: Machine) -> tuple[Condition, ...]:
    """Return what a new template for a machine asks: its maker, its model and its modality.

    2026-11: not its software, which changes by the month, while the screen mostly stays.
    """
    asked = (
        ("Manufacturer", machine.manufacturer),
        ("ManufacturerModelName", machine.model),
        ("Modality", machine.modality),
    )
    return tuple(Condition(name, "equals", (said,)) for name, said in asked if said)


def begun(machine: Machine, black: tuple[Patch, ...], name: str) -> MaskTemplate:
    """Return a template for a machine that is not finished yet."""
    return MaskTemplate(name, asked_of(machine), black, (), machine.rows, machine.columns)


def name_for(machine: Machine) -> str:
    """Return a name for a machine's template, as the library's are formed."""
    maker = [*_words(machine.manufacturer)][:1]
    size = f"{machine.rows}x{machine.columns}"
    return "-".join(["site", *maker, *_words(machine.model), size])


def _words(text: str) -> Iterator[str]:
    folded = "".join(c if c.isalnum() and c.isascii() else " " for c in text.casefold())
    return iter(folded.split())
