"""Every choice that can change an output byte: frozen, hashed, without secrets."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
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
class Basis:
    """What the outcomes of a run rest on, as digests.

    `recipe` counts for every instance, `templates` for those with frames that other templates fit
    now, `models` for those whose frames were looked at. Empty is what the run has no use for.
    """

    recipe: str
    templates: str = ""
    models: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run was asked to do.

    `engines` are names of OCR engines, used in union; ("none",) looks for no text. `templates`
    are folders of further mask templates. `contents_digest` is a hash over profiles and words,
    `templates_digest` over mask templates, `models_digest` over what finds and reads text: changing
    them makes instances due again, each those that rest on it.
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
    templates_digest: str = ""
    models_digest: str = ""

    def digest(self) -> str:
        """Return a hash of every choice; folders count by what is in them, not by their path."""
        choices = asdict(self) | {"schema": SCHEMA, "templates": len(self.templates)}
        return hashlib.sha256(json.dumps(choices, sort_keys=True).encode()).hexdigest()

    def basis(self) -> Basis:
        """Return what outcomes rest on, apart."""
        looks = self.pixel and self.engines != ("none",)
        everywhere = replace(self, templates=(), templates_digest="", models_digest="")
        return Basis(
            everywhere.digest(),
            self.templates_digest if self.pixel else "",
            self.models_digest if looks else "",
        )
