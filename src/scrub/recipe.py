"""Every choice that can change an output byte: frozen, hashed, without secrets."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

SCHEMA = 1
"""Counts up when the same choices begin to give other bytes."""


class TextMode(StrEnum):
    """Which text on a frame goes black."""

    PHI = "phi"
    UNLESS_CLINICAL = "unless-clinical"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run was asked to do.

    `engines` are names of OCR engines, used in union; ("none",) looks for no text. `templates`
    are folders of further mask templates; `contents_digest` is the hash over the profile, the
    templates, the words and the models, so that changing one makes instances due again.
    """

    pixel: bool = False
    text_mode: TextMode = TextMode.UNLESS_CLINICAL
    engines: tuple[str, ...] = ("onnx",)
    templates: tuple[str, ...] = ()
    profile: str = "basic"
    options: tuple[str, ...] = ()
    prefix: str = "ANON_"
    contents_digest: str = ""

    def digest(self) -> str:
        """Return a hash of every choice; folders count by what is in them, not by their path."""
        choices = asdict(self) | {"schema": SCHEMA, "templates": len(self.templates)}
        return hashlib.sha256(json.dumps(choices, sort_keys=True).encode()).hexdigest()
