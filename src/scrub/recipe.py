"""Every choice that can change an output byte: frozen, hashed, without secrets."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrub.model.site import SiteRule

SCHEMA = 1
"""Counts up when the same choices begin to give other bytes."""


class TextMode(StrEnum):
    """Which text on a frame goes black."""

    PHI = "phi"
    UNLESS_CLINICAL = "unless-clinical"
    ALL = "all"


OPTIONS = (
    "clean-descriptors",
    "clean-graphics",
    "clean-structured-content",
    "retain-device-identity",
    "retain-full-dates",
    "retain-institution-identity",
    "retain-modified-dates",
    "retain-patient-characteristics",
    "retain-safe-private",
    "retain-uids",
)
"""The options of the Basic Profile (PS3.15 E.3)."""


class Strategy(StrEnum):
    """What stands where a patient's name and number were."""

    PSEUDONYMIZE = "pseudonymize"
    DUMMY = "dummy"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run was asked to do.

    `engines` are names of OCR engines, used in union; ("none",) looks for no text. `templates`
    are folders of further mask templates; `contents_digest` is the hash over the profile, the
    templates, the words and the models, so that changing one makes instances due again.
    `proposals` blacks the whole of a proposed place where text that identifies is found in it.

    `site_rules` are a site's own, the last that fits wins. `age_cap` is what an age of 90 years
    or more becomes, "089Y" or "090Y"; empty leaves that to the profile. `patient_map` is a keyed
    hash of the file of pseudonyms brought along, if there is one. Without `preserve_studies` each
    instance gets identifiers of its own.
    """

    pixel: bool = False
    text_mode: TextMode = TextMode.UNLESS_CLINICAL
    engines: tuple[str, ...] = ("onnx",)
    templates: tuple[str, ...] = ()
    proposals: bool = False
    profile: str = "basic"
    options: tuple[str, ...] = ()
    prefix: str = "ANON_"
    strategy: Strategy = Strategy.PSEUDONYMIZE
    site_rules: tuple[SiteRule, ...] = ()
    age_cap: str = ""
    patient_map: str = ""
    preserve_studies: bool = True
    contents_digest: str = ""

    def digest(self) -> str:
        """Return a hash of every choice; folders count by what is in them, not by their path."""
        choices = asdict(self) | {"schema": SCHEMA, "templates": len(self.templates)}
        return hashlib.sha256(json.dumps(choices, sort_keys=True).encode()).hexdigest()
