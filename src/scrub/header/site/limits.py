"""What no site may ask: to keep what tells of an earlier state, or to take what the rest needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.model.site import Verb

if TYPE_CHECKING:
    from scrub.model.header import Tag
    from scrub.model.site import TagPattern

_GROUP = 0xFFFF0000
_ODD = 0x00010000
_NO_DATA_SET = frozenset({0x0000, 0x0004, 0xFFFE})
_META = 0x0002
_PIXEL_GROUPS = 0x7F00

_NEVER_KEPT = {
    0x00420011: "an instance with an encapsulated document is refused",
    0x04000500: "what another party encrypted cannot be judged",
    0x04000550: "it holds values that were replaced",
    0x04000561: "it holds values that were replaced",
    0x4FFE0001: "signatures are void once anything changes",
    0xFFFAFFFA: "signatures are void once anything changes",
    0xFFFCFFFC: "padding may hold anything",
}

_OWN = frozenset({0x00120062, 0x00120063, 0x00120064, 0x00280303})

_SOP_INSTANCE_UID = 0x00080018
_NEEDED = frozenset(
    {
        *(0x00080005, 0x00080016, _SOP_INSTANCE_UID),
        *(0x00280002, 0x00280004, 0x00280006, 0x00280008, 0x00280010, 0x00280011),
        *(0x00280100, 0x00280101, 0x00280102, 0x00280103),
        *(0x00281101, 0x00281102, 0x00281103, 0x00281104),
        *(0x00281201, 0x00281202, 0x00281203, 0x00281204),
        *(0x00281221, 0x00281222, 0x00281223, 0x00281224),
    }
)
"""What every other value is read by: words, kind, and the samples of an image (PS3.3 C.7.6.3)."""


def is_beyond(verb: Verb, tag: Tag) -> bool:
    """Tell whether nobody may ask this of an attribute; wildcards pass over it."""
    return _why_not(verb, tag) != ""


def objection(verb: Verb, pattern: TagPattern, *, by_creator: bool) -> str:
    """Return why nobody may ask this of any of these tags; nothing if somebody may."""
    if pattern.mask & _GROUP == _GROUP and pattern.bits >> 16 == _META:
        return _why_not(verb, pattern.bits)
    if pattern.is_exact and _why_not(verb, pattern.bits):
        return _why_not(verb, pattern.bits)
    is_private = pattern.mask & pattern.bits & _ODD != 0
    if is_private and not by_creator and verb is not Verb.REMOVE:
        return (
            "what is private is known by its creator, not by its number: "
            'write {creator = "…", element = "xx08"}'
        )
    return ""


def _why_not(verb: Verb, tag: Tag) -> str:
    structural = _structural(tag)
    if structural:
        return structural
    if verb is Verb.KEEP:
        return _NEVER_KEPT.get(tag, "")
    is_mapped = verb is Verb.HASH and tag == _SOP_INSTANCE_UID
    return "without it the rest cannot be read" if tag in _NEEDED and not is_mapped else ""


def _structural(tag: Tag) -> str:
    """Return why no verb at all is for a tag."""
    group = tag >> 16
    reasons = {
        "File Meta Information (group 0002) is written anew": group == _META,
        "this is no part of a data set": group in _NO_DATA_SET or tag & 0xFFFF == 0,
        "scrub itself says there what it did": tag in _OWN,
        "pixel data is not for rules": group & 0xFF01 == _PIXEL_GROUPS,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
