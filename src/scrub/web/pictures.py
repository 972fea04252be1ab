"""Frames of an instance as pictures, and pictures as PNG."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import cv2

from scrub.errors import InstanceError
from scrub.pixels.encoding import codec_for, codecs
from scrub.pixels.frames import frames_of
from scrub.pixels.overlays import stored_values
from scrub.pixels.render import range_of, render, windowed
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    import numpy as np
    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel, Source
    from scrub.seams import Codec, Picture, Stored
    from scrub.stages.read import Instance

_QUICK = 1
"""How hard PNG is packed: the page is on the same machine."""


@lru_cache(1)
def _codecs() -> tuple[Codec, ...]:
    return codecs()


class Pictures:
    """The frames of one instance, each as its first picture: the full range of its values."""

    def __init__(self, source: Source) -> None:
        """Open it.

        Raises:
            InstanceError: if it cannot be read, or has no frames.

        """
        self._instance = read(source)
        try:
            self._image = _image(self._instance)
            self._codec = codec_for(self._image.transfer_syntax_uid, _codecs())
            self._frames = frames_of(self._instance.stream, self._image)
        except BaseException:
            self._instance.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, index: int) -> Picture:
        """Return one frame, counted from 0.

        Raises:
            IndexError: if there is none.
            InstanceError: if it cannot be decoded.

        """
        return render(self._stored(index), self._image)[0]

    @property
    def sha256(self) -> str:
        """The hash of the bytes that it was read from."""
        return self._instance.sha256

    @property
    def windows(self) -> tuple[tuple[float, float], ...]:
        """The windows that the header names, as (center, width) in stored values."""
        return () if self._image.is_float else self._image.windows

    def windowed(self, index: int, window: tuple[float, float]) -> Picture:
        """Return one frame, counted from 0, in a window of (center, width).

        Raises:
            IndexError: if there is none.
            InstanceError: if it cannot be decoded.

        """
        return windowed(self._stored(index), self._image, window)

    def range_of(self, index: int) -> tuple[float, float] | None:
        """Return the values that one frame has shown darkest and brightest; None for color.

        Raises:
            IndexError: if there is none.
            InstanceError: if it cannot be decoded.

        """
        return range_of(self._stored(index), self._image)

    def _stored(self, index: int) -> Stored:
        samples = self._codec.decode(self._frames.frame(index), self._image)
        return stored_values(samples, self._image)

    def __iter__(self) -> Iterator[Picture]:
        return (self[index] for index in range(len(self)))

    def close(self) -> None:
        """Close what it reads from."""
        self._instance.close()


def _image(instance: Instance) -> ImagePixel:
    if instance.image is None:
        raise InstanceError("it has no pixels")
    return instance.image


class Viewer:
    """Single frames, one after the other: the instance looked at last stays open."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: tuple[Source, Pictures] | None = None

    def frame(
        self, source: Source, index: int, window: tuple[float, float] | None = None
    ) -> Picture:
        """Return one frame, counted from 0, in a window of (center, width) if one is asked for.

        Raises:
            InstanceError: if it cannot be read or decoded, or is not there.

        """
        with self.opened(source) as pictures:
            if not 0 <= index < len(pictures):
                raise InstanceError("it has no such frame")
            return pictures.windowed(index, window) if window else pictures[index]

    @contextmanager
    def opened(self, source: Source) -> Iterator[Pictures]:
        """Give the frames of an instance, for one use at a time.

        Raises:
            InstanceError: if it cannot be read.

        """
        with self._lock:
            yield self._pictures(source)

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            self._close()

    def _pictures(self, source: Source) -> Pictures:
        if self._open is None or self._open[0] != source:
            self._close()
            self._open = source, Pictures(source)
        return self._open[1]

    def _close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None


def png(picture: NDArray[np.uint8]) -> bytes:
    """Return a picture as PNG: gray, or red green blue, and opacity if it is there.

    Raises:
        InstanceError: if it cannot be encoded.

    """
    order = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}.get(
        picture.shape[2] if picture.ndim > 2 else 1  # noqa: PLR2004 (rows, columns, colors)
    )
    turned = picture if order is None else cv2.cvtColor(picture, order)
    done, octets = cv2.imencode(".png", turned, (cv2.IMWRITE_PNG_COMPRESSION, _QUICK))
    if not done:
        raise InstanceError("a picture could not be encoded")
    return octets.tobytes()
