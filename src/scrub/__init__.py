"""Takes patients' identities out of DICOM: out of the header, and out of the pixels.

What Python code may use is described in `scrub.api`. Each name is brought only once it is used.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrub.api import (
        EMPTY,
        REMOVE,
        list_tags,
        make_key,
        plan_one,
        read_recipe,
        scrub_many,
        scrub_one,
        set_tags,
    )
    from scrub.errors import (
        CodecError,
        ExitCode,
        InputError,
        InstanceError,
        MissingToolError,
        NotDicomError,
        OutputError,
        RecipeError,
        RunError,
        ScrubError,
        UnsupportedInstanceError,
        UsageError,
    )
    from scrub.header.tags.rows import TagRow
    from scrub.model.instance import Source
    from scrub.model.outcome import Check, Outcome, Verdict
    from scrub.model.plan import Plan
    from scrub.recipe import Recipe, Strategy, TextMode

__all__ = [
    "EMPTY",
    "REMOVE",
    "Check",
    "CodecError",
    "ExitCode",
    "InputError",
    "InstanceError",
    "MissingToolError",
    "NotDicomError",
    "Outcome",
    "OutputError",
    "Plan",
    "Recipe",
    "RecipeError",
    "RunError",
    "ScrubError",
    "Source",
    "Strategy",
    "TagRow",
    "TextMode",
    "UnsupportedInstanceError",
    "UsageError",
    "Verdict",
    "list_tags",
    "make_key",
    "plan_one",
    "read_recipe",
    "scrub_many",
    "scrub_one",
    "set_tags",
]

_ELSEWHERE = MappingProxyType(
    {
        "ExitCode": "scrub.errors",
        "TagRow": "scrub.header.tags.rows",
        "Source": "scrub.model.instance",
        "Plan": "scrub.model.plan",
    }
    | dict.fromkeys(("Check", "Outcome", "Verdict"), "scrub.model.outcome")
    | dict.fromkeys(("Recipe", "Strategy", "TextMode"), "scrub.recipe")
)


def __getattr__(name: str) -> object:
    """Return what a name stands for (PEP 562): `import scrub` alone brings no library."""
    if name not in __all__:
        raise AttributeError(f"module 'scrub' has no attribute {name!r}")
    module = "scrub.errors" if name.endswith("Error") else _ELSEWHERE.get(name, "scrub.api")
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    """Return the names that may be used."""
    return sorted(__all__)
