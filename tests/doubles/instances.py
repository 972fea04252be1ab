"""Small instances on disk, and the tools to scrub them with printed text for an engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydicom import dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from doubles.header_samples import header
from doubles.printed import PrintedEngine
from scrub.header.key import make_key
from scrub.model.instance import Source
from scrub.recipe import Recipe
from scrub.toolbox import Toolbox, assemble

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from scrub.seams import OcrEngine


def tools_with(key: Path, *engines: OcrEngine, pixel: bool = True) -> Toolbox:
    """Return the tools of a recipe that looks with these engines, or with the printed one."""
    make_key(key)
    tools = assemble(Recipe(pixel=pixel, engines=("none",)), str(key))
    recipe = replace(tools.recipe, engines=("printed",))
    return replace(tools, recipe=recipe, engines=engines or (PrintedEngine(),), templates=())


def dataset_of(frames: NDArray[np.uint8] | None = None, **attributes: Any) -> Dataset:  # noqa: ANN401 (pydicom's values)
    """Return a data set; its gray frames are rows x columns, or frames x rows x columns."""
    dataset = header()
    if frames is not None:
        dataset.Rows, dataset.Columns = frames.shape[-2:]
        dataset.SamplesPerPixel = 1
        dataset.PhotometricInterpretation = "MONOCHROME2"
        dataset.BitsAllocated = dataset.BitsStored = 8
        dataset.HighBit, dataset.PixelRepresentation = 7, 0
        if frames.ndim == 3:
            dataset.NumberOfFrames = len(frames)
        octets = frames.tobytes()
        dataset.PixelData = octets + bytes(len(octets) % 2)
        dataset["PixelData"].VR = "OW"
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def saved(dataset: Dataset, path: Path, syntax: str = ExplicitVRLittleEndian) -> Source:
    """Write a data set as a file of a transfer syntax."""
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    dataset.file_meta.MediaStorageSOPClassUID = dataset.get("SOPClassUID", "1.2")
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.get("SOPInstanceUID", "1.2.3")
    dcmwrite(path, dataset, enforce_file_format=True)
    return Source(str(path))
