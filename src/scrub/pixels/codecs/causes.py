"""What an exception of a library means, in words of ours: theirs may quote what they choke on."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CUT_SHORT = "the codestream is cut short"
DAMAGED = "the codestream is damaged"
_HEADER = "the header of the codestream is damaged"
_NOT_ONE = "there is no codestream of its transfer syntax"
_UNKNOWN_KIND = "the codestream is of a kind that its decoder does not know"
_NOT_ENCODED = "the changed samples could not be encoded"
_NO_MEMORY = "there is not enough memory to decode it"

FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What libraries raise; all of imagecodecs' errors are RuntimeErrors."""

# By the exception's name and a part of its message that quotes nothing; the first that fits.
_CAUSES: Sequence[tuple[str, str, str]] = (
    ("Jpeg8Error", "Premature end", CUT_SHORT),
    ("Jpeg8Error", "Unsupported", _UNKNOWN_KIND),
    ("Jpeg8Error", "not supported", _UNKNOWN_KIND),
    ("Jpeg8Error", "Not a JPEG", _NOT_ONE),
    ("Jpeg8Error", "Bogus", _HEADER),
    ("Jpeg8Error", "was not defined", _HEADER),
    ("Jpeg8Error", "Invalid JPEG file structure", _HEADER),
    ("JpeglsError", "source buffer", CUT_SHORT),
    ("JpeglsError", "not supported", _UNKNOWN_KIND),
    ("JpeglsError", "read_header", _HEADER),
    ("Jpeg2kError", "opj_read_header", _HEADER),
    ("Jpeg2kError", "not a J2K", _NOT_ONE),
    ("Jpeg2kError", "opj_decode", DAMAGED),
    ("Jpeg2kError", "encode", _NOT_ENCODED),
    ("Jpeg2kError", "opj_start_compress", _NOT_ENCODED),
    ("Htj2kError", "", _NOT_ENCODED),
    ("JpegxlError", "NEED_MORE_INPUT", CUT_SHORT),
    ("JpegxlError", "Encoder", _NOT_ENCODED),
    ("ValueError", "not a JPEG XL", _NOT_ONE),
    ("RuntimeError", "Encoding error", _NOT_ENCODED),
    ("MemoryError", "", _NO_MEMORY),
    ("error", "unpack", CUT_SHORT),
    ("IndexError", "", CUT_SHORT),
)


def cause(problem: BaseException) -> str:
    """Return why a library gave up, as a data manager would understand it."""
    kind, message = type(problem).__name__, str(problem)
    for name, part, meaning in _CAUSES:
        if name == kind and part in message:
            return meaning
    return DAMAGED
