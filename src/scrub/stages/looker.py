"""One look at all frames of one instance, by every engine and in every view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.pixels.blackout import darker, darkest
from scrub.pixels.encoding import codec_for
from scrub.pixels.frames import frames_of
from scrub.pixels.overlays import overlay_pictures, stored_values, stray_bits
from scrub.pixels.render import render
from scrub.stages.cine import Watcher
from scrub.stages.lines import hits_of
from scrub.stages.look import Seen
from scrub.stages.look_again import SecondLook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from scrub.model.instance import ImagePixel
    from scrub.seams import OcrEngine, Picture, Samples, Stored
    from scrub.stages.look import Where
    from scrub.stages.track import Track
    from scrub.toolbox import Toolbox


class Look:
    """Sees every frame once, the first one twice; what is faint, twice, too."""

    def __init__(self, image: ImagePixel, stream: BinaryIO, tools: Toolbox, where: Where) -> None:
        self._where = where
        self._image = image
        self._frames = frames_of(stream, image)
        self._codec = codec_for(image.transfer_syntax_uid, tools.codecs)
        self._engines = tools.engines
        self._watchers: dict[tuple[int, str], Watcher] = {}
        self._seconds: dict[tuple[int, str], SecondLook] = {}
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
                    watcher = self._watcher(view, engine)
                    watcher.see(picture, index, within)
                    if self._where.twice:
                        self._second(view, engine).see(picture, index, watcher.tracks)
        tracks = self._faint()
        tracks += [t for watcher in self._watchers.values() for t in watcher.tracks]
        grid = self._codec.grid(self._frames.frame(0), self._image)
        low = self._darkest if self._darkest is not None else 0
        stray = tuple(sorted(self._stray))
        again = hits_of([t for second in self._seconds.values() for t in second.tracks])
        return Seen(hits_of(tracks), low, grid, stray, self._stray_text, again=again)

    def _samples(self) -> Iterator[Samples]:
        for index in range(len(self._frames)):
            yield self._codec.decode(self._frames.frame(index), self._image)

    def _watcher(self, view: int, engine: OcrEngine) -> Watcher:
        # A frame with fewer views than another is rare; its views are still all looked at.
        return self._watchers.setdefault(
            (view, engine.name), Watcher(engine, self._where.beside_image, quick=self._where.quick)
        )

    def _second(self, view: int, engine: OcrEngine) -> SecondLook:
        return self._seconds.setdefault(
            (view, engine.name), SecondLook(engine, self._where.beside_image)
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


def _find_again(tracks: Sequence[Track], picture: Picture, index: int) -> None:
    for track in tracks:
        if track.resembles(picture):
            track.frames.add(index)
