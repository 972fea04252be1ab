"""The one door to fsspec: a store for a URL, and its errors in words of ours.

An error's own message is never passed on: it may quote the name of an object, which may be a
patient's.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from scrub.errors import MissingToolError, ScrubError, UsageError
from scrub.storage.silence import silence_stores
from scrub.storage.urls import family

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NEEDS = {
    "s3": ("s3fs", "s3"),
    "gs": ("gcsfs", "gs"),
    "az": ("adlfs", "az"),
    "http": ("aiohttp", "http"),
    "sftp": ("paramiko", ""),
    "smb": ("smbprotocol", ""),
    "hdfs": ("pyarrow", ""),
    "webhdfs": ("requests", ""),
}
"""What else is to be installed, and which extra of ours brings it."""

_OPTIONS: dict[str, dict[str, Any]] = {
    # As many requests at once as heads are asked for.
    "s3": {"config_kwargs": {"max_pool_connections": 64}},
}
GONE = "it is not there"
_SAID = {
    "BlockingIOError": "it is in use",
    "FileExpired": "it was changed meanwhile",
    "FileNotFoundError": GONE,
    "NotADirectoryError": GONE,
    "PermissionError": "it is not allowed: check the credentials",
    "NoCredentialsError": "no credentials",
    "PartialCredentialsError": "incomplete credentials",
    "CredentialRetrievalError": "no credentials",
    "ProfileNotFound": "no credentials of this profile",
    "SSOTokenLoadError": "no credentials: log in again",
    "UnauthorizedSSOTokenError": "no credentials: log in again",
    "EndpointConnectionError": "no connection",
    "ConnectionClosedError": "the connection broke",
    "ClientConnectorError": "no connection",
    "ClientPayloadError": "the connection broke",
    "ServerDisconnectedError": "the connection broke",
    "ConnectionError": "no connection",
    "ConnectionRefusedError": "no connection",
    "ConnectionResetError": "the connection broke",
    "ConnectTimeoutError": "no connection",
    "ReadTimeoutError": "no answer in time",
    "FSTimeoutError": "no answer in time",
    "ServerTimeoutError": "no answer in time",
    "TimeoutError": "no answer in time",
}
_ANSWERED = {
    401: "it is not allowed: check the credentials",
    403: "it is not allowed: check the credentials",
    404: GONE,
    410: GONE,
    412: "it was changed meanwhile",
}


@dataclass(frozen=True, slots=True)
class Store:
    """A file system of fsspec, and the path in it that a URL names."""

    kind: str
    files: Any
    path: str

    def named(self, path: str) -> str:
        """Return the store's name of what a path relative to the URL is."""
        return f"{self.path.rstrip('/')}/{path}" if path else self.path


@lru_cache(maxsize=64)
def store_of(url: str) -> Store:
    """Return the store of a URL. Nothing is asked of it, and it remembers no listings.

    Raises:
        UsageError: if there is no such store, or the URL says too much.
        MissingToolError: if what talks to it is not installed.

    """
    kind = family(url)
    silence_stores()
    try:
        fsspec = import_module("fsspec")
        options = {"use_listings_cache": False, **_OPTIONS.get(kind, {})}
        files, path = fsspec.core.url_to_fs(url, **options)
    except ImportError:
        raise MissingToolError(_missing(kind)) from None
    except ScrubError:
        raise
    except Exception as problem:  # noqa: BLE001 (each store has its own)
        raise UsageError(f"not a {kind}:// URL that can be used: {why(problem)}") from None
    # Those that it brought may have asked the environment how much to say.
    silence_stores()
    if hasattr(files, "loop"):
        # What nobody waits for any more would else be told on stderr, with its URL.
        files.loop.set_exception_handler(_say_nothing)
    return Store(kind, files, path)


def why(problem: BaseException) -> str:
    """Return in words of ours what is wrong; the innermost cause that is known says most."""
    said = "the store answered with an error"
    seen: BaseException | None = problem
    while seen is not None:
        said = _words(seen) or said
        seen = seen.__cause__
    return said


@contextmanager
def translated(made: Callable[[str], ScrubError]) -> Iterator[None]:
    """Raise whatever a store raises as an error of ours, made of why it is so.

    Raises:
        ScrubError: as made, or ours as it is.

    """
    try:
        yield
    except ScrubError:
        raise
    except Exception as problem:  # noqa: BLE001 (each store has its own)
        raise made(why(problem)) from None


def _words(problem: BaseException) -> str:
    status = _status(problem)
    if status:
        return _ANSWERED.get(status, f"the server answered {status}")
    classes = type(problem).__mro__
    return next((_SAID[one.__name__] for one in classes if one.__name__ in _SAID), "")


def _status(problem: BaseException) -> int:
    """Return the HTTP status that an error is about, or 0."""
    response = getattr(problem, "response", None)
    found = (
        response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if isinstance(response, dict)
        else getattr(problem, "status", None)
    )
    return found if isinstance(found, int) else 0


def _missing(kind: str) -> str:
    needed, extra = _NEEDS.get(kind, ("fsspec", "urls"))
    wanted = f"'dicom-scrub[{extra}]'" if extra else needed
    return f"{kind}:// needs {needed}: pip install {wanted}"


def _say_nothing(*_: object) -> None:
    return
