"""Mask templates as YAML that the library reads back as the same templates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, assert_never

import yaml

from scrub.masks.library import SCHEMA
from scrub.model.mask import (
    EVERY_FRAME,
    AllOf,
    AnyOf,
    Condition,
    Fill,
    Fractions,
    Not,
    Patch,
    Pixels,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrub.model.mask import MaskTemplate, Review, Test

_WIDTH = 100


class _Block(dict[str, Any]):
    """A mapping with a key a line."""


class _Flow(dict[str, Any]):
    """A mapping in one line."""


class _List(list[Any]):
    """A list with an entry a line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 (PyYAML's)
        super().increase_indent(flow, indentless=False)


def _block(dumper: yaml.SafeDumper, value: _Block) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=False)


def _flow(dumper: yaml.SafeDumper, value: _Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)


def _list(dumper: yaml.SafeDumper, value: _List) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=False)


def _number(dumper: yaml.SafeDumper, value: float) -> yaml.Node:
    """Write no exponent, which the library does not read."""
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{Decimal(repr(value)):f}")


_Dumper.add_representer(_Block, _block)
_Dumper.add_representer(float, _number)
_Dumper.add_representer(_Flow, _flow)
_Dumper.add_representer(_List, _list)


def to_yaml(templates: Iterable[MaskTemplate], manufacturer: str = "") -> str:
    """Return a file of templates, as scrub.masks.library tells its form."""
    document = _Block(schema=int(SCHEMA))
    if manufacturer:
        document["manufacturer"] = manufacturer
    document["templates"] = _List(map(_template, templates))
    text: str = yaml.dump(
        document,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
        default_flow_style=None,
    )
    return text.replace("\n  - name: ", "\n\n  - name: ").replace("templates:\n\n", "templates:\n")


def _template(template: MaskTemplate) -> _Block:
    said = _Block(name=template.name, when=_List(map(_test, template.when)))
    said |= {
        key: value
        for key, value in (("rows", template.rows), ("columns", template.columns))
        if value is not None
    }
    said["black"] = _List(map(_patch, template.black))
    if template.keep:
        said["keep"] = _List(map(_patch, template.keep))
    if template.fill is not Fill.BLACK:
        said["fill"] = str(template.fill)
    if template.reviewed:
        said["reviewed"] = _review(template.reviewed)
    said |= {name: True for name in ("complete", "proposal") if getattr(template, name)}
    if template.provenance:
        said["provenance"] = list(template.provenance)
    if template.note:
        said["note"] = template.note
    return said


def _test(test: Test) -> dict[str, Any]:
    match test:
        case Condition():
            return _condition(test)
        case AllOf(tests):
            return _Block(all=_List(map(_test, tests)))
        case AnyOf(tests):
            return _Block(any=_List(map(_test, tests)))
        case Not(one):
            return _Block({"not": _test(one)})
        case _:
            assert_never(test)


def _condition(condition: Condition) -> _Flow:
    said = _Flow(attribute=condition.attribute)
    if condition.creator:
        said["creator"] = condition.creator
    values = condition.values
    said[condition.op] = (values[0] if len(values) == 1 else list(values)) if values else True
    said |= {
        key: True
        for key, is_so in (("not", condition.negated), ("exact_case", condition.exact_case))
        if is_so
    }
    return said


def _patch(patch: Patch) -> _Flow:
    area = patch.area
    if isinstance(area, Pixels):
        said = _Flow(x=area.x, y=area.y)
        sizes = (("width", area.width), ("height", area.height))
        said |= {key: value for key, value in sizes if value is not None}
    elif isinstance(area, Fractions):
        said = _Flow(left=area.left, top=area.top, right=area.right, bottom=area.bottom)
    else:
        said = _Flow(area=str(area))
    if patch.frames != EVERY_FRAME:
        said["frames"] = _Flow(first=patch.frames.first, last=patch.frames.last)
    return said


def _review(review: Review) -> _Flow:
    said = _Flow(by=review.by, on=review.on)
    if review.equipment:
        said["equipment"] = review.equipment
    return said
