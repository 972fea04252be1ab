"""What a run asks of every header: the profile, and all that its choices bring along."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.recipe import Strategy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.header.cleaning.free_text import Harmless
    from scrub.header.profile import Profile
    from scrub.header.pseudonym import Pseudonyms
    from scrub.model.site import SiteRule
    from scrub.seams import Recognizer


@dataclass(frozen=True, slots=True)
class Policy:
    """All that deciding about a header takes, besides the header.

    `recognizers` find identifying words in descriptions, and what the `vocabulary` knows is none,
    where there is one. `patients` maps a Patient ID to the one
    that stands for it, where a site brought its own; None where it did not.
    """

    profile: Profile
    pseudonyms: Pseudonyms
    recognizers: tuple[Recognizer, ...] = ()
    vocabulary: Harmless | None = field(default=None, repr=False)
    strategy: Strategy = Strategy.PSEUDONYMIZE
    site_rules: tuple[SiteRule, ...] = ()
    patients: Mapping[str, str] | None = field(default=None, repr=False)
    preserve_studies: bool = True
