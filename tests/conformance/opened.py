"""A file as other software than scrub opens it: by pydicom, its frames still encoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import generate_frames
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

JPEG = "1.2.840.10008.1.2.4."
KINDS = {
    "1.2.840.10008.1.2": "native",
    "1.2.840.10008.1.2.1": "native",
    "1.2.840.10008.1.2.1.99": "native",
    "1.2.840.10008.1.2.2": "native",
    "1.2.840.10008.1.2.1.98": "uncompressed",
    "1.2.840.10008.1.2.5": "rle",
    "1.2.840.10008.1.2.8.1": "deflated",
    f"{JPEG}50": "jpeg",
    f"{JPEG}51": "jpeg",
    f"{JPEG}57": "lossless",
    f"{JPEG}70": "lossless",
    f"{JPEG}80": "jpeg-ls",
    f"{JPEG}81": "jpeg-ls",
    f"{JPEG}90": "j2k",
    f"{JPEG}91": "j2k",
    f"{JPEG}201": "htj2k",
    f"{JPEG}202": "htj2k",
    f"{JPEG}203": "htj2k",
    f"{JPEG}110": "jxl",
    f"{JPEG}111": "jxl of jpeg",
    f"{JPEG}112": "jxl",
}
"""How frames are encoded, by Transfer Syntax."""

Array = NDArray[Any]


@dataclass(frozen=True)
class Opened:
    """A data set with a Transfer Syntax, and each frame as it is stored.

    `encoded` is empty where frames are not encapsulated.
    """

    path: Path
    dataset: Dataset
    encoded: tuple[bytes, ...] = ()

    @property
    def syntax(self) -> str:
        """Its Transfer Syntax UID."""
        return str(self.dataset.file_meta.TransferSyntaxUID)

    @property
    def kind(self) -> str:
        """How its frames are encoded."""
        return KINDS.get(self.syntax, "unknown")

    @property
    def photometric(self) -> str:
        """Its Photometric Interpretation."""
        return str(self.dataset.PhotometricInterpretation)

    @property
    def frames(self) -> int:
        """How many there are."""
        return int(self.dataset.get("NumberOfFrames") or 1)


def opened(path: Path) -> Opened:
    """Open a file that has pixels.

    Raises:
        Exception: whatever pydicom raises.

    """
    dataset = dcmread(path, force=True)
    if "TransferSyntaxUID" not in getattr(dataset, "file_meta", {}):
        implicit, little = dataset.original_encoding
        explicit = ExplicitVRLittleEndian if little else ExplicitVRBigEndian
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else explicit
    element = dataset["PixelData"]
    if not element.is_undefined_length:
        return Opened(path, dataset)
    number = int(dataset.get("NumberOfFrames") or 1)
    tables = [dataset.get(f"ExtendedOffsetTable{end}") for end in ("", "Lengths")]
    extended = (tables[0], tables[1]) if all(tables) else None
    found = generate_frames(element.value, number_of_frames=number, extended_offsets=extended)
    return Opened(path, dataset, tuple(found))
