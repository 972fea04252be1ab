"""What a site asks for in a recipe of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrub.model.cluster import Cluster
    from scrub.model.header import Tag


class Verb(StrEnum):
    """What is to become of an element."""

    KEEP = "keep"
    REMOVE = "remove"
    EMPTY = "empty"
    REPLACE = "replace"
    HASH = "hash"


@dataclass(frozen=True, slots=True, order=True)
class TagPattern:
    """The tags that are `bits` wherever `mask` has ones: all of them, where it has none."""

    bits: Tag = 0
    mask: Tag = 0

    @property
    def is_exact(self) -> bool:
        """Tell whether it is one tag."""
        return self.mask == 0xFFFFFFFF  # noqa: PLR2004 (every bit of a tag)

    def fits(self, tag: Tag) -> bool:
        """Tell whether a tag is one of them."""
        return tag & self.mask == self.bits


ANY_TAG = TagPattern()

ANYWHERE: tuple[TagPattern | None, ...] = (None,)
"""A way to an element through any sequences, or none."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Elements that a rule is about: all that is said here holds for each.

    `vr` and `creator` are empty where any will do. `within` are the sequences on the way to it,
    from the outermost; None stands for any number of any sequences.
    """

    tag: TagPattern = ANY_TAG
    vr: str = ""
    creator: str = ""
    within: tuple[TagPattern | None, ...] = ANYWHERE


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What is to become of what any one of the selectors is about.

    `value` is what replaces it, as text.
    """

    verb: Verb
    selectors: tuple[Selector, ...]
    value: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRecipe:
    """A recipe file; None is what it does not say. Of two rules for an element the later holds.

    `cluster` says where the work is done, which changes no byte of what comes out.
    """

    profile: str | None = None
    options: tuple[str, ...] | None = None
    strategy: str | None = None
    prefix: str | None = None
    age_cap: str | None = None
    preserve_studies: bool | None = None
    rules: tuple[SiteRule, ...] = ()
    cluster: Cluster | None = None
