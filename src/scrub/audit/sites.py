"""What a site's own rules leave, where the run that made an output had any."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.audit.expected import Form
from scrub.audit.reading import texts_of
from scrub.header.site.matching import prepared, site_rule
from scrub.model.header import TagPath

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scrub.audit.asked import Asked
    from scrub.audit.reading import Place

Texts = tuple[str, ...]

_HASH = re.compile(r"[0-9A-F]{16}", re.ASCII)
_RESERVING = range(0x10, 0x100)


def site_form(place: Place, asked: Asked | None) -> Form | None:
    """Return what a rule of the site's leaves of an element; None if it has none for it.

    KEPT where it is as the rule would have it.
    """
    if asked is None or not asked.site_rules or place.element is None:
        return None
    rules = prepared(asked.site_rules)
    if place.is_private and place.tag & 0xFFFF in _RESERVING:
        # Whoever may keep an element keeps what reserves its block, too.
        return Form.KEPT if rules.by_creator else None
    rule = site_rule(rules, TagPath(place.items, place.tag), place.vr, place.creator)
    if rule is None:
        return None
    is_kept = _HOLDS.get(rule.code, _never)(texts_of(place.element), rule.value)
    return Form.KEPT if is_kept else Form.NOTHING


def _never(_: Texts, __: Texts) -> bool:
    return False


_HOLDS: Mapping[str, Callable[[Texts, Texts], bool]] = {
    "K": lambda _, __: True,
    "R": lambda texts, meant: texts == meant,
    "H": lambda texts, _: all(map(_HASH.fullmatch, texts)),
}
