"""Blacks places of a file as the stages do, with a mask made by hand instead of by eye."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.errors import InstanceError
from scrub.header.key import make_key
from scrub.masks.criteria import TemplateMatch
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.model.mask import FrameRange, Mask, Region
from scrub.model.outcome import Verdict
from scrub.recipe import Recipe
from scrub.stages.apply import apply
from scrub.stages.look import look
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read
from scrub.stages.verify import Expected, verify
from scrub.toolbox import Toolbox, assemble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scrub.model.instance import ImagePixel
    from scrub.model.plan import Plan


@dataclass(frozen=True)
class Blacked:
    """A file, and what was made of it: `plan` and `image` are there if `verdict` is written."""

    source: Path
    draft: Path
    verdict: Verdict
    reason: str = ""
    plan: Plan | None = None
    image: ImagePixel | None = None


def tools_at(folder: Path) -> Toolbox:
    """Return tools that look with no engine and know no template; the key is made there."""
    key = folder / "key"
    if not key.exists():
        make_key(key)
    return replace(assemble(Recipe(pixel=True, engines=("none",)), str(key)), templates=())


def regions_by_hand(rows: int, columns: int, frames: int) -> Iterator[Region]:
    """Yield two places on the first frame of each three, none on the next, one on the last."""
    inner = Rect(
        columns // 5, rows // 7, columns // 5 + -(-columns // 3), rows // 7 + -(-rows // 5)
    )
    corner = Rect(columns - -(-columns // 4), rows - -(-rows // 6), columns, rows)
    other = Rect(columns // 2, rows // 2, columns // 2 + -(-columns // 6), rows // 2 + 1)
    places = ((inner, corner), (), (other,))
    for index in range(frames):
        for rect in places[index % 3]:
            yield Region(rect, FrameRange(index, index + 1), "by hand")


def blacked(source: Path, draft: Path, tools: Toolbox) -> Blacked:
    """Read, plan, apply and verify one file; an error is the reason why it was not done."""
    try:
        return _blacked(source, draft, tools)
    except InstanceError as problem:
        return Blacked(source, draft, problem.verdict, str(problem))


def _blacked(path: Path, draft: Path, tools: Toolbox) -> Blacked:
    source = Source(str(path))
    with read(source) as instance:
        image = instance.image
        if image is None:
            return Blacked(path, draft, Verdict.REFUSED, "no pixels")
        seen = look(image, instance.stream, tools)
        regions = regions_by_hand(image.rows, image.columns, image.number_of_frames)
        match = TemplateMatch(Mask(tuple(regions)), (), complete=True, near=())
        known = replace(gather(instance, tools, seen), match=match)
        plan = make_plan(known, tools)
        made = apply(instance, plan, draft, tools)
    verified = verify(made, Expected(plan, source, known.own, image=instance.image), tools)
    failed = ", ".join(check.name for check in verified.checks if not check.passed)
    if failed:
        return Blacked(path, draft, Verdict.HELD, f"not verified: {failed}", plan, image)
    return Blacked(path, draft, Verdict.WRITTEN, "", plan, image)
