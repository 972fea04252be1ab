"""Which of a site's rules holds for an element.

Of those that fit, the last (2026-11: as in firewalls' and Git's lists, so that a general rule
comes first and its exceptions follow). Wildcards, groups and VRs pass over what nobody may ask
for. Private elements are known by their creator: but for `remove`, a selector without one
does not reach them, and what has no creator no rule is about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from scrub.header.rules import Rule
from scrub.header.site.attributes import listed_vr
from scrub.header.site.limits import is_beyond
from scrub.model.site import ANYWHERE, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrub.model.header import Tag, TagPath
    from scrub.model.site import Selector, SiteRule, TagPattern

_PRIVATE = 0x00010000

_CODES = {
    Verb.KEEP: "K",
    Verb.REMOVE: "X",
    Verb.EMPTY: "Z",
    Verb.REPLACE: "R",
    Verb.HASH: "H",
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: int
    selector: Selector
    rule: SiteRule


@dataclass(frozen=True, slots=True)
class SiteRules:
    """A site's rules made ready to ask, the later ones first."""

    by_tag: Mapping[Tag, tuple[_Candidate, ...]] = field(repr=False)
    others: tuple[_Candidate, ...]
    by_creator: bool

    def __bool__(self) -> bool:
        return bool(self.by_tag or self.others)


@cache
def prepared(rules: tuple[SiteRule, ...]) -> SiteRules:
    """Return rules made ready to ask. They are made so once."""
    by_tag: dict[Tag, list[_Candidate]] = {}
    others = []
    for place, rule in reversed(list(enumerate(rules))):
        for selector in rule.selectors:
            candidate = _Candidate(place, selector, rule)
            if selector.tag.is_exact:
                by_tag.setdefault(selector.tag.bits, []).append(candidate)
            else:
                others.append(candidate)
    exact = {tag: tuple(candidates) for tag, candidates in by_tag.items()}
    by_creator = any(selector.creator for rule in rules for selector in rule.selectors)
    return SiteRules(MappingProxyType(exact), tuple(others), by_creator)


def site_rule(rules: SiteRules, path: TagPath, vr: str, creator: str | None = None) -> Rule | None:
    """Return what a site asks of an element, or None.

    `vr` is the element's own; that of the dictionary goes before it. `creator` is the private
    creator of its block, without trailing spaces; None for what is public or has none.
    """
    exact = rules.by_tag.get(path.tag, ())
    if not (exact or rules.others) or (path.tag & _PRIVATE and creator is None):
        return None
    vr = listed_vr(path.tag) or vr
    found = [
        next((one for one in candidates if _fits(one, path, vr, creator)), None)
        for candidates in (exact, rules.others)
    ]
    best = max(filter(None, found), key=lambda one: one.place, default=None)
    return _rule(best.rule, vr) if best else None


def _rule(rule: SiteRule, vr: str) -> Rule:
    return Rule(
        _CODES[rule.verb],
        vr,
        f"site {rule.verb}",
        value=rule.value,
        asked=rule.verb is Verb.KEEP,
        is_site=True,
    )


def _fits(one: _Candidate, path: TagPath, vr: str, creator: str | None) -> bool:
    selector, verb = one.selector, one.rule.verb
    if not selector.tag.fits(path.tag):
        return False
    if selector.vr and selector.vr not in vr.split(" or "):
        return False
    if selector.creator:
        if selector.creator != creator:
            return False
    elif path.tag & _PRIVATE and verb is not Verb.REMOVE:
        return False
    if selector.within != ANYWHERE and not _leads(selector.within, [t for t, _ in path.items]):
        return False
    return not is_beyond(verb, path.tag)


def _leads(within: Sequence[TagPattern | None], tags: Sequence[Tag]) -> bool:
    """Tell whether a way fits the sequences that an element is in, from the outermost."""
    if not within:
        return not tags
    first, rest = within[0], within[1:]
    if first is None:
        return any(_leads(rest, tags[skipped:]) for skipped in range(len(tags) + 1))
    return bool(tags) and first.fits(tags[0]) and _leads(rest, tags[1:])
