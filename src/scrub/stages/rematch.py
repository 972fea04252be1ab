"""What templates ask of one instance, and whether they still ask the same.

A site that tunes its mask templates runs again after each change. Looking for text is what takes
the time of a run, and most instances are of other machines: reading their headers tells.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from scrub.decisions import bytes_id
from scrub.errors import InstanceError
from scrub.stages.masking import match_templates
from scrub.stages.read import read
from scrub.stages.rulings import rulings_of

if TYPE_CHECKING:
    from scrub.masks.criteria import TemplateMatch
    from scrub.model.decision import Rulings
    from scrub.model.instance import Job
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox

UNMATCHED = "?"
"""Stands for what templates ask of frames where it never came to matching them."""


def match_of(instance: Instance, job: Job, tools: Toolbox) -> tuple[TemplateMatch, Rulings]:
    """Return what templates ask for, with what people decided, and what that is.

    Raises:
        InstanceError: if an attribute that a template asks for cannot be read.

    """
    name = bytes_id(tools.policy.pseudonyms.key, instance.sha256)
    rulings = rulings_of(job.decisions, name, pixel=tools.recipe.pixel)
    return match_templates(instance, tools, rulings), rulings


def digest_of(instance: Instance, match: TemplateMatch) -> str:
    """Return what tells one match from another; empty where there are no frames to be black."""
    return hashlib.sha256(repr(match).encode()).hexdigest() if instance.image else ""


def is_matched_as_before(job: Job, tools: Toolbox) -> bool:
    """Tell whether templates ask just what they asked when an earlier run did this job."""
    try:
        with read(job.source) as instance:
            match, _ = match_of(instance, job, tools)
            return digest_of(instance, match) == job.matched
    except InstanceError:
        # Doing the job again tells what is wrong now.
        return False
