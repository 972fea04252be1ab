"""What each decoder says of a file before and after: what changed outside, what shines inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from conformance.areas import SMOOTHED, black_area, inner, reported_area
from conformance.shown import darkest_of, levels, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from conformance.blacked import Blacked
    from conformance.decoders import Seen
    from conformance.opened import Array, Opened

    Asked = tuple[str, str, Callable[[Opened], Seen]]
    """A decoder to ask: its name, its library, and how it reads."""

_KEEPS_COEFFICIENTS = ("jpeg", "jxl of jpeg")

NEARLY_BLACK = 2.0
"""Levels of 255 that black of a lossy JPEG may have."""


@dataclass(frozen=True)
class Judgment:
    """What one decoder says.

    `outside` counts pixels that differ beyond the reported area, on all frames; `inside` is the
    brightest level of 255 where it has to be black, of color some pixels off the edge. `silent`
    is why it is no judge of this file; `fault` is what is wrong besides.
    """

    decoder: str
    library: str
    outside: int = 0
    inside: float = 0.0
    silent: str = ""
    fault: str = ""

    @property
    def agrees(self) -> bool:
        """Whether it could be asked, and found nothing wrong."""
        return not (self.silent or self.faults)

    @property
    def faults(self) -> str:
        """What it found wrong, in words."""
        found = [self.fault] if self.fault else []
        if self.outside:
            found.append(f"{self.outside} pixels differ outside")
        if self.inside > NEARLY_BLACK:
            found.append(f"level {self.inside:.0f} inside")
        return " and ".join(found)


def judgments(
    asked: Iterable[Asked], done: Blacked, files: tuple[Opened, Opened]
) -> list[Judgment]:
    """Ask each decoder about the source and the draft.

    A decoder is no judge of a source that it cannot read. The first one's eyes are those that the
    draft was made with: where frames are encoded again, who reads another source is no judge
    either. Of JPEG coefficients are kept, and that holds whoever reads them.
    """
    before, after = files
    truth: tuple[Array, ...] = ()
    found = []
    for name, library, read in asked:
        try:
            sources = read(before)
        except Exception as problem:  # noqa: BLE001 (decoders raise what they like)
            found.append(Judgment(name, library, silent=type(problem).__name__))
            continue
        if before.kind not in _KEEPS_COEFFICIENTS:
            truth = truth or sources.frames
            if not _is_same(sources.frames, truth, before):
                found.append(Judgment(name, library, silent="reads another source"))
                continue
        try:
            drafts = read(after)
        except Exception as problem:  # noqa: BLE001 (likewise)
            fault = f"cannot read the draft: {type(problem).__name__}"
            found.append(Judgment(name, library, fault=fault))
            continue
        found.append(_compared((name, library), (sources, drafts), done, before))
    return found


def _is_same(frames: tuple[Array, ...], truth: tuple[Array, ...], file: Opened) -> bool:
    values = ([stored(f, file.dataset) for f in many] for many in (frames, truth))
    return all(np.array_equal(a, b) for a, b in zip(*values, strict=True))


def _compared(
    name: tuple[str, str], seen: tuple[Seen, Seen], done: Blacked, file: Opened
) -> Judgment:
    assert done.plan
    sources, drafts = seen
    kinds = [[(f.shape, f.dtype) for f in one.frames] for one in seen]
    if kinds[0] != kinds[1]:
        return Judgment(*name, fault="frames of another number, shape or type")
    darkest = darkest_of(sources.frames, file.dataset)
    outside, inside = 0, 0.0
    for index, (old, new) in enumerate(zip(sources.frames, drafts.frames, strict=True)):
        black = black_area(done.plan.mask.on(index), (old.shape[0], old.shape[1]))
        meant = _without(old, done.plan.clear_bits)
        outside += int((_differ(meant, new) & ~reported_area(black, done.plan.grid)).sum())
        if done.plan.grid.reach:
            black = inner(black, SMOOTHED)
        if black.any() and _can_tell(name[0], file):
            shown = levels(new, drafts.photometric, file.dataset, darkest)
            inside = max(inside, float(shown[black].max()))
    return Judgment(*name, outside=outside, inside=inside)


def _without(words: Array, bits: Iterable[int]) -> Array:
    """Return words of which these bits are 0: an overlay in them goes, wherever it is."""
    cleared = sum(1 << bit for bit in bits)
    return (
        words & words.dtype.type(~cleared & ((1 << 8 * words.itemsize) - 1)) if cleared else words
    )


def _differ(old: Array, new: Array) -> NDArray[np.bool_]:
    """Return which pixels do, in any sample."""
    differ = np.atleast_3d(np.not_equal(old, new))
    return np.asarray(differ.any(axis=2))


def _can_tell(name: str, file: Opened) -> bool:
    """Tell whether a decoder's colors are the header's.

    A JPEG of RGB that does not say so in an Adobe segment is taken for YCbCr by who sees no
    header.
    """
    if name not in {"simplejpeg", "pillow"} or file.photometric != "RGB":
        return True
    return all(b"\xff\xee\x00\x0eAdobe" in frame[:4096] for frame in file.encoded)
