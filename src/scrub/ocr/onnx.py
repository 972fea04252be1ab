"""The default engine: our network finds burned-in text, PP-OCRv6 small reads it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scrub.ocr.finder import Finder
from scrub.ocr.levelled import seen_level
from scrub.ocr.mirrored import confirmed
from scrub.ocr.own_size import shown_only_there
from scrub.ocr.recognition import Reader
from scrub.ocr.stacked import unstacked
from scrub.ocr.stepped import unstepped
from scrub.ocr.weights import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.text import TextBox, Word
    from scrub.seams import Picture


class OnnxEngine:
    """Finds and reads text with two networks, on one thread."""

    name = "onnx"

    def __init__(self) -> None:
        self._finder = Finder(session("text_detector"))
        self._reader = Reader(session("PP-OCRv6_rec_small"))

    def find(self, picture: Picture, *, quick: bool = False) -> Sequence[TextBox]:
        """Return where text is, of any script and angle."""
        found = self._finder.find(picture)
        if not quick:
            large = self._finder.find_in_own_size(picture)
            found += tuple(shown_only_there(partial(self._read, picture), large, found))
        return self._told_apart(picture, found)

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        """Return where text is as a look in another size sees it."""
        return self._told_apart(picture, self._finder.find_again(picture))

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> Sequence[Sequence[Word]]:
        """Return for each box its words from first to last; none if it holds no text after all."""
        look, mirror = self._finder.find, self._reader.read_mirrored
        return [
            confirmed(look, mirror, picture, box, self._reader.read(picture, box, line))
            for line, box in enumerate(boxes)
        ]

    def _told_apart(self, picture: Picture, found: Sequence[TextBox]) -> Sequence[TextBox]:
        whole = seen_level(self._finder.find, picture, found)
        return tuple(unstacked(self._read, picture, unstepped(picture, whole)))

    def _read(self, picture: Picture, box: TextBox) -> Sequence[Word]:
        return self._reader.read(picture, box, 0)
