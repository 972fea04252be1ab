"""Values that stand for nobody: what scrub itself puts where a patient's were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.header.dummies import dummy
from scrub.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.header import Identity, OwnValue

_VRS = ("AS", "DA", "DT", "LO", "TM", "UR")
_DUMMIES = frozenset(text for vr in _VRS for text in dummy(vr))
_NAMES = frozenset({"ANONYMOUS^PATIENT", "ANONYMOUS", "PATIENT"})
_PSEUDONYM = re.compile(f"{re.escape(Recipe().prefix)}[0-9A-F]{{16}}")


def of_someone(own: Identity) -> Iterator[OwnValue]:
    """Yield a header's own values, but for pseudonyms with the usual prefix and dummies."""
    for value in own.values:
        text = value.text.reveal()
        if text not in _DUMMIES | _NAMES and not _PSEUDONYM.fullmatch(text):
            yield value
