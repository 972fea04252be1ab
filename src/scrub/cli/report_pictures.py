"""Pictures for the report's page, drawn when it is made: no record or ledger keeps them.

What was written is drawn from the output, so that the places that went black are seen as whoever
gets the file will see them. What was not published is not drawn: nobody knows what its pixels say.
Where someone asked to reveal, the source is drawn instead, of both.

A page has pictures of MOST_INSTANCES instances and of MOST_BYTES, at most: first of those that need
a person, then of a sample of each machine.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.batch.silence import silence
from scrub.errors import InstanceError, RunError
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.model.place import is_url
from scrub.pixels.encoding import codec_for, codecs
from scrub.pixels.frames import frames_of
from scrub.pixels.overlays import stored_values
from scrub.pixels.render import render
from scrub.report.pictures import LARGEST_CROP, LARGEST_FRAME, crop, filled, small_frame
from scrub.report.sampling import sample
from scrub.stages.read import read
from scrub.storage.inputs import state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scrub.report.records import Record
    from scrub.seams import Picture

MOST_INSTANCES = 300
"""So many instances have pictures, at most: a page of more is slow to make and to open."""

MOST_BYTES = 12 << 20
"""Bytes of all pictures, at most; in the page they take a third more."""

MOST_FRAMES = 3
"""Frames of an instance that are drawn, at most."""

MOST_CROPS = 12
"""Crops of an instance, at most."""

LARGEST = 64 << 20
"""Bytes of a file, at most: a larger one takes too long to read again."""

MOST_OF_ONE = MOST_FRAMES * LARGEST_FRAME + MOST_CROPS * LARGEST_CROP
"""Bytes of the pictures of one instance, at most."""


def with_pictures(
    again: Callable[[], Iterable[Record]], output: str, *, reveal: bool
) -> Iterator[Record]:
    """Yield the records, those of the sample that have a file to draw with `pictures`.

    `again` begins to give the records, from the first one, whenever it is called.
    """
    drawable = (one for one in again() if _drawn_from(one, output, reveal=reveal))
    chosen = sample(drawable, MOST_INSTANCES)
    left = MOST_BYTES
    for record in again():
        drawn: dict[str, Any] = {}
        if record["source"] in chosen and left >= MOST_OF_ONE:
            drawn = _pictures(record, _drawn_from(record, output, reveal=reveal), reveal=reveal)
            left -= _bytes_of(drawn)
        yield record | {"pictures": drawn} if drawn else record


def _drawn_from(record: Record, output: str, *, reveal: bool) -> Source | None:
    if not record.get("findings"):
        return None
    if not reveal:
        return Source(output, record["output"]) if record.get("output") else None
    path = str(record.get("path", ""))
    if not path or is_url(path) or Path(path).exists():
        return Source(path) if path else None
    archive, _, member = path.partition("!")
    return Source(archive, member=member)


def _bytes_of(drawn: dict[str, Any]) -> int:
    texts = [
        *drawn.get("frames", {}).values(),
        *(one[0] for one in drawn.get("crops", {}).values()),
    ]
    return sum(len(text) * 3 // 4 for text in texts)


def _pictures(record: Record, source: Source | None, *, reveal: bool) -> dict[str, Any]:
    """Return pictures of the first frames with findings; none where they cannot be read."""
    try:
        with silence():
            if source is None or not 0 <= state_of(source)[0] <= LARGEST:
                return {}
            return _drawn(record, dict(_frames(record, source, reveal=reveal)))
    except (InstanceError, RunError, OSError, MemoryError):
        return {}


def _frames(record: Record, source: Source, *, reveal: bool) -> Iterator[tuple[int, Picture]]:
    """Yield frames by their number from 1, with nothing in the places that is not to be seen."""
    with read(source) as instance:
        image = instance.image
        # A source may have been replaced since: what is revealed says which it was.
        if image is None or instance.sha256 != record.get("source_sha256", instance.sha256):
            return
        codec = codec_for(image.transfer_syntax_uid, codecs())
        frames = frames_of(instance.stream, image)
        for number in [one for one in _firsts(record) if one <= len(frames)]:
            samples = codec.decode(frames.frame(number - 1), image)
            picture = render(stored_values(samples, image), image)[0]
            yield number, picture if reveal else filled(picture, _black(record, number))


def _firsts(record: Record) -> list[int]:
    return sorted({finding["frames"]["first"] for finding in record["findings"]})[:MOST_FRAMES]


def _drawn(record: Record, frames: dict[int, Picture]) -> dict[str, Any]:
    if not frames:
        return {}
    crops = {}
    for number, finding in enumerate(record["findings"][:MOST_CROPS]):
        shown = next((frames[at] for at in frames if _is_on(finding, at)), None)
        made = None if shown is None else crop(shown, _rect(finding["rect"]))
        if made:
            jpeg, seen = made
            crops[str(number)] = [_text(jpeg), seen.left, seen.top, seen.width, seen.height]
    whole = {str(at): _text(small_frame(frame)) for at, frame in frames.items()}
    return {"frames": whole, "crops": crops}


def _black(record: Record, number: int) -> list[Rect]:
    """Return what is black on a frame: of findings, too, all of which are under the mask."""
    places = [*record.get("mask", ()), *record["findings"]]
    return [_rect(place["rect"]) for place in places if _is_on(place, number)]


def _is_on(place: Record, number: int) -> bool:
    return bool(place["frames"]["first"] <= number <= place["frames"]["last"])


def _rect(place: Record) -> Rect:
    left, top = place["x"], place["y"]
    return Rect(left, top, left + place["width"], top + place["height"])


def _text(jpeg: bytes) -> str:
    return b64encode(jpeg).decode("ascii")
