"""A second look, in twice the size: at boxes too thick for a line, and along lines on texture.

2026-11: a network that looks at a whole page takes a name on the trace of an ECG, and the trace,
for one; of a line that runs from black onto bright tissue it sees the half on black. Of 44 strings
that the views miss, closer looks bring 8. Three quarters of all thick boxes hold, by their ink,
one line on calm ground, and lines in margins end on calm ground: neither costs a look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.model.geometry import Rect
from scrub.ocr.ink import lines_of
from scrub.ocr.regions import TEXT_SCORE, THINNER, placed, scaled, turned_back
from scrub.ocr.shapes import is_giant, is_trace, length, thickness
from scrub.ocr.tiling import level_box, merge
from scrub.ocr.views import LARGER, View, resized, turned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from scrub.model.text import TextBox
    from scrub.ocr.network import Network
    from scrub.seams import Picture

TWICE = 2.0

THICK = 24.0
"""A box of at least so many pixels may be lines that touch."""

INNER = 5
"""A line of a thick box has its middle at least so many pixels inside the box."""

MARGIN = 8
"""So many pixels around it are looked at too."""

STROKE = np.ones((15, 15), np.uint8)
"""Strokes are narrower than this."""

MOST_OF_IT = 0.85
"""Lines that touch reach along so much of their box; letters seen one by one leave gaps."""

SAME = 0.75
"""Thick boxes that share so much of what they cover together hold the same lines."""

MOST = 1_000_000
"""What is looked at again is, in its size then, no larger than this."""

REACH = 4.5
"""Beyond the ends of a line, so many times its thickness is looked at;"""

BESIDE = 0.75
"""and beside it, from its middle line, so many times."""

END = 1.0
"""Where within so many times its thickness of an end of a line"""

CALM = 6.0
"""gray levels deviate by less than this, the line does end."""

AS_THICK = 1.25
"""What is found on a line is at most so many times as thick;"""

ON_LINE = 0.5
"""and its middle is no more than this share of the thickness off the middle line."""


def lines_in(network: Network, picture: Picture, boxes: Iterable[TextBox]) -> Iterator[TextBox]:
    """Yield the lines of boxes that are thick, as seen in twice the size, and all other boxes."""
    looked: list[tuple[Rect, Sequence[TextBox]]] = []
    for box in boxes:
        if thickness(box) < THICK or box.score < TEXT_SCORE:
            yield box
            continue
        # Several views show the same box, a pixel larger or smaller.
        lines = next((lines for rect, lines in looked if _is_same(rect, box.rect)), None)
        if lines is None:
            lines = _lines_in(network, picture, box)
            looked.append((box.rect, lines))
        if len(lines) > 1 and _span(lines, box) >= MOST_OF_IT:
            yield from lines
        else:
            yield box


def _lines_in(network: Network, picture: Picture, box: TextBox) -> list[TextBox]:
    upright = box.rect.height > box.rect.width
    inked = [level_box(line, box.score) for line in _by_ink(picture, box.rect, upright)]
    lines = _thinner(inked, box)
    if len(lines) == len(inked) == 1:
        return []  # The ground is calm and there is one line.
    lines += _thinner(merge(_inside(network, picture, box.rect, _larger)), box)
    return [line for line in lines if line.score >= TEXT_SCORE]


def _span(lines: Iterable[TextBox], box: TextBox) -> float:
    """Return along how much of a box, as a share, there is one of these lines."""
    upright = box.rect.height > box.rect.width
    start, stop = (box.rect.top, box.rect.bottom) if upright else (box.rect.left, box.rect.right)
    there = np.zeros(stop - start, bool)
    for line in lines:
        rect = line.rect
        first, last = (rect.top, rect.bottom) if upright else (rect.left, rect.right)
        there[max(0, first - start) : max(0, last - start)] = True
    return float(there.mean())


def _is_same(one: Rect, other: Rect) -> bool:
    common = one.intersect(other)
    return common is not None and common.area >= SAME * one.join(other).area


def lines_on(network: Network, picture: Picture, boxes: Iterable[TextBox]) -> Iterator[TextBox]:
    """Yield lines on what is no line itself: on traces, and in bars and bands with texture."""
    left: float = MOST
    for box in sorted(boxes, key=lambda b: b.rect.area):
        left -= TWICE * TWICE * box.rect.area
        if left < 0:
            return
        if box.score < TEXT_SCORE:
            continue
        # What is as thick as the box covers its lines, and would take them in.
        seen = _inside(network, picture, box.rect, _without_ground)
        for line in merge(_thinner(seen, box)):
            if not is_giant(line, picture.shape) and not is_trace(line, picture):
                yield line


def _inside(
    network: Network, picture: Picture, rect: Rect, views: Callable[[Picture], Iterable[View]]
) -> Iterator[TextBox]:
    """Yield what several views of a rectangle, and what is around it, show."""
    rows, columns = picture.shape[:2]
    around = rect.grow(MARGIN).clip(rows, columns) or rect
    part = picture[around.top : around.bottom, around.left : around.right]
    upright = rect.height > rect.width
    level = turned(part) if upright else np.ascontiguousarray(part)
    for view in views(level):
        for found in network.boxes(view.picture):
            box = scaled(found, 1 / view.scale, level.shape)
            back = turned_back(box, part.shape) if upright else box
            yield back.move(around.left, around.top)


def _larger(part: Picture) -> Iterator[View]:
    twice = resized(part, TWICE)
    yield View(twice, TWICE)
    yield View(np.asarray(255 - twice, np.uint8), TWICE)


def _without_ground(part: Picture) -> Iterator[View]:
    """Yield a part also without what is wide: colors, tissue; and without what is thin: traces.

    2026-11: a time on a field of color, and a number that a trace runs through, show in these.
    """
    yield from _larger(part)
    bright = cv2.morphologyEx(part.min(axis=2), cv2.MORPH_TOPHAT, STROKE)
    dark = cv2.morphologyEx(part.max(axis=2), cv2.MORPH_BLACKHAT, STROKE)
    for plane in (bright, dark):
        gray = np.repeat(np.asarray(plane, np.uint8)[..., None], 3, axis=2)
        yield View(resized(gray, LARGER), LARGER)
    yield View(resized(np.asarray(cv2.medianBlur(part, 3), np.uint8), LARGER), LARGER)


def _thinner(lines: Iterable[TextBox], box: TextBox) -> list[TextBox]:
    """Return those lines that are of the box, not cut by its edge, and thinner than it."""
    own = (b for b in lines if _is_middle_of(b.rect, box.rect))
    return [b for b in own if thickness(b) < THINNER * thickness(box)]


@dataclass(frozen=True, slots=True)
class _Line:
    """A straight line of text: where it starts, its direction, its length and its thickness."""

    start: NDArray[np.float32]
    along: NDArray[np.float32]
    length: float
    thickness: float

    @property
    def across(self) -> NDArray[np.float32]:
        return np.array([-self.along[1], self.along[0]], np.float32)


def _line(box: TextBox) -> _Line:
    corners = np.array(box.corners, np.float32)
    first, second, third, fourth = corners
    if np.hypot(*(second - first)) >= np.hypot(*(fourth - first)):
        start, stop = (first + fourth) / 2, (second + third) / 2
    else:
        start, stop = (first + second) / 2, (third + fourth) / 2
    reach = length(box)
    return _Line(start, (stop - start) / max(reach, 1e-6), reach, thickness(box))


def along(network: Network, picture: Picture, boxes: Iterable[TextBox]) -> Iterator[TextBox]:
    """Yield what is found on the lines of some boxes, whose ends are on no calm ground."""
    left: float = min(MOST, picture.shape[0] * picture.shape[1])
    for box in sorted(boxes, key=lambda b: (-b.score, b.rect)):
        line = _line(box)
        strip, back = _strip(picture, line)
        if _ends(strip, line):
            continue
        left -= strip.shape[0] * strip.shape[1]
        if left < 0:
            return
        for seen in network.boxes(strip):
            found = placed(_moved(seen.corners, back), seen.score, picture.shape)
            if found and _is_on(line, found):
                yield found


def _strip(picture: Picture, line: _Line) -> tuple[Picture, NDArray[np.float32]]:
    """Return the line in twice the size and level, and the way back onto the picture, 2 x 3."""
    reach, beside = REACH * line.thickness, BESIDE * line.thickness
    corner = line.start - reach * line.along - beside * line.across
    back = np.stack([line.along / TWICE, line.across / TWICE, corner], axis=1)
    size = (round(TWICE * (line.length + 2 * reach)), round(TWICE * 2 * beside))
    strip = cv2.warpAffine(
        picture,
        back,
        size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(strip, np.uint8), np.asarray(back, np.float32)


def _ends(strip: Picture, line: _Line) -> bool:
    """Tell whether the ground beyond both ends is calm."""
    reach, end = TWICE * REACH * line.thickness, TWICE * END * line.thickness
    middle = slice(strip.shape[0] // 4, -(strip.shape[0] // 4))
    before = strip[middle, round(reach - end) : round(reach)]
    after = strip[middle, round(-reach) : round(-reach + end)]
    return all(part.std(axis=(0, 1)).max() < CALM for part in (before, after))


def _moved(
    corners: Iterable[tuple[float, float]], back: NDArray[np.float32]
) -> NDArray[np.float32]:
    points = np.array(list(corners), np.float32)
    return np.asarray(points @ back[:, :2].T + back[:, 2], np.float32)


def _is_on(line: _Line, box: TextBox) -> bool:
    middle = np.mean(np.array(box.corners, np.float32), axis=0) - line.start
    off = abs(float(middle @ line.across))
    return off <= ON_LINE * line.thickness and thickness(box) <= AS_THICK * line.thickness


def _is_middle_of(part: Rect, whole: Rect) -> bool:
    """Tell whether the middle of one rectangle lies well within the other."""
    x, y = (part.left + part.right) / 2, (part.top + part.bottom) / 2
    inner = whole.grow(-INNER) if min(whole.width, whole.height) > 2 * INNER else whole
    return inner.left <= x < inner.right and inner.top <= y < inner.bottom


def _by_ink(picture: Picture, rect: Rect, upright: bool) -> Iterator[Rect]:  # noqa: FBT001 (private)
    """Yield the lines of a box that empty rows, or columns if it is upright, tell apart."""
    part = picture[rect.top : rect.bottom, rect.left : rect.right]
    shown = part.transpose(1, 0, 2) if upright else part
    for line in lines_of(shown):
        back = Rect(line.top, line.left, line.bottom, line.right) if upright else line
        yield back.move(rect.left, rect.top)
