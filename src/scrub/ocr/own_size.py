"""Text that only the picture as it is shows: large letters, where the larger one shows nothing.

2026-11: of texts that were found nowhere, one in five is plain to see in the picture's own size. Of
1,100 made pictures that shows 730 boxes where the larger one has none, nearly all of them texture;
those that are read so surely are 10 texts, 7 of them identifying, and nothing else. In boxes much
thicker than a line, which nobody can read, it shows 9 lines of 550 pictures, all of them text. It
costs half a look more, for pictures that are looked at once; on a cine's parts nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrub.ocr.shapes import thickness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from scrub.model.text import TextBox, Word

FREE = 0.3
"""Of a box, less than this share lies in boxes of the larger picture,"""

THICKER = 2.0
"""but for those so many times as thick: they hold more than one line."""

LETTERS, READ = 2, 0.9
"""It is read as so many letters or more, with this confidence on average."""

SURE = 0.75
"""Its score is then that of a line that one look is sure of."""


def shown_only_there(
    read: Callable[[TextBox], Sequence[Word]], boxes: Iterable[TextBox], known: Sequence[TextBox]
) -> Iterator[TextBox]:
    """Yield of boxes seen in the picture's own size those that hold text not known of."""
    for box in boxes:
        thickest = THICKER * thickness(box)
        common = (box.rect.intersect(o.rect) for o in known if thickness(o) <= thickest)
        taken = sum(part.area for part in common if part)
        if taken < FREE * box.rect.area and _is_legible(read(box)):
            yield replace(box, score=max(box.score, SURE))


def _is_legible(words: Sequence[Word]) -> bool:
    letters = sum(len(word.text) for word in words)
    sure = sum(len(word.text) * word.confidence for word in words)
    return letters >= LETTERS and sure >= READ * letters
