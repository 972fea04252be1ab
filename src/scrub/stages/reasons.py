"""Reasons: what was done to an instance, or why it is held, in a few words that quote nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.pixels.video.syntaxes import is_video

if TYPE_CHECKING:
    from scrub.model.plan import Plan
    from scrub.recipe import Recipe

_SHOWN = 3


def why_held(plan: Plan, recipe: Recipe) -> str:
    """Return why an instance cannot be published, whatever it is verified to be; else nothing."""
    return _ruled_out(plan, recipe) or _not_sure(plan, recipe)


def _ruled_out(plan: Plan, recipe: Recipe) -> str:
    if plan.rulings.rejected:
        return f"rejected by a person{what_was_decided(plan)}"
    if plan.rulings.black and plan.has_pixels and not recipe.pixel:
        return "a person decided what goes black in its pixels: it needs --pixel"
    return ""


def _not_sure(plan: Plan, recipe: Recipe) -> str:
    """Return why an instance cannot be published without having been looked at."""
    if not recipe.pixel or not plan.has_pixels or _is_answered_for(plan):
        return ""
    if plan.near_templates:
        return f"no text was looked for, and {_another_size(plan)}"
    return "no text was looked for, and no template that fits is reviewed and complete"


def _another_size(plan: Plan) -> str:
    """Return that templates nearly fit, and the first few of them."""
    shown = ", ".join(plan.near_templates[:_SHOWN])
    more = len(plan.near_templates) - _SHOWN
    return f"templates fit in all but the frame: {shown}" + f" and {more} more" * (more > 0)


def _is_answered_for(plan: Plan) -> bool:
    """Tell whether someone looked: an engine, who reviewed a template, or who reviewed it."""
    return plan.looked or plan.template_is_complete or plan.rulings.accepted


def what_was_done(plan: Plan) -> str:
    """Return what was done to an instance that was written."""
    near = f"; {_another_size(plan)}" if plan.near_templates and plan.looked else ""
    done = _what_was_blacked(plan) + _what_was_removed(plan.commented_frames)
    return done + near + what_was_decided(plan)


def what_was_decided(plan: Plan) -> str:
    """Return how many decisions were applied, and how many were not; nothing if there is none."""
    applied, others = plan.rulings.applied, plan.rulings.other_bytes
    told = f"; {_decisions(applied)} of a person applied" if applied else ""
    return told + (f"; {_decisions(others)} on other bytes not applied" if others else "")


def _decisions(count: int) -> str:
    return f"{count} decision{'' if count == 1 else 's'}"


def _what_was_blacked(plan: Plan) -> str:
    if not plan.has_pixels:
        return "header scrubbed; no pixels"
    if not _is_answered_for(plan):
        return "header scrubbed; pixels not looked at"
    if not plan.mask and not plan.clear_bits:
        is_sure = plan.looked or plan.template_is_complete
        return f"scrubbed; nothing in the pixels to black{'' if is_sure else ', says a person'}"
    regions = len(plan.mask.regions)
    how = "; video encoded again without loss as HEVC" * is_video(plan.transfer_syntax_uid)
    return f"scrubbed; {regions} region{'' if regions == 1 else 's'} blacked{how}"


def _what_was_removed(commented_frames: int) -> str:
    if not commented_frames:
        return ""
    return f"; comments removed from {commented_frames} frame{'s' if commented_frames > 1 else ''}"
