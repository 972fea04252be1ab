"""What is in a folder of a store, in a fixed order, and the first bytes of each object.

2026-11: buckets of S3 are listed page by page, in the order of their keys: ten million objects
are ten thousand requests and never in memory at once. Other stores are asked folder by folder.
Heads are asked for by the hundred, ahead of who looks at them.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from scrub.errors import InputError
from scrub.storage.remote_file import head_of
from scrub.storage.stores import store_of, translated, why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scrub.storage.stores import Store

_PAGE = 1000
_WINDOW = 256
_AT_ONCE = 16
_DEEPEST = 256
_STATE_BYTES = 8
_VERSIONS = (
    *("ETag", "etag", "generation", "md5Hash", "Content-MD5", "Digest", "last_modified"),
    *("LastModified", "Last-Modified", "updated", "mtime", "modified", "modify", "created"),
)
"""What stores tell that changes when an object does. The first that one tells is used, since
listings and answers about one object agree on it, and on dates not always."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An object, by its path relative to the URL that was walked, and its first bytes.

    `size` is in bytes; `modified` is a number that changes when it does; -1 where nobody tells.
    `problem` says why it, or the folder of this path, cannot be read.
    """

    path: str
    size: int = -1
    modified: int = -1
    head: bytes = b""
    problem: str = ""


def walk(root: str, head: int) -> Iterator[Listed]:
    """Yield every object below a URL, with so many first bytes.

    Raises:
        InputError: if a bucket cannot be listed any further.

    """
    store = store_of(root)
    pages = _pages(store) if store.kind == "s3" else _folders(store)
    return _with_heads(store, pages, head)


def names(root: str, folder: str = "") -> Iterator[Listed]:
    """Yield every object below a folder of a URL, without first bytes.

    Raises:
        InputError: if it cannot be listed.

    """
    store = store_of(root)
    there = replace(store, path=store.named(folder))
    return _pages(there) if store.kind == "s3" else _folders(there)


def state(found: Mapping[str, Any]) -> tuple[int, int]:
    """Return the size in bytes and the number that changes, of what a store tells of an object."""
    said = next((f"{one}={_told(found[one])}" for one in _VERSIONS if found.get(one)), "")
    size = found.get("size")
    digest = hashlib.blake2b(said.encode(), digest_size=_STATE_BYTES).digest()
    return -1 if size is None else int(size), int.from_bytes(digest) >> 1 if said else -1


def _told(version: object) -> str:
    """Return a version as text: times are told as such, and as seconds, of the same object."""
    return str(version.timestamp() if isinstance(version, datetime) else version)


def _pages(store: Store) -> Iterator[Listed]:
    """Yield the objects of a bucket of S3 in the order of their keys (ListObjectsV2)."""
    bucket, _, key = store.path.partition("/")
    prefix = f"{key}/" if key else ""
    more: dict[str, Any] = {"MaxKeys": _PAGE}
    while True:
        with translated(_unlisted):
            page = store.files.call_s3("list_objects_v2", Bucket=bucket, Prefix=prefix, **more)
        for one in page.get("Contents", ()):
            path = one["Key"][len(prefix) :]
            size, modified = state(one | {"size": one["Size"]})
            if path and not (path.endswith("/") and not size):
                yield Listed(path, size, modified)
        if not page.get("IsTruncated"):
            return
        more["ContinuationToken"] = page["NextContinuationToken"]


def _folders(store: Store) -> Iterator[Listed]:
    """Yield the files of a store, folder by folder, by name."""
    entered: list[Iterator[str | Listed]] = [iter(("",))]
    while entered:
        folder = next(entered[-1], None)
        if folder is None:
            entered.pop()
        elif isinstance(folder, Listed):
            yield folder
        else:
            found, problem = _children(store, folder)
            if len(entered) > _DEEPEST:
                # A server may have endless ones.
                problem = "folders nested too deep"
            if problem:
                yield Listed(folder, problem=problem)
            else:
                entered.append(iter(found))


def _children(store: Store, folder: str) -> tuple[list[str | Listed], str]:
    """Return what is in a folder by name, folders by their path alone; and why that cannot be."""
    there = store.named(folder)
    try:
        told = store.files.ls(there, detail=True)
    except Exception as problem:  # noqa: BLE001 (each store has its own)
        return [], why(problem)
    base = len(store.path.rstrip("/")) + 1
    is_page = store.kind == "http"
    inside = [one for one in told if _is_in(one["name"], there, is_page=is_page)]
    found = {one["name"].rstrip("/")[base:]: one for one in inside}
    return [
        path if one["type"] == "directory" else Listed(path, *state(one))
        for path, one in sorted(found.items())
    ], ""


def _is_in(name: str, folder: str, *, is_page: bool) -> bool:
    """Tell whether a name is in a folder; a page has other links, too, which sort it or lead up."""
    inside = f"{folder.rstrip('/')}/"
    rest = name.removeprefix(inside)
    if not rest or not name.startswith(inside):
        return False
    return not is_page or not (rest.startswith((".", "/")) or "?" in rest or "#" in rest)


def _with_heads(store: Store, found: Iterable[Listed], head: int) -> Iterator[Listed]:
    """Yield objects with their first bytes; while some are looked at, the next are asked for."""
    rest = iter(found)
    with ThreadPoolExecutor(1, "heads") as ahead:
        asked = ahead.submit(_looked_at, store, (), head)
        while window := tuple(islice(rest, _WINDOW)):
            before, asked = asked, ahead.submit(_looked_at, store, window, head)
            yield from before.result()
        yield from asked.result()


def _looked_at(store: Store, window: Sequence[Listed], head: int) -> list[Listed]:
    wanted = [one for one in window if one.size and not one.problem]
    ask = _by_streams if store.kind == "http" else _by_ranges
    heads = dict(zip((one.path for one in wanted), ask(store, wanted, head), strict=True))
    return [_filled(one, heads.get(one.path, b"")) for one in window]


def _filled(one: Listed, head: bytes | BaseException) -> Listed:
    if isinstance(head, bytes):
        return replace(one, head=head)
    return replace(one, problem=why(head))


def _by_ranges(
    store: Store, wanted: Sequence[Listed], head: int
) -> Sequence[bytes | BaseException]:
    if not wanted:
        return ()
    ends = [min(head, one.size) if one.size > 0 else head for one in wanted]
    paths = [store.named(one.path) for one in wanted]
    found: Sequence[bytes | BaseException] = store.files.cat_ranges(
        paths, [0] * len(paths), ends, on_error="return"
    )
    return found


def _by_streams(
    store: Store, wanted: Sequence[Listed], head: int
) -> Sequence[bytes | BaseException]:
    def one_of(listed: Listed) -> bytes | BaseException:
        try:
            return head_of(store, store.named(listed.path), head)
        except Exception as problem:  # noqa: BLE001 (each server has its own)
            return problem

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(one_of, wanted))


def _unlisted(reason: str) -> InputError:
    return InputError(f"the bucket cannot be listed: {reason}")
