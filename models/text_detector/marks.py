"""Marks on a picture that are no text: calipers, needles, arrows, icons, frames, specks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]
    Color = tuple[float, float, float]


def points(chance: Generator, page: Plane, number: int = 2) -> list[tuple[int, int]]:
    """Return places on a picture, or a little outside of it."""
    side = page.shape[0]
    return [(int(x), int(y)) for x, y in chance.integers(-20, side + 20, (number, 2))]


def either_kind(chance: Generator) -> int:
    """Return how a line is drawn: stepped or smooth."""
    return int(chance.choice((cv2.LINE_8, cv2.LINE_AA)))


def draw_line(page: Plane, way: NDArray[Any], color: Color, thick: int, kind: int) -> None:
    """Draw a line through points, n x 2."""
    points = [way.astype(np.int32)]
    cv2.polylines(page, points, isClosed=False, color=color, thickness=thick, lineType=kind)


MARKERS = (
    cv2.MARKER_CROSS,
    cv2.MARKER_TILTED_CROSS,
    cv2.MARKER_STAR,
    cv2.MARKER_DIAMOND,
    cv2.MARKER_TRIANGLE_UP,
    cv2.MARKER_SQUARE,
)


def caliper(page: Plane, chance: Generator, color: Color) -> None:
    """Crosses, and a dotted line between them."""
    kind = int(chance.choice(MARKERS))
    ends = points(chance, page)
    for end in ends:
        cv2.drawMarker(page, end, color, kind, int(chance.integers(5, 16)), 1, either_kind(chance))
    if chance.random() < 0.7:
        dotted(page, chance, color, ends)


def dotted(
    page: Plane, chance: Generator, color: Color, ends: list[tuple[int, int]] | None = None
) -> None:
    """A line of dots or dashes."""
    first, last = (np.array(p, float) for p in (ends or points(chance, page)))
    pitch, size = chance.uniform(3, 12), int(chance.choice((0, 0, 1, 2)))
    length = float(np.hypot(*(last - first)))
    for share in np.arange(0, 1, pitch / max(pitch, length)):
        x, y = (first + (last - first) * share).astype(int).tolist()
        cv2.circle(page, (x, y), size, color, -1)


def needle(page: Plane, chance: Generator, color: Color) -> None:
    """A needle, a wire or a catheter: a long line, straight or bent, or two side by side."""
    first, second, third = (np.array(p, float) for p in points(chance, page, 3))
    share = np.linspace(0, 1, 40)[:, None]
    way = first * (1 - share) ** 2 + 2 * second * share * (1 - share) + third * share**2
    if chance.random() < 0.5:
        way = first * (1 - share) + third * share
    thick = int(chance.integers(1, 6))
    draw_line(page, way, color, thick, either_kind(chance))
    if chance.random() < 0.4:
        offset = chance.normal(0, 5, 2)
        draw_line(page, way + offset, color, thick, either_kind(chance))


def arrow(page: Plane, chance: Generator, color: Color) -> None:
    """An arrow or a pointer."""
    first, last = points(chance, page)
    way = np.array(last) - first
    short = chance.uniform(10, 50) / max(1.0, float(np.hypot(*way)))
    end = (int(first[0] + way[0] * short), int(first[1] + way[1] * short))
    thick = int(chance.integers(1, 4))
    cv2.arrowedLine(
        page, first, end, color, thick, either_kind(chance), 0, chance.uniform(0.2, 0.5)
    )


def icon(page: Plane, chance: Generator, color: Color) -> None:
    """A small shape or several: buttons, focus marks, probes, body marks, hearts."""
    x, y = points(chance, page, 1)[0]
    for _ in range(int(chance.integers(1, 6))):
        size, fill = int(chance.integers(3, 22)), int(chance.choice((-1, 1, 1, 2)))
        draw = int(chance.integers(4))
        if draw == 0:
            cv2.circle(page, (x, y), size, color, fill, either_kind(chance))
        elif draw == 1:
            wide = int(size * chance.uniform(0.3, 3))
            cv2.rectangle(page, (x - wide, y - size), (x + wide, y + size), color, fill)
        elif draw == 2:
            corners = np.array([x, y]) + chance.integers(-size, size + 1, (3, 2))
            cv2.polylines(
                page, [corners.astype(np.int32)], isClosed=True, color=color, thickness=max(1, fill)
            )
        else:
            axes = (size, int(size * chance.uniform(0.3, 1)))
            start, turn = chance.uniform(0, 360, 2)
            cv2.ellipse(page, (x, y), axes, turn, start, start + 250, color, max(1, fill))
        x, y = x + int(chance.integers(-25, 26)), y + int(chance.integers(-6, 7))


def window(page: Plane, chance: Generator, color: Color) -> None:
    """Frames, and bars with ends."""
    (left, top), (right, bottom) = points(chance, page)
    cv2.rectangle(page, (left, top), (right, bottom), color, int(chance.choice((1, 1, 2, 3))))
    if chance.random() < 0.4:
        cv2.line(page, (left, top + 14), (right, top + 14), color, 1)


def outline(page: Plane, chance: Generator, color: Color) -> None:
    """A region drawn around: an ellipse, a traced contour, a fan's edge; solid or dotted."""
    (x, y), (wide, high) = points(chance, page)
    axes = (max(4, abs(wide) // 2), max(4, abs(high) // 2))
    turn, start, stop = chance.uniform(0, 360, 3)
    way = cv2.ellipse2Poly((x, y), axes, int(turn), int(start), int(start + stop), 4)
    shake = chance.normal(0, chance.choice((0, 1.5)), (len(way), 2)).astype(np.int32)
    shaken = np.asarray(way) + shake
    if chance.random() < 0.5:
        draw_line(page, shaken, color, 1, either_kind(chance))
        return
    for px, py in shaken.tolist():
        cv2.circle(page, (px, py), 1, color, -1)


def blobs(page: Plane, chance: Generator, color: Color) -> None:
    """Specks, dust, scratches, calcifications, stars."""
    for _ in range(int(chance.integers(3, 60))):
        x, y = (int(v) for v in chance.integers(0, page.shape[0], 2))
        if chance.random() < 0.8:
            cv2.circle(
                page, (x, y), int(chance.choice((0, 0, 1, 1, 2, 3))), color, -1, either_kind(chance)
            )
        else:
            end = (x + int(chance.integers(-9, 10)), y + int(chance.integers(-9, 10)))
            cv2.line(page, (x, y), end, color, 1, either_kind(chance))
