"""Apply: a plan is done, into a draft in the private work folder. Nothing is decided here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from pydicom.uid import DeflatedExplicitVRLittleEndian

from scrub.errors import OutputError
from scrub.header.editing import edit, file_meta, remove
from scrub.model.instance import Draft
from scrub.pixels.bands import blacked_bands, has_bands
from scrub.pixels.comments.frame import plain
from scrub.pixels.encoding import clear_bits, codec_for
from scrub.pixels.frames import Frames
from scrub.pixels.value import OFFSET_TABLES, copy_pixel_data, write_pixel_data
from scrub.pixels.video.entrance import write_video
from scrub.pixels.video.syntaxes import is_video
from scrub.stages.encoded import Deflated, encoded, preamble
from scrub.stages.parts import uid_of
from scrub.stages.stamp import stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pydicom.dataset import Dataset

    from scrub.model.instance import ImagePixel
    from scrub.model.plan import Plan
    from scrub.pixels.copying import Stretch
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox


def apply(instance: Instance, plan: Plan, path: Path, tools: Toolbox) -> Draft:
    """Write the scrubbed instance to a new file, readable by its owner only.

    Its data set is used up.

    Raises:
        InstanceError: if it cannot be encoded faithfully.
        OutputError: if the file cannot be written.

    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            _write(instance, plan, out, tools)
        return Draft(str(path), stamp_of(path))
    except OSError as problem:
        raise OutputError(f"cannot write to the work folder: {problem.strerror}") from None


def _write(instance: Instance, plan: Plan, out: BinaryIO, tools: Toolbox) -> None:
    header = _header(instance, plan, tools.version)
    out.write(header.preamble)
    if plan.transfer_syntax_uid != DeflatedExplicitVRLittleEndian:
        out.write(header.dataset)
        _write_pixels(instance, plan, out, tools)
        return
    deflated = Deflated(out)
    deflated.write(header.dataset)
    _write_pixels(instance, plan, cast("BinaryIO", deflated), tools)
    deflated.close()


@dataclass(frozen=True, slots=True)
class _Header:
    """Preamble and File Meta Information, and the data set up to Pixel Data, as bytes."""

    preamble: bytes
    dataset: bytes


def _header(instance: Instance, plan: Plan, version: str) -> _Header:
    dataset = instance.dataset
    remove(dataset, plan.private.tags)
    edit(dataset, plan.header)
    for tag in OFFSET_TABLES:
        dataset.pop(tag, None)
    # The reader's own meta information is dropped; the data set alone is encoded below.
    del dataset.file_meta
    meta = file_meta(
        plan.transfer_syntax_uid,
        _uid(dataset, "SOPClassUID"),
        _uid(dataset, "SOPInstanceUID"),
        version,
    )
    return _Header(preamble(meta), encoded(dataset))


def _uid(dataset: Dataset, keyword: str) -> str:
    return str(uid_of(dataset, keyword) or getattr(dataset, keyword))


def _write_pixels(instance: Instance, plan: Plan, out: BinaryIO, tools: Toolbox) -> None:
    image = instance.image
    if image is None:
        return
    if is_video(image.transfer_syntax_uid):
        change = _blackout(image, plan, tools) if plan.mask else None
        write_video(out, image, instance.stream, change)
    elif not (plan.mask or plan.clear_bits or plan.commented_frames):
        copy_pixel_data(out, image, instance.stream)
    elif has_bands(image) and not plan.clear_bits:
        codec = codec_for(image.transfer_syntax_uid, tools.codecs)
        bands = blacked_bands(instance.stream, image, plan.mask, plan.black, codec)
        copy_pixel_data(out, image, instance.stream, bands)
    else:
        frames = Frames(instance.stream, image)
        changed = _changed(frames, image, plan, tools)
        write_pixel_data(out, image, changed, extended=frames.needs_extended_table)


def _changed(
    frames: Frames, image: ImagePixel, plan: Plan, tools: Toolbox
) -> Iterator[bytes | Stretch]:
    """Yield every frame without comments, those that the mask does not touch else as they were."""
    change = _blackout(image, plan, tools) if plan.mask or plan.clear_bits else _unchanged
    for index in range(len(frames)):
        stays = not (plan.mask.on(index) or plan.clear_bits or plan.commented_frames)
        stretch = frames.stretch(index) if stays else None
        if stretch is not None:
            yield stretch
            continue
        # An encoder may sign its work in a comment of its own.
        yield plain(change(index, frames.frame(index)), image)


def _unchanged(_: int, frame: bytes) -> bytes:
    return frame


def _blackout(image: ImagePixel, plan: Plan, tools: Toolbox) -> Callable[[int, bytes], bytes]:
    codec = codec_for(image.transfer_syntax_uid, tools.codecs)

    def change(index: int, frame: bytes) -> bytes:
        if plan.clear_bits:
            frame = clear_bits(codec, frame, plan.clear_bits, image)
        rects = plan.mask.on(index)
        return codec.blackout(frame, rects, plan.black, image) if rects else frame

    return change
