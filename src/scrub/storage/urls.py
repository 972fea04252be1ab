"""What a URL says by itself: its store, what it lies in, how it may be shown. Nothing is asked."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath
from urllib.parse import unquote, urlsplit

from scrub.errors import UsageError
from scrub.model.place import is_url

_FAMILIES = {
    "s3a": "s3",
    "gcs": "gs",
    "abfs": "az",
    "abfss": "az",
    "https": "http",
    "ssh": "sftp",
}
_STORES = frozenset(("s3", "gs", "az", "http", "memory", "ftp", "sftp", "smb", "hdfs", "webhdfs"))
_LOCAL = ("file://", "local://")
_ZIP = "zip://"
_ALL_OF_IT = re.compile(r"/?\*{0,2}")


def family(url: str) -> str:
    """Return which kind of store a URL is of, the same for all of its schemes.

    Raises:
        UsageError: if it is of none that is read from. What keeps copies on this machine's disk
            (simplecache, filecache) is none: sources are never to lie there.

    """
    scheme = url.partition("://")[0].lower()
    known = _FAMILIES.get(scheme, scheme)
    if known not in _STORES:
        raise UsageError(f"{scheme}:// is not read from: {', '.join(sorted(_STORES))} and zip are")
    return known


def plain(place: str) -> str:
    """Return the path that a URL of this machine stands for, or any other place as it is."""
    scheme = next((one for one in _LOCAL if place.lower().startswith(one)), "")
    if not scheme:
        return place
    path = unquote(place[len(scheme) :])
    return path.removeprefix("localhost") if path.startswith("localhost/") else path


def entered(root: str) -> tuple[str, str]:
    """Return the place a root names and, where that is a ZIP to be entered, what inside of it.

    `zip://::PLACE` is all of a ZIP, `zip://folder::PLACE` what is in a folder of it; `*` and `**`
    at the end say nothing more. As it comes to the same, a ZIP named so is as one named PLACE.

    Raises:
        UsageError: if it is chained in any other way.

    """
    if not root.lower().startswith(_ZIP):
        return plain(root), ""
    inner, chained, place = root[len(_ZIP) :].partition("::")
    place = plain(place)
    if not chained or not place or place.lower().startswith(_ZIP):
        raise UsageError("a ZIP is named as zip://::PLACE or zip://FOLDER::PLACE")
    inner = "" if _ALL_OF_IT.fullmatch(inner) else inner.removesuffix("*").removesuffix("*")
    return place, inner.strip("/")


def shown(place: str) -> str:
    """Return a place as it may be told: without a password, or what follows a question mark."""
    if not is_url(place):
        return place
    scheme, _, rest = place.partition("://")
    host, slash, path = rest.partition("?")[0].partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def parts_of(place: str) -> tuple[str, ...]:
    """Return what a place lies in, from the outermost, and itself; links are followed.

    Of a URL these are the kind of store, its host or bucket, and the names from there.
    """
    if not is_url(place):
        return Path(os.path.realpath(place)).parts
    kind = family(place)
    split = urlsplit(place, allow_fragments=False)
    # abfs://container@account/… is az://container/…
    host = split.netloc.partition("@")[0] if kind == "az" else split.netloc.rpartition("@")[2]
    return (f"{kind}://", *f"{host}{split.path}".strip("/").split("/"))


def name_of(place: str) -> str:
    """Return the last part of a place."""
    if not is_url(place):
        return PurePath(place).name
    return shown(place).rstrip("/").rpartition("/")[2]
