"""Which pixels of a text's box are ink: as the set's maker drew them, or as they stand out.

Where a set has no ink, it is estimated: the ground is the median of the box's rim, what differs
from it is told from what does not by the threshold that parts the two best (N. Otsu, 1979), and
the smaller part is ink. That is rougher than what a maker knows: letters that touch the rim, or
a ground that is uneven, blur it.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.evaluation.truth import Case

_TOO_MUCH = 0.6
_MOST = 255


def drawn_ink(case: Case) -> dict[int, NDArray[np.bool_]]:
    """Return the ink of each text, rows x columns of its box; nothing if the set has none.

    Raises:
        InputError: if there should be some, and it cannot be read.

    """
    if not case.ink:
        return {}
    try:
        with np.load(case.ink) as arrays:
            return {text.number: arrays[f"b{text.number}"] for text in case.texts}
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        raise InputError(f"no ink of a set, or not for all its texts: {case.ink}") from None


def estimated_ink(patch: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return where a box, rows x columns x samples, differs from its own ground."""
    rim = np.concatenate([patch[0], patch[-1], patch[:, 0], patch[:, -1]])
    apart = np.abs(patch - np.median(rim, axis=0)).max(2)
    most = float(apart.max())
    if not most:
        return np.zeros(patch.shape[:2], np.bool_)
    level = (apart * (_MOST / most)).astype(np.uint8)
    _, parted = cv2.threshold(level, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink: NDArray[np.bool_] = parted.astype(np.bool_)
    return ~ink if ink.mean() > _TOO_MUCH else ink
