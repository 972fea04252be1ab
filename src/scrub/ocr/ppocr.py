"""An engine for comparison: PP-OCRv6 small, whose weights pip brings, finds and reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrub.ocr.detection import Detector
from scrub.ocr.recognition import Reader
from scrub.ocr.weights import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.text import TextBox, Word
    from scrub.seams import Picture

HIGHER = 0.13
"""Its scores are so much higher than those of the default engine for boxes as sure to be text."""


class PpOcrEngine:
    """Finds and reads text with two networks, on one thread."""

    name = "ppocr"

    def __init__(self) -> None:
        self._detector = Detector(session("PP-OCRv6_det_small"))
        self._reader = Reader(session("PP-OCRv6_rec_small"))

    def find(self, picture: Picture, *, quick: bool = False) -> Sequence[TextBox]:
        """Return where text is, of any script and angle."""
        boxes = self._detector.find(picture, quick=quick)
        return [replace(box, score=max(0.0, box.score - HIGHER)) for box in boxes]

    def find_again(self, picture: Picture) -> Sequence[TextBox]:  # noqa: ARG002 (the seam's)
        """Return nothing: it looks in several sizes at once."""
        return ()

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> Sequence[Sequence[Word]]:
        """Return for each box its words from first to last."""
        return [self._reader.read(picture, box, line) for line, box in enumerate(boxes)]
