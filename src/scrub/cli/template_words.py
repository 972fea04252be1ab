"""Mask templates in words: what one asks, about which frames, and what it blacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from scrub.masks.attributes import shown
from scrub.masks.compatible import alternatives
from scrub.model.mask import AllOf, AnyOf, Condition, Fractions, Not, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scrub.model.geometry import Rect
    from scrub.model.mask import MaskTemplate, Patch, Test

WIDTH = 100
"""How many columns a terminal has at least."""

MODALITY, MAKER, MODEL = "Modality", "Manufacturer", "ManufacturerModelName"

_OPS: Mapping[str, tuple[str, str]] = {
    "equals": ("is", "is not"),
    "startswith": ("begins with", "does not begin with"),
    "endswith": ("ends with", "does not end with"),
    "contains": ("contains", "does not contain"),
    "matches": ("matches", "does not match"),
    "less": ("is less than", "is not less than"),
    "greater": ("is greater than", "is not greater than"),
    "present": ("is there", "is not there"),
    "absent": ("is not there", "is there"),
}


def asked(template: MaskTemplate, attribute: str) -> tuple[str, ...]:
    """Return the values that a template asks of an attribute, whichever way it asks."""
    return tuple(
        dict.fromkeys(
            value
            for condition in _conditions(template)
            if shown(condition.attribute) == attribute and not condition.negated
            for value in condition.values
        )
    )


def _conditions(template: MaskTemplate) -> Iterator[Condition]:
    for alternative in alternatives(template.when):
        yield from alternative


def equipment(template: MaskTemplate) -> str:
    """Return modality, maker and model as a template asks for them, and how much more.

    Of several spellings of a maker it is the first.
    """
    makers = asked(template, MAKER)[:1]
    told = ["/".join(some) for some in (asked(template, MODALITY), makers, asked(template, MODEL))]
    others = {shown(one.attribute) for one in _conditions(template)} - {MODALITY, MAKER, MODEL}
    more = f"+{len(others)}" if others else ""
    return " ".join(filter(None, (*told, more)))


def size(rows: int | None, columns: int | None) -> str:
    """Return rows x columns, a star for any number of them."""
    return f"{rows or '*'}x{columns or '*'}"


def state(template: MaskTemplate) -> str:
    """Return how far a template can be relied on."""
    if template.proposal:
        return "proposal"
    if template.complete:
        return "complete"
    return "reviewed" if template.reviewed else "-"


def place(rect: Rect) -> str:
    """Return where a rectangle is, and how large."""
    return f"{rect.left},{rect.top} {rect.width}x{rect.height}"


def area(patch: Patch) -> str:
    """Return a template's own way to say where."""
    match patch.area:
        case Pixels(x, y, width, height):
            return f"{x},{y} {width or '*'}x{height or '*'}"
        case Fractions(left, top, right, bottom):
            return f"{left:g}..{right:g} across, {top:g}..{bottom:g} down"
        case name:
            return str(name)


def in_words(test: Test, *, failed: bool = False) -> str:
    """Return what a test asks, or what is so where it `failed`."""
    match test:
        case Condition():
            return _condition(test, failed=failed)
        case Not(one):
            return in_words(one, failed=not failed)
        case AllOf(tests) | AnyOf(tests):
            all_hold = isinstance(test, AllOf) != failed
            return (" and " if all_hold else " or ").join(
                _in_parentheses(one, failed=failed) for one in tests
            )
        case _:
            assert_never(test)


def _in_parentheses(test: Test, *, failed: bool) -> str:
    words = in_words(test, failed=failed)
    return f"({words})" if isinstance(test, AllOf | AnyOf) else words


def _condition(condition: Condition, *, failed: bool) -> str:
    name = shown(condition.attribute)
    if condition.creator:
        name = f"{name} of {condition.creator}"
    op = _OPS[condition.op][condition.negated != failed]
    return " ".join(filter(None, (name, op, " or ".join(condition.values))))


def clipped(text: str, width: int) -> str:
    """Return a text in so many columns, an ellipsis for what is left out."""
    return text if len(text) <= width else f"{text[: width - 1]}…"
