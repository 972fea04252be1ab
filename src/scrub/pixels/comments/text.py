"""Whether bytes may be text, and whether they are padding."""

from __future__ import annotations

import re

_TEXT = re.compile(rb"[\x20-\x7e\xa0-\xff]{3}|(?:[\x20-\x7e]\0){3}|(?:\0[\x20-\x7e]){3}")


def holds_text(octets: bytes) -> bool:
    """Tell whether three printable characters follow each other: ASCII, Latin-1, UTF-8, UTF-16."""
    return _TEXT.search(octets) is not None


def is_padding(octets: bytes) -> bool:
    """Tell whether there is nothing but the bytes that fill up a fragment: zeros, or all ones."""
    return not octets.strip(b"\0\xff")
