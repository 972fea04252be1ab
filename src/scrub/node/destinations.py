"""Where to send to, as text says it: dicom://AET@host:port, or the root of a DICOMweb server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from scrub.errors import UsageError

_AE_TITLE = re.compile(r"[!-\[\]-~]([ -\[\]-~]{0,14}[!-\[\]-~])?")
_WEB = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class DicomPeer:
    """A node that takes C-STORE."""

    aet: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"dicom://{self.aet}@{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class WebPeer:
    """A server that takes STOW-RS at this root; `path` has no slash at its end."""

    scheme: str
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}{self.path}"


Destination = DicomPeer | WebPeer


def destination(text: str) -> Destination:
    """Return what a text names.

    Raises:
        UsageError: if it names none.

    """
    try:
        split = urlsplit(text)
        port = split.port
    except ValueError:
        raise _wrong() from None
    if not split.hostname or split.query or split.fragment:
        raise _wrong()
    if split.scheme == "dicom":
        return _dicom(split, port)
    if split.scheme in _WEB:
        return _web(split, port)
    raise _wrong()


def ae_title(text: str) -> str:
    """Return a title (PS3.5 6.2: AE) as it was given.

    Raises:
        UsageError: if it is none.

    """
    if not _AE_TITLE.fullmatch(text):
        raise UsageError("an AE title is 1 to 16 characters of ASCII, without a backslash")
    return text


def _dicom(split: SplitResult, port: int | None) -> DicomPeer:
    if not port or split.password is not None or split.path not in {"", "/"}:
        raise _wrong()
    return DicomPeer(ae_title(unquote(split.username or "")), split.hostname or "", port)


def _web(split: SplitResult, port: int | None) -> WebPeer:
    if split.username is not None or split.password is not None:
        raise UsageError(
            "no password on a command line, where others read it: --netrc names a file"
        )
    usual = 443 if split.scheme == "https" else 80
    return WebPeer(split.scheme, split.hostname or "", port or usual, split.path.rstrip("/"))


def _wrong() -> UsageError:
    return UsageError("a destination is dicom://AET@host:port, or http(s)://host/dicom-web")
