"""Where PP-OCRv6 sees text: several views of a picture, and closer looks where they pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrub.ocr.closer import along, lines_in, lines_on
from scrub.ocr.network import Network
from scrub.ocr.regions import scaled, turned_back
from scrub.ocr.shapes import beside_trace, is_giant
from scrub.ocr.tiling import apart, is_beside, is_new, level_box, merge
from scrub.ocr.views import views

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.model.text import TextBox
    from scrub.ocr.views import View
    from scrub.seams import Picture


class Detector:
    """Finds text of any script and angle. Given the session that runs the network."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 (onnxruntime carries no types)
        self._network = Network(session)

    def find(self, picture: Picture, *, quick: bool = False) -> tuple[TextBox, ...]:
        """Return boxes in pixels of the picture, in reading order, none inside another."""
        lines: list[TextBox] = []
        others: list[TextBox] = []
        for view in views(picture, quick=quick):
            check = is_beside if view.turned else is_new
            seen = [box for box in self._seen(view, picture) if check(box, lines)]
            for box in seen:
                beside = beside_trace(box, picture)
                no_line = is_giant(box, picture.shape) or beside is not None
                (others if no_line else lines).append(box)
                lines += [level_box(rect, box.score) for rect in beside or ()]
        if quick:
            return merge(lines_in(self._network, picture, lines))
        lines += lines_on(self._network, picture, merge(others))
        found = merge(lines_in(self._network, picture, lines))
        beyond = [b for b in along(self._network, picture, found) if is_new(b, found)]
        # Parts of a trace that looked like letters may have been joined to all of it.
        return apart(merge(_without_traces([*found, *beyond], picture)))

    def _seen(self, view: View, picture: Picture) -> Iterator[TextBox]:
        """Yield the boxes of one view, on the picture."""
        rows, columns = picture.shape[0] - view.top, picture.shape[1] - view.left
        for found in self._network.boxes(view.picture):
            box = turned_back(found, view.picture.shape[1::-1]) if view.turned else found
            yield scaled(box, 1 / view.scale, (rows, columns)).move(view.left, view.top)


def _without_traces(boxes: Iterable[TextBox], picture: Picture) -> Iterator[TextBox]:
    """Yield the boxes; instead of one that holds a trace, what stands beside that."""
    for box in boxes:
        beside = beside_trace(box, picture)
        if beside is None:
            yield box
        yield from (level_box(rect, box.score) for rect in beside or ())
