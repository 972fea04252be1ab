"""What a code of PS3.15 Table E.1-1a comes to for one attribute, by its type in its IOD.

2026-11: X/Z/U* could be X wherever the type is 3, which it mostly is. The sequence stays: the UIDs
in it are mapped, so that what refers to an image of the same patient still does, and all else in
it is judged as anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.model.header import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

_ANY = ("1", "1C", "2", "2C", "3", "")
_X, _Z, _D, _K = Action.REMOVE, Action.EMPTY, Action.DUMMY, Action.KEEP

_BY_TYPE: Mapping[str, Mapping[str, Action]] = {
    "X": dict.fromkeys(_ANY, _X) | {"1": _D},
    "Z": dict.fromkeys(_ANY, _Z) | {"1": _D, "1C": _D},
    "D": dict.fromkeys(_ANY, _D),
    "U": dict.fromkeys(_ANY, Action.REPLACE_UID),
    "K": dict.fromkeys(_ANY, _K),
    "C": dict.fromkeys(_ANY, Action.CLEAN),
    "X/Z": dict.fromkeys(_ANY, _Z) | {"1": _D, "1C": _D, "3": _X},
    "X/D": dict.fromkeys(_ANY, _D) | {"3": _X},
    "X/Z/D": {"1": _D, "1C": _D, "2": _Z, "2C": _Z, "3": _X, "": _D},
    "Z/D": {"1": _D, "1C": _D, "2": _Z, "2C": _Z, "3": _Z, "": _D},
    "X/Z/U*": dict.fromkeys(_ANY, _K),
    "H": dict.fromkeys(_ANY, Action.HASH),
    "R": dict.fromkeys(_ANY, Action.REPLACE),
}

CODES = frozenset(_BY_TYPE)
"""All that a rule may ask: the codes of the table, and H and R of a site."""


def settle(code: str, attribute_type: str, *, filling: bool = False) -> Action:
    """Return what to do: for a compound code, the mildest that the attribute's type allows.

    `attribute_type` is 1, 1C, 2, 2C or 3, or nothing if it is not known. `filling` puts a dummy
    where a zero length would do, which Z allows.
    """
    action = _BY_TYPE[code][attribute_type]
    return _D if filling and action is _Z else action
