"""What pydicom/deid blacks: run by a Python that has deid, with a recipe and a folder of files.

Writes beside each FILE.dcm what deid made of its one white frame, as FILE.npy, unless deid stops.
A file is given a cleaner of its own, or, with `shared` as a third argument, all the same one.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import numpy as np


def main(recipe: str, folder: str, *how: str) -> None:
    """Clean each file of the folder, in the order of names."""
    logging.disable(logging.CRITICAL)
    cleaner_of = import_module("deid.dicom").DicomCleaner
    shared = cleaner_of(deid=recipe) if how else None
    stops: Counter[str] = Counter()
    for path in sorted(Path(folder).glob("*.dcm")):
        try:
            cleaner = shared or cleaner_of(deid=recipe)
            cleaner.detect(str(path))
            np.save(path.with_suffix(".npy"), cleaner.clean())
        except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever it stops with)
            stops[type(error).__name__] += 1
    for name, count in stops.items():
        print(f"  deid stops with {name} at {count}", file=sys.stderr)


main(*sys.argv[1:])
