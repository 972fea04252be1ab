"""Glance: what a plan needs of frames when no engine looks at them.

2026-11: decoding is nearly all that a run on templates alone would do. What is to go black is
decoded when it does and when it is verified, so that only what no template blacks is decoded here,
since what nobody can decode is not to be published; native frames have nothing to decode. Unused
bits are no matter: only text that was seen in them is cleared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.pixels.blackout import darker, darkest, has_fixed_black
from scrub.pixels.encoding import codec_for
from scrub.pixels.frames import frames_of
from scrub.pixels.overlays import stored_values
from scrub.pixels.video.syntaxes import is_video
from scrub.stages.look import Seen

if TYPE_CHECKING:
    from typing import BinaryIO

    from scrub.model.instance import ImagePixel
    from scrub.model.mask import Mask
    from scrub.toolbox import Toolbox


def glance(image: ImagePixel, stream: BinaryIO, tools: Toolbox, mask: Mask) -> Seen:
    """Return what was seen: no text. `mask` is what templates black.

    Raises:
        InstanceError: if a frame that is decoded cannot be.

    """
    frames = frames_of(stream, image)
    codec = codec_for(image.transfer_syntax_uid, tools.codecs)
    low: float | None = None
    for index in _to_decode(image, mask):
        stored = stored_values(codec.decode(frames.frame(index), image), image)
        seen = darkest(stored, image)
        low = seen if low is None else darker(low, seen, image)
    # That of native frames does not depend on what is in them, and one may be large.
    grid = codec.grid(frames.frame(0) if image.is_encapsulated else b"", image)
    return Seen((), 0 if low is None else low, grid)


def _to_decode(image: ImagePixel, mask: Mask) -> tuple[int, ...]:
    every = range(image.number_of_frames)
    if is_video(image.transfer_syntax_uid) or not has_fixed_black(image):
        return tuple(every)
    if not image.is_encapsulated:
        return ()
    return tuple(index for index in every if not mask.on(index))
