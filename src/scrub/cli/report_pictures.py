"""Pictures for the report's page, drawn when it is made: no record or ledger keeps them.

What was written is drawn from the output, so that the places that went black are seen as whoever
gets the file will see them. Where someone asked to reveal, the source is drawn instead.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.batch.silence import silence
from scrub.errors import InstanceError
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.pixels.encoding import codec_for, codecs
from scrub.pixels.frames import frames_of
from scrub.pixels.overlays import stored_values
from scrub.pixels.render import render
from scrub.report.pictures import hit_picture
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.report.records import Record

MOST_FRAMES = 3
"""Pictures of an instance, at most."""

MOST_INSTANCES = 300
"""So many instances have pictures, at most: a page of more is slow to make and to open."""

LARGEST = 64 << 20
"""Bytes of a file, at most: a larger one takes too long to read again."""


def with_pictures(records: Iterable[Record], output: str, *, reveal: bool) -> Iterator[Record]:
    """Yield the records, those that have findings and a file to draw with `pictures`."""
    left = MOST_INSTANCES
    for record in records:
        source = _drawn_from(record, output, reveal=reveal) if left else None
        pictures = _pictures(record, source) if source else []
        left -= bool(pictures)
        yield record | {"pictures": pictures} if pictures else record


def _drawn_from(record: Record, output: str, *, reveal: bool) -> Source | None:
    if not record["findings"]:
        return None
    if not reveal:
        return Source(output, record["output"]) if record["output"] else None
    path = str(record.get("path", ""))
    if not path or Path(path).exists():
        return Source(path) if path else None
    archive, _, member = path.partition("!")
    return Source(archive, member=member)


def _pictures(record: Record, source: Source) -> list[dict[str, Any]]:
    """Return the first frames of the places that went black; none where they cannot be read."""
    firsts = sorted({region["frames"]["first"] for region in record["mask"]})[:MOST_FRAMES]
    try:
        with silence():
            if Path(source.file).stat().st_size > LARGEST:
                return []
            return list(_frames(record, source, firsts))
    except (InstanceError, OSError, MemoryError):
        return []


def _frames(record: Record, source: Source, firsts: Iterable[int]) -> Iterator[dict[str, Any]]:
    with read(source) as instance:
        image = instance.image
        # A source may have been replaced since: what is revealed says which it was.
        if image is None or instance.sha256 != record.get("source_sha256", instance.sha256):
            return
        codec = codec_for(image.transfer_syntax_uid, codecs())
        frames = frames_of(instance.stream, image)
        for number in (one for one in firsts if one <= len(frames)):
            samples = codec.decode(frames.frame(number - 1), image)
            picture = render(stored_values(samples, image), image)[0]
            png = hit_picture(picture, _rects(record, number))
            yield {"frame": number, "png": b64encode(png).decode("ascii")}


def _rects(record: Record, number: int) -> list[Rect]:
    return [
        Rect(place["x"], place["y"], place["x"] + place["width"], place["y"] + place["height"])
        for region in record["mask"]
        if region["frames"]["first"] <= number <= region["frames"]["last"]
        for place in [region["rect"]]
    ]
