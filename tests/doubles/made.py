"""What the makers of the matrix share: an instance to be, and the pixels that most codecs take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from doubles.made_instances import Pixels, described, drawn, encapsulated

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from doubles.made_instances import Words

JPEG = "1.2.840.10008.1.2.4."

GRAYS = (
    Pixels(),
    Pixels("MONOCHROME1", 16, 12, frames=3),
    Pixels(allocated=16, signed=1),
    Pixels(allocated=16, stored_or_all=14, signed=1),
)
COLORS = (Pixels("RGB"), Pixels("RGB", frames=4))


@dataclass(frozen=True)
class Made:
    """An instance to be, and what it is called. `refused` is why it is not to be touched."""

    name: str
    syntax: str
    pixels: Pixels
    make: Callable[[], Dataset] = field(repr=False)
    refused: str = ""


def with_palette(pixels: Pixels) -> Dataset:
    """Return the description, and a palette if it needs one, whose darkest entry is its 78th."""
    dataset = described(pixels)
    if pixels.photometric != "PALETTE COLOR":
        return dataset
    first, number = (0, 200) if pixels.stored == 8 else (300, 3000)
    colors = np.random.default_rng(5).integers(4000, 65536, (3, number)).astype("<u2")
    colors[:, 77] = 0, 0, 256
    for name, table in zip(("Red", "Green", "Blue"), colors, strict=True):
        setattr(dataset, f"{name}PaletteColorLookupTableDescriptor", [number, first, 16])
        setattr(dataset, f"{name}PaletteColorLookupTableData", table.tobytes())
    return dataset


def frame_by_frame(
    name: str,
    syntax: str,
    pixels: Pixels,
    encode: Callable[[Words, Pixels], bytes],
    **how: Any,  # noqa: ANN401 (as encapsulated has it)
) -> Made:
    """Return an instance whose drawn frames are encoded one by one."""

    def make() -> Dataset:
        frames = [encode(words, pixels) for words in drawn(pixels)]
        return encapsulated(with_palette(pixels), frames, **how)

    return Made(name, syntax, pixels, make)
