"""Which rule holds at each place of one data set.

A site's own rule comes first. Then what a place's surroundings say: a content item's concept, a
private block's creator, a code's scheme. Then the profile.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from scrub.header import options as known
from scrub.header.cleaning.content import content_rules
from scrub.header.cleaning.free_text import is_free_code
from scrub.header.codes import settle
from scrub.header.patient import scope
from scrub.header.private import may_stay, private_rules
from scrub.header.profile import HIPAA
from scrub.header.rules import Cleaning, Rule
from scrub.header.site.matching import prepared, site_rule
from scrub.header.text import top_texts
from scrub.header.walk import walk
from scrub.model.header import TagPath
from scrub.recipe import Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.header.policy import Policy
    from scrub.header.profile import Profile
    from scrub.header.site.matching import SiteRules
    from scrub.header.walk import Snapshot
    from scrub.model.header import Action

_SOP_CLASS = 0x00080016
_CODE_MEANING = 0x00080104


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of a policy as they hold for one data set.

    `overrides` are what surroundings say, a site's rules about private blocks among it; `gone`
    are items that go whole.
    """

    policy: Policy
    sop_class_uid: str
    site: SiteRules = field(repr=False)
    overrides: Mapping[TagPath, Rule] = field(repr=False)
    gone: tuple[TagPath, ...] = ()

    def rule(self, path: TagPath, element: DataElement) -> Rule:
        """Return what is asked of the element at a place."""
        if self.site and (asked := site_rule(self.site, path, str(element.VR))):
            return asked
        return self.overrides.get(path) or self.policy.profile.rule(path.tag)

    def action(self, path: TagPath, rule: Rule) -> Action:
        """Return what to do about it there."""
        attribute_type = self.policy.profile.attribute_type(path, self.sop_class_uid)
        # A sequence with a dummy for each value in it would still have what no rule is about.
        filling = self.policy.strategy is Strategy.DUMMY and rule.vr != "SQ"
        return settle(rule.code, attribute_type, filling=filling)

    def is_asked(self, path: TagPath, element: DataElement) -> bool:
        """Tell whether someone asked to keep an element, or a sequence that it is in."""
        above = (TagPath(path.items[:depth], tag) for depth, (tag, _) in enumerate(path.items))
        return self.rule(path, element).asked or any(self._is_asked_whole(one) for one in above)

    def site_has_rule(self, path: TagPath, vr: str) -> bool:
        """Tell whether the site has a rule of its own for an element."""
        return self._site(path, vr) is not None

    def profile_takes(self, path: TagPath) -> bool:
        """Tell whether the profile would not keep what stands at a place."""
        return self.policy.profile.rule(path.tag).code not in {"K", "C"}

    @property
    def keeps_private(self) -> bool:
        """Tell whether any private element may stay."""
        return any(path.tag >> 16 & 1 for path in self.overrides)

    def _is_asked_whole(self, path: TagPath) -> bool:
        return (self._site(path, "SQ") or self._unasked(path)).asked

    def _site(self, path: TagPath, vr: str) -> Rule | None:
        return site_rule(self.site, path, vr) if self.site else None

    def _unasked(self, path: TagPath) -> Rule:
        """Return the rule that holds where the site has none for the attribute."""
        return self.overrides.get(path) or self.policy.profile.rule(path.tag)


def may_keep_private(policy: Policy) -> bool:
    """Tell whether private elements of any header may stay."""
    safe = known.SAFE_PRIVATE in policy.profile.options
    return may_stay(safe=safe, site=prepared(policy.site_rules))


def rulebook(
    dataset: Dataset | Snapshot, policy: Policy, planes: frozenset[int] = frozenset()
) -> Rulebook:
    """Return the rules for one data set.

    `planes` are the groups of overlays that were looked at, so that they may stay.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32.

    """
    if not policy.preserve_studies:
        policy = replace(policy, pseudonyms=policy.pseudonyms.within(scope(dataset)))
    profile, site = policy.profile, prepared(policy.site_rules)
    overrides = dict(
        private_rules(
            dataset,
            safe=known.SAFE_PRIVATE in profile.options,
            site=site,
            dates=_private_dates(profile),
        )
    )
    overrides |= dict(_free_codes(dataset))
    content = content_rules(dataset, profile.options, profile.age_cap)
    overrides |= content.rules
    if planes and known.GRAPHICS in profile.options:
        overrides |= dict(_overlays(dataset, planes))
    sop_class_uid = next(iter(top_texts(dataset, _SOP_CLASS)), "")
    return Rulebook(policy, sop_class_uid, site, MappingProxyType(overrides), content.gone)


def _overlays(
    dataset: Dataset | Snapshot, groups: frozenset[int]
) -> Iterator[tuple[TagPath, Rule]]:
    """Yield the rules for overlay planes that stay: what is said of them is a description."""
    for path, element in walk(dataset, lambda _: False):
        if path.tag >> 16 in groups and path.tag & 0xFFFF:
            vr = str(element.VR)
            code = "C" if vr in {"LO", "LT"} else "K"
            yield path, Rule(code, vr, known.GRAPHICS, Cleaning.TEXT)


def _private_dates(profile: Profile) -> Rule | None:
    """Return the rule for dates in safe private elements; None where they go."""
    if known.FULL_DATES in profile.options:
        return Rule("K", "", known.FULL_DATES, asked=True)
    if known.MODIFIED_DATES in profile.options:
        return Rule("C", "", known.MODIFIED_DATES, Cleaning.SHIFT)
    return Rule("C", "", "Safe Harbor C", Cleaning.YEAR) if profile.name == HIPAA else None


def _free_codes(dataset: Dataset | Snapshot) -> Iterator[tuple[TagPath, Rule]]:
    """Yield the rule for each meaning that someone typed in: it is a description."""
    for path, element in walk(dataset):
        for index, item in enumerate(element.value or () if element.VR == "SQ" else ()):
            if _CODE_MEANING in item and is_free_code(item):
                place = TagPath((*path.items, (path.tag, index)), _CODE_MEANING)
                yield place, Rule("C", "LO", "local code", Cleaning.TEXT, otherwise="D")
