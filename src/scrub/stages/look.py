"""Look: where text is on every frame, and what it says.

Costs follow distinct text: see cine.py. A single frame is a cine of one. What it takes to look is
imported when someone does: a run on templates alone needs none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.masks.regions import outside, ultrasound_regions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

    from pydicom.dataset import Dataset

    from scrub.model.geometry import Rect
    from scrub.model.instance import Grid, ImagePixel
    from scrub.model.text import TextHit
    from scrub.stages.graphics import SeenPlane
    from scrub.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look, and what to expect there.

    `within` gives the places of a frame, counted from 0, that are to be looked at: all, if None.
    `beside_image` are places that are not image, as the header tells: never a reason not to look.
    `quick` is to look once more at what was written: one view of each place, not several. `twice`
    is to look at the first frame in another size, too (look_again.py).
    """

    within: Callable[[int], Sequence[Rect]] | None = None
    beside_image: tuple[Rect, ...] = ()
    quick: bool = False
    twice: bool = False


EVERYWHERE = Where()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen on the frames of one instance: `hits` by one look, `again` by a second one.

    `planes` are overlay planes that were looked at, since they are to stay. `darkest` is the
    darkest stored value; `stray_bits` are bits outside the stored value that
    hold something on some frame; `text_in_stray_bits` tells whether they show text.
    """

    hits: tuple[TextHit, ...]
    darkest: float
    grid: Grid
    stray_bits: tuple[int, ...] = ()
    text_in_stray_bits: bool = False
    planes: tuple[SeenPlane, ...] = ()
    again: tuple[TextHit, ...] = ()


def where_on(dataset: Dataset, image: ImagePixel, *, twice: bool = False) -> Where:
    """Return where to look on an instance: everywhere; its header may tell what is not image."""
    size = image.rows, image.columns
    regions = ultrasound_regions(dataset, *size)
    return Where(beside_image=outside(regions, *size) if regions else (), twice=twice)


def look(image: ImagePixel, stream: BinaryIO, tools: Toolbox, where: Where = EVERYWHERE) -> Seen:
    """Return what every frame shows, or what it shows within some places.

    Raises:
        InstanceError: if a frame cannot be decoded.

    """
    from scrub.stages.looker import Look  # noqa: PLC0415 (OpenCV and all)

    return Look(image, stream, tools, where)()
