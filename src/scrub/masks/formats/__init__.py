"""Mask templates in the formats of other tools."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.masks.formats.exchange import Format

FORMATS: Mapping[str, str] = {
    "ctp": "scrub.masks.formats.ctp",
    "deid": "scrub.masks.formats.deid",
    "dre": "scrub.masks.formats.dre",
    "pixelmed": "scrub.masks.formats.pixelmed",
    "dicomedit": "scrub.masks.formats.dicomedit",
    "karnak": "scrub.masks.formats.karnak",
    "smi": "scrub.masks.formats.smi",
}
"""The module of each format, imported when it is asked for."""


def format_named(name: str) -> Format:
    """Return the module of a format.

    Raises:
        KeyError: if none of FORMATS has that name.

    """
    return cast("Format", import_module(FORMATS[name]))
