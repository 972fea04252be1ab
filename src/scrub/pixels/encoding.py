"""Which codec serves a Transfer Syntax."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pydicom.uid import UID

from scrub.errors import MissingToolError, UnsupportedInstanceError
from scrub.seams import BitClearing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.instance import ImagePixel
    from scrub.seams import Codec

CODECS = (
    "scrub.pixels.codecs.native:NativeCodec",
    "scrub.pixels.codecs.deflated:DeflatedFrameCodec",
    "scrub.pixels.codecs.rle:RleCodec",
    "scrub.pixels.codecs.jpeg_blocks:JpegBlocksCodec",
    "scrub.pixels.codecs.jpeg_lossless:JpegLosslessCodec",
    "scrub.pixels.codecs.jpeg_ls:JpegLsCodec",
    "scrub.pixels.codecs.jpeg2000:Jpeg2000Codec",
    "scrub.pixels.codecs.htj2k:Htj2kCodec",
    "scrub.pixels.codecs.jpeg_xl:JpegXlCodec",
    "scrub.pixels.codecs.jpeg_xl_jpeg:JpegXlJpegCodec",
    "scrub.pixels.codecs.video:VideoCodec",
)
"""All there are, as module:class."""

UNCOMPRESSED = CODECS[:1]
"""What clears overlays out of pixels that are not looked at."""


def codecs(names: Sequence[str] = CODECS) -> tuple[Codec, ...]:
    """Return the codecs of these names.

    Raises:
        MissingToolError: if the library of one is not installed.

    """
    return tuple(_codec(name) for name in names)


def codec_for(transfer_syntax_uid: str, codecs: Sequence[Codec]) -> Codec:
    """Return the codec that serves a Transfer Syntax.

    Raises:
        UnsupportedInstanceError: if none does: JPIP, and what is unknown.

    """
    for codec in codecs:
        if transfer_syntax_uid in codec.transfer_syntaxes:
            return codec
    uid = UID(transfer_syntax_uid)
    known = f", {uid.name}" if uid.is_transfer_syntax and uid.name != uid else ""
    raise UnsupportedInstanceError(f"no codec for transfer syntax {transfer_syntax_uid}{known}")


def _codec(name: str) -> Codec:
    module, _, kind = name.partition(":")
    try:
        codec: Codec = getattr(import_module(module), kind)()
    except ImportError as problem:
        raise MissingToolError(f"codec {kind} needs {problem.name}: pip install it") from None
    return codec


def clear_bits(codec: Codec, frame: bytes, bits: Sequence[int], image: ImagePixel) -> bytes:
    """Return the frame with these bits of every word 0 and every other bit as it was.

    Raises:
        UnsupportedInstanceError: if the codec cannot.

    """
    if not isinstance(codec, BitClearing):
        raise UnsupportedInstanceError(f"overlays within {codec.name} samples")
    return codec.clear(frame, bits, image)
