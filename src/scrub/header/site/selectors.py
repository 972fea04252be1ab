"""The elements that one rule of a recipe file is about, and whether its verb is for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_VM
from pydicom.valuerep import STANDARD_VR

from scrub.header.site.attributes import listed_vr, tags_of
from scrub.header.site.limits import objection
from scrub.header.site.nodes import Node, Table, Text, WrongError, fields_of, text_of, unknown
from scrub.header.site.values import HASHABLE, objection_to
from scrub.model.site import ANY_TAG, ANYWHERE, Selector, TagPattern, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KEYS = ("attribute", "vr", "creator", "element", "path")
_VRS = tuple(sorted(map(str, STANDARD_VR)))
_ELEMENT = re.compile(r"[Xx]{2}([0-9A-Fa-f]{2})")
_BLOCK = 0xFF00
_ODD = 0x00010000
_CREATOR_LENGTH = 64
_ANY_DEPTH = "*"


def selector_of(node: Node) -> Selector:
    """Return the elements that a node names.

    A text is an attribute; a table says more: `attribute`, `vr`, `creator` with or without
    `element`, or `path`. All that a table says must hold.

    Raises:
        WrongError: if it is not understood.

    """
    if isinstance(node, Text):
        return Selector(_tags(node))
    if not isinstance(node, Table) or not node.fields:
        raise WrongError(node.line, f"an attribute was expected, or keys: {', '.join(_KEYS)}")
    fields, wrong = fields_of(node, _KEYS)
    if wrong:
        raise wrong[0]
    if "path" in fields and ("attribute" in fields or "element" in fields):
        raise WrongError(node.line, "path ends in the attribute: it goes without another")
    if "element" in fields and ("creator" not in fields or "attribute" in fields):
        raise WrongError(node.line, "element goes with creator, and without attribute")
    within, tag = _way(fields)
    selector = Selector(tag, _vr(fields), _creator(fields), within)
    if selector.creator:
        _check_block(node, tag)
    return selector


def check(verb: Verb, selector: Selector, node: Node) -> None:
    """Pass if a verb is for what a selector selects; `node` is where it was written.

    Raises:
        WrongError: if it is not.

    """
    why = objection(verb, selector.tag, by_creator=bool(selector.creator))
    vr, listed = _known_vr(selector), _listed_vr(selector)
    if not why and listed and vr not in (listed, *listed.split(" or ")):
        why = f"the attribute has VR {listed}, not {vr}"
    if not why and verb in (Verb.HASH, Verb.REPLACE) and not vr:
        why = 'its VR must be known: write {attribute = "…", vr = "LO"}'
    if not why and verb is Verb.HASH and vr not in HASHABLE:
        why = f"a hash is no value of VR {vr}"
    if why:
        what = f" {node.text}" if isinstance(node, Text) else ""
        raise WrongError(node.line, f"cannot {verb}{what}: {why}")


def check_values(selector: Selector, values: Sequence[str], line: int) -> None:
    """Pass if values may stand in what a selector selects.

    Raises:
        WrongError: if they may not.

    """
    why = objection_to(values, _known_vr(selector), _vm(selector.tag))
    if why:
        raise WrongError(line, why)


def _known_vr(selector: Selector) -> str:
    return selector.vr or _listed_vr(selector)


def _listed_vr(selector: Selector) -> str:
    return listed_vr(selector.tag.bits) if selector.tag.is_exact else ""


def _vm(tag: TagPattern) -> str:
    if not tag.is_exact:
        return "1-n"
    try:
        return dictionary_VM(tag.bits)
    except KeyError:
        return "1-n"


def _tags(node: Text) -> TagPattern:
    return _named(text_of(node), node.line)


def _named(name: str, line: int) -> TagPattern:
    if name in _VRS:
        raise WrongError(line, f'no attribute {name!r}; for a VR write {{vr = "{name}"}}')
    try:
        return tags_of(name)
    except ValueError as error:
        raise WrongError(line, str(error)) from None


def _way(fields: Mapping[str, Node]) -> tuple[tuple[TagPattern | None, ...], TagPattern]:
    """Return the sequences on the way to an element, and its own tag."""
    if "element" in fields:
        return ANYWHERE, _in_block(fields["element"])
    if "attribute" in fields:
        return ANYWHERE, _named(text_of(fields["attribute"]), fields["attribute"].line)
    if "path" not in fields:
        return ANYWHERE, ANY_TAG
    line = fields["path"].line
    steps = text_of(fields["path"]).split(".")
    if steps[-1] == _ANY_DEPTH:
        raise WrongError(line, "path ends in an attribute, not in *")
    within = tuple(None if step == _ANY_DEPTH else _sequence(step, line) for step in steps[:-1])
    return within, _named(steps[-1], line)


def _sequence(step: str, line: int) -> TagPattern:
    tag = _named(step, line)
    if tag.is_exact and listed_vr(tag.bits) not in ("SQ", ""):
        raise WrongError(line, f"{step} is no sequence: nothing is in it")
    return tag


def _vr(fields: Mapping[str, Node]) -> str:
    if "vr" not in fields:
        return ""
    vr = text_of(fields["vr"])
    if vr not in _VRS:
        raise WrongError(fields["vr"].line, unknown("VR", vr, _VRS))
    return vr


def _creator(fields: Mapping[str, Node]) -> str:
    if "creator" not in fields:
        return ""
    creator = text_of(fields["creator"]).rstrip(" ")
    if len(creator) > _CREATOR_LENGTH or "\\" in creator:
        raise WrongError(fields["creator"].line, "a private creator is one LO: 64 characters")
    return creator


def _in_block(node: Node) -> TagPattern:
    match = _ELEMENT.fullmatch(text_of(node))
    if not match:
        raise WrongError(node.line, "an element of a private block is written xx08")
    return TagPattern(int(match[1], 16), 0xFF)


def _check_block(node: Node, tag: TagPattern) -> None:
    if tag.mask & _BLOCK:
        raise WrongError(
            node.line, "the number of a block is another in each file: write xx for it: 0019,xx08"
        )
    if tag.mask & _ODD and not tag.bits & _ODD:
        raise WrongError(node.line, "a creator has blocks in groups of odd number only")
