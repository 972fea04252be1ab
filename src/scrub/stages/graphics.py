"""Overlay planes that stay: what may identify is taken out of their bits (PS3.15 E.3.3).

2026-11: text goes as it does in pixels, by the same rules; lines and shapes stay. A plane that
was not looked at goes whole, as the Basic Profile says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.model.header import Effect, HeaderEdit, TagPath
from scrub.model.outcome import Check
from scrub.pixels.planes import packed, planes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pydicom.dataset import Dataset

    from scrub.model.text import Finding, TextHit
    from scrub.pixels.planes import Plane
    from scrub.seams import OcrEngine

_DATA = 0x3000


@dataclass(frozen=True, slots=True)
class SeenPlane:
    """An overlay plane and the text on it."""

    plane: Plane
    hits: tuple[TextHit, ...]


def look_at_planes(dataset: Dataset, engines: Sequence[OcrEngine]) -> tuple[SeenPlane, ...]:
    """Return every overlay plane that can be looked at, with the text on each of its frames."""
    return tuple(SeenPlane(plane, _hits(plane, engines)) for plane in planes(dataset))


def plane_edits(
    seen: Iterable[SeenPlane], judge: Callable[[Iterable[TextHit]], Sequence[Finding]]
) -> Iterator[HeaderEdit]:
    """Yield new Overlay Data for each plane on which something may identify."""
    for one in seen:
        findings = judge(one.hits)
        if not findings:
            continue
        bits = one.plane.bits.copy()
        for finding in findings:
            rect, frames = finding.rect, finding.frames
            bits[frames.first : frames.stop, rect.top : rect.bottom, rect.left : rect.right] = False
        path = TagPath((), one.plane.group << 16 | _DATA)
        content = packed(bits).hex()
        yield HeaderEdit(path, Effect.SET, "clean-graphics", "OW", (content,))


def plane_checks(
    written: Dataset,
    original: Dataset,
    engines: Sequence[OcrEngine],
    judge: Callable[[Iterable[TextHit]], Sequence[Finding]],
) -> Iterator[Check]:
    """Yield what there is to check of overlay planes that were left, if there are any."""
    left = planes(written)
    if not left:
        return
    before = {plane.group: plane for plane in planes(original)}
    same = all(_only_cleared(plane, before.get(plane.group)) for plane in left)
    yield Check("overlays show nothing that they did not", same)
    found = sum(len(judge(one.hits)) for one in look_at_planes(written, engines))
    yield Check("no identifying text is left in overlays", not found)


def _only_cleared(after: Plane, before: Plane | None) -> bool:
    if before is None or after.bits.shape != before.bits.shape:
        return False
    return not (after.bits & ~before.bits).any()


def _hits(plane: Plane, engines: Sequence[OcrEngine]) -> tuple[TextHit, ...]:
    from scrub.stages.cine import Watcher  # noqa: PLC0415 (OpenCV, and most have no planes to see)
    from scrub.stages.lines import hits_of  # noqa: PLC0415 (with it)

    watchers = [Watcher(engine, ()) for engine in engines]
    for index, picture in enumerate(plane.pictures()):
        for watcher in watchers:
            watcher.see(picture, index, None)
    return hits_of([track for watcher in watchers for track in watcher.tracks])
