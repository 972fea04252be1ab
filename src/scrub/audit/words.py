"""Whether text that stays says who somebody is, as far as recognizers can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.header.cleaning.free_text import Cleaner
from scrub.header.text import own_words
from scrub.model.header import Identity
from scrub.model.text import PhiKind

if TYPE_CHECKING:
    from scrub.toolbox import Toolbox

NOBODY = Identity()

_OF_MAKERS = frozenset(PhiKind) - {PhiKind.CONTACT, PhiKind.DATE, PhiKind.NAME}
"""What names of makers, models and codes look like, and numbers of all kinds."""


class Words:
    """Judges text by itself, or against the words of the header that it was made from."""

    def __init__(self, tools: Toolbox, own: Identity = NOBODY) -> None:
        kinds = tools.policy.profile.retained_kinds
        words = own_words(own)

        def cleaner(keep: frozenset[PhiKind]) -> Cleaner:
            return Cleaner(tools.recognizers, own, words, keep, tools.vocabulary)

        self._cleaned = cleaner(kinds)
        self._kept = cleaner(kinds | _OF_MAKERS)

    def identify(self, text: str, *, cleaned: bool) -> bool:
        """Tell whether something would be taken out of a text.

        Of one that was not to be `cleaned`, but to stay as it is, only names, dates and addresses
        of people count: makers' own names look like institutions, and codes like anything.
        """
        cleaner = self._cleaned if cleaned else self._kept
        return _told(cleaner.clean(text)) != _told(text)


def _told(text: str) -> str:
    return "".join(filter(str.isalnum, text))
