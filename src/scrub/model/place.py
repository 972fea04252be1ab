"""Where something is: a path on this machine, or a URL of a store elsewhere."""

from __future__ import annotations

import os
import re

_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]+::)*[A-Za-z][A-Za-z0-9+.-]+://")


def is_url(place: str) -> bool:
    """Tell whether a place is a URL: a scheme of two letters or more, so that C:// is none.

    Of a chain (`zip://…::s3://…`), which fsspec knows, the first has to be one.
    """
    return _URL.match(place) is not None


def joined(root: str, path: str) -> str:
    """Return where a path relative to a root is."""
    if not is_url(root):
        # Not by pathlib, which takes thirty times as long, and this is asked for often.
        return os.path.join(root, path) if path else root  # noqa: PTH118
    return f"{root.rstrip('/')}/{path}" if path else root


def absolute(place: str) -> str:
    """Return a place as it is called from anywhere; links are not followed."""
    # resolve() would follow links.
    return place if is_url(place) else os.path.abspath(place)  # noqa: PTH100
