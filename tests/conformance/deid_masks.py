"""What deid blacks, and what we do: `python tests/conformance/deid_masks.py PYTHON [RECIPE]...`.

PYTHON is one that has pydicom/deid. Each recipe is imported, and both go over 500 made headers.
Without a recipe it is our own library, exported. A pixel that deid blacks and we do not is a miss,
but for the last row and column of an ultrasound region, and for regions that lie outside the frame;
pixels that we black alone are counted. No attribute is there without a value: to deid it would be
present. Ends with 1 if there is a miss.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from subprocess import DEVNULL, run
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from doubles.mask_headers import mask_headers, match
from scrub.data import template_files
from scrub.masks.formats import format_named
from scrub.masks.library import YamlTemplates
from scrub.masks.regions import ultrasound_regions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from scrub.model.mask import MaskTemplate

    Picture = NDArray[np.bool_]

_CHILD = Path(__file__).with_name("deid_child.py")


def main(python: str, *recipes: str) -> int:
    """Print a line for each recipe; return 1 if one has a miss."""
    deid = format_named("deid")
    sources = [(path, Path(path).read_text("utf-8")) for path in recipes]
    if not sources:
        library = YamlTemplates(template_files()).templates()
        sources = [("our library", deid.write(library).text)]
    missed = 0
    for name, text in sources:
        templates = deid.read(text, "recipe").templates
        missed += _compare(python, name, text, templates)
    return 1 if missed else 0


def _compare(python: str, name: str, text: str, templates: Sequence[MaskTemplate]) -> int:
    headers = [header for header in mask_headers(templates) if header.Rows and header.Columns]
    for header in headers:
        for element in [element for element in header if element.is_empty]:
            del header[element.tag]
    with tempfile.TemporaryDirectory() as folder:
        for index, header in enumerate(headers):
            _save(header, Path(folder) / f"{index:03}.dcm")
        recipe = Path(folder) / "deid.recipe"
        recipe.write_text(text, "utf-8")
        run([python, str(_CHILD), str(recipe), folder], check=True, stdout=DEVNULL)
        paths = [Path(folder) / f"{index:03}.npy" for index in range(len(headers))]
        theirs = [np.load(path) == 0 if path.exists() else None for path in paths]
    found = Counter(
        kind
        for header, their in zip(headers, theirs, strict=True)
        if their is not None
        for kind in _kinds(templates, header, their)
    )
    print(f"{name}: {found['compared']} headers, {found['black']} black with deid,", end=" ")
    print(f"{found['missed']} missed, {found['unsound']} of regions outside the frame,", end=" ")
    print(f"{found['alone']} with more black here")
    return found["missed"]


def _kinds(templates: Sequence[MaskTemplate], header: Dataset, their: Picture) -> Iterator[str]:
    """Yield what is to be counted of one header."""
    ours = _black(templates, header)
    yield "compared"
    if their.any():
        yield "black"
    if (ours & ~their).any():
        yield "alone"
    misses = their & ~ours & ~_rims(header)
    if misses.any() and _lies(header):
        yield "unsound"
    elif misses.any():
        yield "missed"
        rows, columns = np.nonzero(misses)
        place = [int(edge) for axis in (columns, rows) for edge in (axis.min(), axis.max())]
        print(f"  MISS {place} of {their.shape}: {match(templates, header).names}")


def _save(header: Dataset, path: Path) -> None:
    header.SOPInstanceUID = f"1.2.{path.stem.lstrip('0') or '0'}"
    header.BitsAllocated = header.BitsStored = 8
    header.HighBit, header.PixelRepresentation, header.SamplesPerPixel = 7, 0, 1
    header.PhotometricInterpretation = "MONOCHROME2"
    header.NumberOfFrames = "1"
    header.PixelData = b"\xff" * (header.Rows * header.Columns + header.Rows * header.Columns % 2)
    header["PixelData"].VR = "OB"
    header.save_as(path, enforce_file_format=True)


def _black(templates: Sequence[MaskTemplate], header: Dataset) -> Picture:
    black = np.zeros((header.Rows, header.Columns), bool)
    for rect in match(templates, header).mask.on(0):
        black[rect.top : rect.bottom, rect.left : rect.right] = True
    return black


def _lies(header: Dataset) -> bool:
    """Tell whether it has ultrasound regions, but none in the frame: such is near, and said."""
    told = bool(header.get("SequenceOfUltrasoundRegions"))
    return told and not ultrasound_regions(header, header.Rows, header.Columns)


def _rims(header: Dataset) -> Picture:
    """Return the last row and column of each ultrasound region."""
    rims = np.zeros((header.Rows, header.Columns), bool)
    for rect in ultrasound_regions(header, header.Rows, header.Columns):
        rims[rect.bottom - 1, rect.left : rect.right] = True
        rims[rect.top : rect.bottom, rect.right - 1] = True
    return rims


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
