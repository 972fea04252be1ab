"""What the page is told, as JSON. No text that was found is in it, and no file's name."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scrub.masks.suggestion import said, seen_on
from scrub.tuning.language import as_data, begun, name_for
from scrub.tuning.machines import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrub.masks.areas import Frame
    from scrub.masks.suggestion import Suggestion
    from scrub.model.geometry import Rect
    from scrub.model.mask import MaskTemplate, Patch
    from scrub.model.sight import Machine, SeenText
    from scrub.tuning.judging import Judgement
    from scrub.tuning.machines import Group

Answer = dict[str, Any]


def machine_line(number: int, group: Group) -> Answer:
    """Return what the list of machines shows of one."""
    return {
        "id": number,
        "label": label(group.machine),
        **asdict(group.machine),
        "instances": len(group.sights),
        "sample": len(group.sample),
        "patients": group.patients,
        "templates": len(group.templates),
        "near": len(group.near),
        "holes": group.holes,
        "looked": any(sight.looked for sight in group.sights),
    }


def label(machine: Machine) -> str:
    """Return what a machine is called."""
    return " ".join(filter(None, (machine.manufacturer, machine.model))) or "unnamed equipment"


def machine_page(group: Group, rivals: Iterable[Answer]) -> Answer:
    """Return what is to be seen of one machine."""
    return {
        "frames": [sight.number_of_frames for sight in group.sample],
        "boxes": boxes(texts_of(group.sample)),
        "rivals": [*rivals],
        "new": as_data(begun(group.machine, (), name_for(group.machine))),
    }


def rival(template: MaskTemplate, frame: Frame, count: int, *, near: bool, own: bool) -> Answer:
    """Return a template that fits a machine, or nearly, and where it would black.

    `own` tells that it is in the file that new ones are put into.
    """
    return {
        "name": template.name,
        "near": near,
        "own": own,
        "instances": count,
        "complete": template.complete,
        "reviewed": asdict(template.reviewed) if template.reviewed else None,
        "proposal": template.proposal,
        "rows": template.rows,
        "columns": template.columns,
        "data": as_data(template),
        **places(template, frame),
    }


def places(template: MaskTemplate, frame: Frame) -> Answer:
    """Return where each entry of `black` and of `keep` lies in a frame."""
    return {"black": _resolved(template.black, frame), "keep": _resolved(template.keep, frame)}


def _resolved(patches: Sequence[Patch], frame: Frame) -> list[list[Answer]]:
    return [[_rect(rect) for rect in frame.rects(patch.area)] for patch in patches]


def boxes(texts: Iterable[SeenText]) -> list[Answer]:
    """Return where texts were found, each place and kind once, and how often."""
    counted = Counter((text.rect, text.kind) for text in texts)
    return [
        {**_rect(rect), "kind": kind, "count": count}
        for (rect, kind), count in sorted(counted.items())
    ]


def suggestion(made: Suggestion) -> Answer:
    """Return what is suggested for a machine; with too little to be sure of, why that is."""
    return {
        "why_not": made.why_not,
        "from": seen_on(made),
        "black": [{**_rect(one.rect), "said": said(one, made.instances)} for one in made.places],
    }


def judgement(judged: Judgement) -> Answer:
    """Return what a template does."""
    return {
        "instances": judged.instances,
        "fits": judged.fits,
        "near": judged.near,
        "gone": asdict(judged.gone),
        "stays": asdict(judged.stays),
        "misses": [
            {**_rect(miss.rect), "kind": miss.kind, "count": miss.count, "open": miss.is_open}
            for miss in judged.misses
        ],
    }


def _rect(rect: Rect) -> Answer:
    return {"x": rect.left, "y": rect.top, "width": rect.width, "height": rect.height}
