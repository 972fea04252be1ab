"""Small videos, coded by FFmpeg's encoders, with sound and titles if wanted, and in DICOM."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from pydicom import dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID

from doubles.header_samples import header
from doubles.printed import put
from scrub.model.instance import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from av import AudioFrame, VideoFrame
    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

av: Any = pytest.importorskip("av", reason="the extra `video` is not installed")

ROOT = "1.2.840.10008.1.2.4."
MPEG2, MPEG2_PARTS, H264, H264_3D, H264_STEREO = (
    ROOT + last for last in ("100", "100.1", "102", "105", "106")
)
HEVC, HEVC_10 = ROOT + "107", ROOT + "108"
VL_VIDEO = "1.2.840.10008.5.1.4.1.1.77.1.1.1"

Planes = tuple["NDArray[Any]", "NDArray[Any]", "NDArray[Any]"]


@dataclass(frozen=True)
class Coding:
    """How a video is coded: FFmpeg's names, and what is beside its pictures."""

    encoder: str = "libx264"
    container: str = "mpegts"
    pixels: str = "yuv420p"
    options: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    sound: bool = False
    packets: str = "null"
    rate: Fraction = Fraction(25)
    flags: int = 0
    times: Sequence[int] = range(1 << 20)


def scene(count: int, rows: int = 96, columns: int = 128, text: str = "") -> list[Planes]:
    """Return planes Y, Cb, Cr of a pattern that moves, Y from 16 to 235, with a printed text."""
    made = []
    down, across = np.mgrid[0:rows, 0:columns]
    for index in range(count):
        luma = (60 + 20 * np.sin((across + 3 * index) / 9) + 20 * np.cos(down / 7)).astype(np.uint8)
        if text:
            luma = put(luma, text, 8, 8, 220)
        small = down[::2, ::2] + across[::2, ::2] + index
        made.append(
            (luma, (118 + small % 16).astype(np.uint8), (136 - small % 16).astype(np.uint8))
        )
    return made


def coded(pictures: Sequence[Planes], coding: Coding) -> bytes:
    """Return a video of these pictures."""
    file = BytesIO()
    with av.open(file, "w", coding.container) as container:
        container.metadata.update(coding.metadata)
        _code(container, pictures, coding)
    return file.getvalue()


def _code(container: OutputContainer, pictures: Sequence[Planes], coding: Coding) -> None:
    rows, columns = pictures[0][0].shape
    stream = container.add_stream(cast("Any", coding.encoder), coding.rate)
    stream.width, stream.height, stream.pix_fmt = columns, rows, coding.pixels
    stream.metadata.update(coding.metadata)
    context = stream.codec_context
    context.flags |= coding.flags
    context.options = {"threads": "1", **coding.options}
    sound = container.add_stream("mp2", 48000) if coding.sound else None
    change = av.BitStreamFilterContext(coding.packets, av.Codec(coding.encoder, "w").canonical_name)
    for index, planes in enumerate(pictures):
        frame = frame_of(planes, coding.pixels)
        frame.pts, frame.time_base = coding.times[index], 1 / coding.rate
        _mux(container, stream, change, stream.encode(frame))
        if sound is not None:
            for heard in _tone(index):
                container.mux(sound.encode(heard))
    _mux(container, stream, change, stream.encode(None))
    if sound is not None:
        container.mux(sound.encode(None))


def _mux(container: OutputContainer, stream: VideoStream, change: Any, packets: Any) -> None:  # noqa: ANN401 (not typed)
    for packet in packets:
        base = packet.time_base
        for changed in change.filter(packet):
            changed.stream, changed.time_base = stream, base
            container.mux(changed)


def _tone(index: int) -> Iterator[AudioFrame]:
    samples = np.full((1, 1920), 1000, np.int16)
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    frame.sample_rate, frame.pts = 48000, index * 1920
    frame.time_base = Fraction(1, 48000)
    return iter(av.AudioResampler("s16", "mono", 48000).resample(frame))


def frame_of(planes: Planes, pixels: str) -> VideoFrame:
    """Return a picture for an encoder; 10-bit values are 4 times those of the planes."""
    rows, columns = planes[0].shape
    frame: VideoFrame = av.VideoFrame(columns, rows, pixels)
    for plane, values in zip(frame.planes, planes, strict=True):
        wide = values.astype("<u2") * 4 if "10" in pixels else values
        octets = np.zeros((plane.height, plane.line_size), np.uint8)
        octets[:, : wide.shape[1] * wide.itemsize] = wide.view(np.uint8)
        plane.update(octets.tobytes())
    return frame


def decoded(video: bytes) -> list[NDArray[Any]]:
    """Return every picture as FFmpeg's own arrays: rows * 3 / 2 x columns."""
    with av.open(BytesIO(video), "r") as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


def video_dataset(video: bytes, rows: int, columns: int, count: int, bits: int = 8) -> Dataset:
    """Return a data set with the video as one fragment."""
    dataset = header(SOPClassUID=VL_VIDEO, Modality="ES")
    dataset.Rows, dataset.Columns, dataset.NumberOfFrames = rows, columns, count
    dataset.SamplesPerPixel, dataset.PlanarConfiguration = 3, 0
    dataset.PhotometricInterpretation = "YBR_PARTIAL_420"
    dataset.BitsAllocated = 8 if bits == 8 else 16
    dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = bits, bits - 1, 0
    dataset.LossyImageCompression = "01"
    dataset.LossyImageCompressionMethod = "ISO_14496_10"
    dataset.LossyImageCompressionRatio = "50"
    dataset.FrameTime, dataset.CineRate = "40", "25"
    dataset.FrameIncrementPointer = 0x00181063
    put_video(dataset, video)
    return dataset


def put_video(dataset: Dataset, video: bytes, parts: int = 1) -> None:
    """Give a data set a video in so many fragments, without an offset table."""
    dataset.PixelData = encapsulate([video], fragments_per_frame=parts, has_bot=False)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True


def saved_video(dataset: Dataset, path: Path, syntax: str) -> Source:
    """Write a data set with a video."""
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dcmwrite(path, dataset, enforce_file_format=True)
    return Source(str(path))
