"""Codestreams without the segments that may hold text, which scrub leaves out where they do."""

from __future__ import annotations

JPEG, J2K = b"\xff\xd8", b"\xff\x4f"
_START_OF_SCAN, _START_OF_TILE, _J2K_COMMENT = 0xDA, 0x90, 0x64
_JPEG_COMMENT, _APPLICATIONS = 0xFE, range(0xE0, 0xF0)


def without_comments(frame: bytes) -> bytes:
    """Return a JPEG without COM and APPn, a JPEG 2000 without COM; any other as it is."""
    if frame[:2] == JPEG:
        return _without(frame, {_JPEG_COMMENT, *_APPLICATIONS}, _START_OF_SCAN)
    if frame[:2] == J2K:
        return _without(frame, {_J2K_COMMENT}, _START_OF_TILE)
    return frame


def _without(frame: bytes, unwanted: set[int], last: int) -> bytes:
    """Walk over the segments up to the one after which no more come (ITU-T T.81 B.1, T.800 A.3)."""
    kept, position = frame[:2], 2
    while position + 4 <= len(frame) and frame[position] == 0xFF and frame[position + 1] != last:
        if frame[position + 1] == 0xFF:
            position += 1
            continue
        stop = position + 2 + int.from_bytes(frame[position + 2 : position + 4])
        if frame[position + 1] not in unwanted:
            kept += frame[position:stop]
        position = stop
    return kept + frame[position:]
