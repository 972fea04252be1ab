"""Commands that know only of files of this machine say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.errors import UsageError
from scrub.model.place import is_url

if TYPE_CHECKING:
    from collections.abc import Iterable


def local_only(command: str, places: Iterable[str | None]) -> None:
    """Pass if no place is a URL.

    Raises:
        UsageError: if one is.

    """
    if any(is_url(place) for place in places if place):
        raise UsageError(
            f"{command} knows only files of this machine, not URLs: copy or mount them"
        )
