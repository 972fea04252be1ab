"""Where burned-in text is on a picture, by the network made for it.

2026-11, measured on 2,498 texts of 160 pictures by which nothing here was chosen: texts of which
less than 90 % is inside of boxes, area boxed in vain, CPU seconds a megapixel.

    looks                                                    missed   in vain   cost
    the picture as it is                                         11     1.0 %    .04
    larger: what is done                                          8     0.9 %    .08
    both                                                          3     1.5 %    .12
    PP-OCRv6's detector, the picture and its inverse             91     2.8 %    .66

With the weights of before both left as many names legible in the end as the larger one alone (21
and 22 of 1,337) and lost more that is no name. One and a quarter times for all, at .06, leaves 25
of 2,677 identifying texts of another set, and what is done 22; one and a fifth for all 30 of 2,767
of a third, and what is done 21. Of the picture as it is, small lines at a narrow pitch run
together: the two of a real scanner's banner were read as one, and a date stayed. So only what it
alone shows, and is read surely, is taken of it (own_size.py).

Closer looks at thick boxes (closer.py), and taking out the traces of ECGs (shapes.py), which
PP-OCRv6 needs, cost this one more strings than they bring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scrub.ocr.fusion import continued, more_of, upright_joined
from scrub.ocr.regions import scaled
from scrub.ocr.text_network import TextNetwork
from scrub.ocr.tiling import apart
from scrub.ocr.views import HALF_SIZE_FROM, View, resized

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.model.text import TextBox
    from scrub.seams import Picture

LARGER = ((600_000, 1.5), (2_500_000, 1.25))
"""Pictures of no more pixels are looked at in so many times their size: small ones have small
letters, in lines so near each other that they are told apart only then."""

AGAIN = {1.5: 1.25, 1.25: 1.0}
"""In which size a second look is, by that of the first."""

CUT = 0.12
"""Of a box, no more than this part is margin above or below its letters: boxes are tight."""


class Finder:
    """Finds text of any script and angle. Given the session that runs the network."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 (onnxruntime carries no types)
        self._network = TextNetwork(session)
        self._in_own_size: tuple[Picture, tuple[TextBox, ...]] | None = None

    def find(self, picture: Picture) -> tuple[TextBox, ...]:
        """Return boxes in pixels of the picture, in reading order."""
        return _fused((self._seen(view, picture) for view in _views(picture)), picture)

    def find_again(self, picture: Picture) -> tuple[TextBox, ...]:
        """Return what a look in another size shows; nothing of pictures that are large anyway."""
        scale = AGAIN.get(_scale(picture))
        if scale is None:
            return ()
        own = scale == 1.0
        seen = self._own(picture) if own else self._seen(_view(picture, scale), picture)
        return _fused([seen], picture)

    def find_in_own_size(self, picture: Picture) -> tuple[TextBox, ...]:
        """Return what a picture that is looked at in a larger size shows in its own, if it is."""
        if _scale(picture) == 1.0:
            return ()
        return continued(self._own(picture))

    def _own(self, picture: Picture) -> tuple[TextBox, ...]:
        """Return the boxes of a picture in its own size; of the last one they are known."""
        if self._in_own_size is None or not np.array_equal(self._in_own_size[0], picture):
            self._in_own_size = picture, tuple(self._seen(View(picture, 1.0), picture))
        return self._in_own_size[1]

    def _seen(self, view: View, picture: Picture) -> Iterator[TextBox]:
        """Yield the boxes of one view, on the picture."""
        for found in self._network.boxes(view.picture):
            yield scaled(found, 1 / view.scale, picture.shape)


def _fused(looks: Iterable[Iterable[TextBox]], picture: Picture) -> tuple[TextBox, ...]:
    """Return the boxes of several looks, the most telling first, as lines in reading order."""
    found: tuple[TextBox, ...] = ()
    for boxes in looks:
        found = more_of(found, continued(boxes), picture.shape)
    found = upright_joined(found)
    return tuple(sorted(apart(found, CUT), key=lambda b: (b.rect.top, b.rect.left, b.rect)))


def _views(picture: Picture) -> Iterator[View]:
    """Yield what is looked at, the most telling first."""
    rows, columns = picture.shape[:2]
    scale = _scale(picture)
    yield _view(picture, scale)
    if scale == 1.0 and min(rows, columns) >= HALF_SIZE_FROM:
        yield _view(picture, 0.5)


def _view(picture: Picture, scale: float) -> View:
    return View(resized(picture, scale), scale)


def _scale(picture: Picture) -> float:
    """Return in how many times its size a picture is looked at first."""
    rows, columns = picture.shape[:2]
    return next((scale for most, scale in LARGER if rows * columns <= most), 1.0)
