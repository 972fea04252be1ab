"""Frames of an instance as values to compare: gray as stored, color as shown."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from scrub.errors import InstanceError
from scrub.model.instance import Source
from scrub.pixels.encoding import codec_for, codecs
from scrub.pixels.frames import Frames
from scrub.pixels.overlays import stored_values
from scrub.pixels.render import render
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel
    from scrub.seams import Codec

_GRAY = 2


class Film:
    """The frames of one open instance."""

    def __init__(self, frames: Frames, image: ImagePixel, codec: Codec) -> None:
        self._frames = frames
        self._image = image
        self._codec = codec

    @property
    def shape(self) -> tuple[int, int, int]:
        """Frames, rows, columns."""
        return len(self._frames), self._image.rows, self._image.columns

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        """Yield each frame, rows x columns x samples.

        Raises:
            InstanceError: if one cannot be decoded.

        """
        for number in range(len(self._frames)):
            samples = self._codec.decode(self._frames.frame(number), self._image)
            stored = stored_values(samples, self._image)
            if stored.ndim == _GRAY and self._image.palette is None:
                # A window would make what is outside it equal.
                yield stored[..., None].astype(np.float32)
            else:
                yield render(stored, self._image)[0].astype(np.float32)


@contextmanager
def film(path: str) -> Iterator[Film]:
    """Open a file and give its frames.

    Raises:
        InstanceError: if it is not one, has no pixels, or cannot be read.

    """
    with read(Source(path)) as instance:
        if instance.image is None:
            raise InstanceError("no pixels")
        codec = codec_for(instance.image.transfer_syntax_uid, codecs())
        yield Film(Frames(instance.stream, instance.image), instance.image, codec)
