"""Scan: what on one instance may identify someone. Nothing is changed, and nothing written.

2026-11: where a run would black without looking, as templates say, text is looked for too: what a
scan tells of is text that is there. Overlay planes, which a run takes out unseen, are looked at.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from scrub.errors import RunError, told
from scrub.header.identity import identity
from scrub.header.machine import machine
from scrub.header.rulebook import rulebook
from scrub.header.stand_ins import of_someone
from scrub.header.walk import snapshot
from scrub.model.scanned import Scanned
from scrub.stages.graphics import look_at_planes
from scrub.stages.look import look as look_at
from scrub.stages.look import where_on
from scrub.stages.masking import excused, kept, match_templates
from scrub.stages.plan import judge_all, judge_seen
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.model.header import Identity
    from scrub.model.instance import ImagePixel, Source
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox


def scan(
    source: Source,
    tools: Toolbox,
    *,
    header: bool = False,
    look: bool = True,
    clock: Callable[[], float] = perf_counter,
) -> Scanned:
    """Return what was found on one instance. Whatever is wrong with it is in what is returned.

    `header` says that its header is to be looked at, too; without `look` its pixels are not.

    Raises:
        RunError: if no other instance can be looked at either.

    """
    began = clock()
    try:
        with read(source) as instance:
            found = _scanned(source, instance, tools, header=header, look=look)
    except RunError:
        raise
    except Exception as problem:  # noqa: BLE001 (whatever it is, it is in what is returned)
        verdict, reason = told(problem)
        return Scanned(source, problem=verdict, reason=reason)
    return replace(found, seconds=clock() - began)


def _scanned(
    source: Source, instance: Instance, tools: Toolbox, *, header: bool, look: bool
) -> Scanned:
    known = snapshot(instance.dataset)
    own = identity(known, rulebook(known, tools.policy).is_asked)
    modality, equipment = machine(known)
    attributes = {(value.kind, value.attribute) for value in of_someone(own)} if header else set()
    counted = Counter(kind for kind, _ in attributes)
    image = instance.image
    scanned = Scanned(
        source,
        modality,
        equipment,
        transfer_syntax_uid=instance.transfer_syntax_uid,
        header=tuple(sorted(counted.items())),
    )
    if image is None:
        return scanned
    scanned = replace(
        scanned,
        number_of_frames=image.number_of_frames,
        rows=image.rows,
        columns=image.columns,
        has_pixels=True,
    )
    return _looked_at(scanned, instance, image, own, tools) if look else scanned


def _looked_at(
    scanned: Scanned, instance: Instance, image: ImagePixel, own: Identity, tools: Toolbox
) -> Scanned:
    where = where_on(instance.dataset, image, twice=True)
    seen = look_at(image, instance.stream, tools, where)
    match = match_templates(instance, tools)
    findings = excused(judge_seen(seen, own, tools), match)
    planes = look_at_planes(instance.dataset, tools.engines)
    return replace(
        scanned,
        looked=True,
        findings=findings,
        kept_texts=sum(len(hit.words) for hit in kept(seen.hits, findings)),
        plane_texts=sum(len(judge_all(plane.hits, own, tools)) for plane in planes),
        in_unused_bits=seen.text_in_stray_bits,
        templates=match.names,
    )
