"""Where burned-in text is on a picture, by the network made for it.

2026-11, measured on 2,450 texts of 160 made pictures: strings of which less than 90 % is inside of
boxes, area boxed in vain, and CPU seconds a megapixel.

    looks                                                    missed   in vain   cost
    the picture                                                  18     1.1 %    .04
    the picture half as large again (the quick look)             13     1.5 %    .10
    both                                                          9     1.9 %    .15
    PP-OCRv6's detector, the picture and its inverse             77     2.6 %    .67

Closer looks at thick boxes (closer.py), and taking out the traces of ECGs (shapes.py), which
PP-OCRv6 needs, cost this one more strings than they bring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrub.ocr.fusion import continued, more_of, upright_joined
from scrub.ocr.regions import scaled
from scrub.ocr.text_network import TextNetwork
from scrub.ocr.tiling import apart
from scrub.ocr.views import HALF_SIZE_FROM, LARGER, View, resized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.text import TextBox
    from scrub.seams import Picture

LARGER_UP_TO = 2_500_000
"""Pictures of no more pixels are enlarged; others have larger letters."""

CUT = 0.12
"""Of a box, no more than this part is margin above or below its letters: boxes are tight."""


class Finder:
    """Finds text of any script and angle. Given the session that runs the network."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 (onnxruntime carries no types)
        self._network = TextNetwork(session)

    def find(self, picture: Picture, *, quick: bool = False) -> tuple[TextBox, ...]:
        """Return boxes in pixels of the picture, in reading order."""
        found: tuple[TextBox, ...] = ()
        for view in _views(picture, quick=quick):
            seen = continued(self._seen(view, picture))
            found = more_of(found, seen, picture.shape)
        found = upright_joined(found)
        return tuple(sorted(apart(found, CUT), key=lambda b: (b.rect.top, b.rect.left, b.rect)))

    def _seen(self, view: View, picture: Picture) -> Iterator[TextBox]:
        """Yield the boxes of one view, on the picture."""
        for found in self._network.boxes(view.picture):
            yield scaled(found, 1 / view.scale, picture.shape)


def _views(picture: Picture, *, quick: bool) -> Iterator[View]:
    """Yield what is looked at, the most telling first."""
    rows, columns = picture.shape[:2]
    if rows * columns <= LARGER_UP_TO:
        yield View(resized(picture, LARGER), LARGER)
        if not quick:
            yield View(picture)
        return
    yield View(picture)
    if not quick and min(rows, columns) >= HALF_SIZE_FROM:
        yield View(resized(picture, 0.5), 0.5)
