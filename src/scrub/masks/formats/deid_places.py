"""Where the coordinates of a pydicom/deid recipe lie.

`coordinates` are xmin,ymin,xmax,ymax and go to a slice of numpy's: half open, from 0, and a
negative number counts from the end. `ctpcoordinates` are x,y,width,height, and are the same once
width and height are added; so those that count from the right or the bottom edge, which CTP has,
black nothing with deid. Here they are what CTP takes them for: more is black.

`from:SequenceOfUltrasoundRegions` is each region up to its maximum, without it. 2026-11: PS3.3
C.8.5.5.1.1 counts the maximum in, and so do we: one row and one column more of each region stay.
deid 0.4.13 takes the regions of the first file for those of all others; here each has its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.masks.formats.carrying import LONGEST
from scrub.masks.formats.exchange import Note
from scrub.model.mask import Named, Pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.masks.formats.deid_recipe import Move

Area = Pixels | Named

REGIONS = "SequenceOfUltrasoundRegions"

_FOUR = 4
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,9}\s*")
_OF_ALL = "all"


def area(move: Move) -> tuple[Area | None, tuple[Note, ...]]:
    """Return what a line of coordinates is about, or None, and what is to be said of it."""
    text = move.text.lower()
    if text == _OF_ALL:
        return Named.WHOLE_FRAME, ()
    if "from:" in text:
        return _regions(move)
    numbers = [int(part) for part in text.split(",") if _NUMBER.fullmatch(part)]
    if len(numbers) != _FOUR or text.count(",") != _FOUR - 1:
        return None, (Note(move.number, "four whole numbers were expected; deid stops here"),)
    x, y, right, bottom = numbers
    if move.is_ctp:
        across, down = _from_ctp(x, right), _from_ctp(y, bottom)
    else:
        across, down = _from_slice(x, right), _from_slice(y, bottom)
    if across is None or down is None:
        return None, (Note(move.number, "deid blacks nothing here: this holds no pixel"),)
    notes = _far_edges(move, (x, right), (y, bottom))
    if notes and move.keeps:
        return None, (Note(move.number, "this is not kept, as its edges are not certain"),)
    return Pixels(across[0], down[0], across[1], down[1]), notes


def _regions(move: Move) -> tuple[Area | None, tuple[Note, ...]]:
    if move.text.replace("from:", "", 1).strip() != REGIONS:
        return None, (Note(move.number, f"places are known from {REGIONS} only"),)
    said = (
        "the last row and column of each region stay here, and go with deid"
        if move.keeps
        else "the last row and column of each region go here, and stay with deid"
    )
    outside = "; where all regions are outside of the frame, this fits nothing"
    return Named.ULTRASOUND_REGIONS, (Note(move.number, said + outside * move.keeps),)


def _from_ctp(first: int, length: int) -> tuple[int, int | None] | None:
    if first < 0 < length and first + length >= 0:
        return first, length
    return _from_slice(first, first + length)


def _from_slice(first: int, stop: int) -> tuple[int, int | None] | None:
    """Return first and length; None for a length is up to the edge."""
    if (first < 0) != (stop < 0):
        return (first, None) if stop < 0 or stop > 0 else None
    if stop <= first:
        return None
    return first, None if stop >= LONGEST and first < 0 else stop - first


def _far_edges(move: Move, *spans: Sequence[int]) -> tuple[Note, ...]:
    """Return what is said of places that count from the far edge on one side only."""
    for first, second in spans:
        stop = first + second if move.is_ctp else second
        if first < 0 <= stop and move.is_ctp:
            said = "a negative place counts from the far edge here; deid blacks nothing there"
            return (Note(move.number, said),)
        if (first < 0) != (stop < 0) and stop < LONGEST:
            return (Note(move.number, "this goes on to the edge here: more is black"),)
    return ()
