"""The sockets that tools plug into, and the two arrays that pass through them.

Each is the smallest thing that works; none is a base class. 2026-11: an engine finds and reads
in two calls, not one, since on a cine most of what is found was read on an earlier frame.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.header import Identity
    from scrub.model.instance import Grid, ImagePixel
    from scrub.model.mask import MaskTemplate
    from scrub.model.text import Span, TextBox, Word

    Picture = NDArray[np.uint8]
    """What an eye would see: rows x columns x 3, red green blue, 0 dark."""

    Samples = NDArray[np.integer[Any]]
    """Words of one frame: rows x columns, or rows x columns x samples per pixel."""

    Stored = NDArray[np.integer[Any] | np.floating[Any]]
    """The same as numbers: without unused bits, signed if they are, floating point if they are."""

J = TypeVar("J")
R = TypeVar("R")


class OcrEngine(Protocol):
    """Finds and reads text on a picture; knows nothing of DICOM, frames or PHI.

    All calls may be made with pictures of any size. Errors of the engine are MissingToolError
    or InstanceError, never its own.
    """

    @property
    def name(self) -> str:
        """What it is chosen by."""
        ...

    def find(self, picture: Picture, *, quick: bool = False) -> Sequence[TextBox]:
        """Return where text is, whatever it says.

        Quick is one look of several: for a frame of a cine whose neighbors show nearly the same.
        """
        ...

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        """Return where a second look sees text that errs elsewhere than the first; or nothing."""
        ...

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> Sequence[Sequence[Word]]:
        """Return for each box its words from first to last; unread, one word of no text.

        None at all says that a closer look shows no text there.
        """
        ...


class Recognizer(Protocol):
    """Finds PHI in a string; knows nothing of pixels, so it serves the header too."""

    @property
    def name(self) -> str:
        """What a report calls it."""
        ...

    def find(self, text: str, about: Identity) -> Sequence[Span]:
        """Return what may identify someone. Spans may overlap."""
        ...


class Codec(Protocol):
    """One encoded frame in, one out. Every failure is a CodecError."""

    @property
    def name(self) -> str:
        """What a report calls it."""
        ...

    @property
    def transfer_syntaxes(self) -> frozenset[str]:
        """The UIDs it serves."""
        ...

    def grid(self, frame: bytes, image: ImagePixel) -> Grid:
        """Return the cells in which this frame can be blacked."""
        ...

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        """Return the stored values, all bits allocated, no color conversion of our own."""
        ...

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        """Return the frame with the rects black and every other sample as it was.

        The rects lie on the frame's grid, clipped to its size; `black` has one stored value for
        each sample of a pixel (of floating point values, the word that holds it).
        """
        ...


@runtime_checkable
class BitClearing(Protocol):
    """What a codec has too if it can clear bits of every sample, to remove overlays there."""

    def clear(self, frame: bytes, bits: Sequence[int], image: ImagePixel) -> bytes:
        """Return the frame with these bits of every word 0 and every other bit as it was."""
        ...


class TemplateSource(Protocol):
    """Where mask templates come from."""

    def templates(self) -> Sequence[MaskTemplate]:
        """Return all of them."""
        ...


class Pause(Enum):
    """What jobs yield when there is none yet, but may be later."""

    PAUSE = auto()


PAUSE: Final = Pause.PAUSE


class Executor(Protocol):
    """Shaped like map: each job once, in any order, results as they come.

    Jobs are taken as they are needed and never far ahead. After PAUSE they are asked for again a
    little later, while results go on coming; it is no job. So jobs that have to wait for something
    yield PAUSE instead of waiting, which would keep results waiting, too.
    """

    def run(
        self, task: Callable[[J], R], jobs: Iterable[J | Pause]
    ) -> Iterator[tuple[J, R | Lost]]:
        """Yield each job with its result, or with Lost if it killed its worker."""
        ...


class Lost(str):
    """Why a job has no result."""

    __slots__ = ()
