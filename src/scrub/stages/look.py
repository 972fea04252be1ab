"""Look: where text is on every frame, and what it says.

Costs follow distinct text: see cine.py. A single frame is a cine of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.pixels.blackout import darker, darkest
from scrub.pixels.encoding import codec_for
from scrub.pixels.frames import frames_of
from scrub.pixels.overlays import overlay_pictures, stored_values, stray_bits
from scrub.pixels.render import render
from scrub.stages.cine import Watcher
from scrub.stages.lines import hits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

    from scrub.model.geometry import Rect
    from scrub.model.instance import Grid, ImagePixel
    from scrub.model.text import TextHit
    from scrub.seams import OcrEngine, Picture, Samples, Stored
    from scrub.stages.graphics import SeenPlane
    from scrub.stages.track import Track
    from scrub.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look, and what to expect there.

    `within` gives the places of a frame, counted from 0, that are to be looked at: all, if None.
    `beside_image` are places that are not image, as the header tells: never a reason not to look.
    `quick` is for a second look at what was seen already: one view of each place, not several.
    """

    within: Callable[[int], Sequence[Rect]] | None = None
    beside_image: tuple[Rect, ...] = ()
    quick: bool = False


EVERYWHERE = Where()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen on the frames of one instance.

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


class Look:
    """One look at all frames of one instance."""

    def __init__(self, image: ImagePixel, stream: BinaryIO, tools: Toolbox, where: Where) -> None:
        self._where = where
        self._image = image
        self._frames = frames_of(stream, image)
        self._codec = codec_for(image.transfer_syntax_uid, tools.codecs)
        self._engines = tools.engines
        self._watchers: dict[tuple[int, str], Watcher] = {}
        self._stray: set[int] = set()
        self._stray_text = False
        self._darkest: float | None = None

    def __call__(self) -> Seen:
        """Look at every frame."""
        for index, samples in enumerate(self._samples()):
            stored = stored_values(samples, self._image)
            self._note(samples, stored)
            within = self._where.within(index) if self._where.within else None
            for view, picture in enumerate(render(stored, self._image)):
                for engine in self._engines:
                    self._watcher(view, engine).see(picture, index, within)
        tracks = self._faint()
        tracks += [t for watcher in self._watchers.values() for t in watcher.tracks]
        grid = self._codec.grid(self._frames.frame(0), self._image)
        low = self._darkest if self._darkest is not None else 0
        stray = tuple(sorted(self._stray))
        return Seen(hits_of(tracks), low, grid, stray, self._stray_text)

    def _samples(self) -> Iterator[Samples]:
        for index in range(len(self._frames)):
            yield self._codec.decode(self._frames.frame(index), self._image)

    def _watcher(self, view: int, engine: OcrEngine) -> Watcher:
        # A frame with fewer views than another is rare; its views are still all looked at.
        return self._watchers.setdefault(
            (view, engine.name), Watcher(engine, self._where.beside_image, quick=self._where.quick)
        )

    def _note(self, samples: Samples, stored: Stored) -> None:
        seen = darkest(stored, self._image)
        self._darkest = seen if self._darkest is None else darker(self._darkest, seen, self._image)
        bits = stray_bits(samples, self._image)
        if set(bits) <= self._stray:
            return
        self._stray |= set(bits)
        for plane in overlay_pictures(samples, self._image):
            self._stray_text |= any(engine.find(plane) for engine in self._engines)

    def _faint(self) -> list[Track]:
        """Return text that only a mean over frames shows, with the frames that have it."""
        faint = {
            (view, name): tracks
            for (view, name), watcher in self._watchers.items()
            if (tracks := watcher.faint())
        }
        if not faint:
            return []
        for index, samples in enumerate(self._samples()):
            pictures = render(stored_values(samples, self._image), self._image)
            for (view, _), tracks in faint.items():
                _find_again(tracks, pictures[min(view, len(pictures) - 1)], index)
        return [track for tracks in faint.values() for track in tracks if track.frames]


def look(image: ImagePixel, stream: BinaryIO, tools: Toolbox, where: Where = EVERYWHERE) -> Seen:
    """Return what every frame shows, or what it shows within some places.

    Raises:
        InstanceError: if a frame cannot be decoded.

    """
    return Look(image, stream, tools, where)()


def _find_again(tracks: Sequence[Track], picture: Picture, index: int) -> None:
    for track in tracks:
        if track.resembles(picture):
            track.frames.add(index)
