"""Who is let in to a page on loopback: one browser, by a link that opens once.

Everybody on a machine reaches its loopback, and any web page a browser shows can send requests
there. So nothing is answered but to the browser that came by the link; a request must name us as
its Host, or a site whose name was made to point here would be read as ours (DNS rebinding); and
what changes something must come from our own page (Origin).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hmac import compare_digest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ADDRESS = "127.0.0.1"

_READS = frozenset({"GET", "HEAD"})
_WRITES = frozenset({"POST"})
_FROM_US = frozenset({"same-origin", "none"})
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens the door: `token` once, in the link; `session` from then on, in a cookie."""

    token: str = field(repr=False)
    session: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as far as it matters who sent it. Names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    token: str = ""
    cookie: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A status of HTTP, and what to say."""

    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class LetIn:
    """The browser came by the link: it is given the cookie, and sent on to the page."""


@dataclass(frozen=True, slots=True)
class Known:
    """The browser was let in before."""


Answer = Refused | LetIn | Known


class Door:
    """Decides who is let in. The link opens once."""

    def __init__(self, port: int, secrets: Secrets) -> None:
        self._port = port
        self._secrets = secrets
        self._is_open = True

    @property
    def link(self) -> str:
        """What to open in a browser."""
        return f"http://{ADDRESS}:{self._port}/?token={self._secrets.token}"

    @property
    def cookie_name(self) -> str:
        """The cookie's name: cookies do not tell ports apart, so it has the port."""
        return f"scrub-{self._port}"

    @property
    def session(self) -> str:
        """The cookie's value."""
        return self._secrets.session

    def answer(self, asked: Asked) -> Answer:
        """Tell what becomes of a request."""
        refused = self._out_of_place(asked) or _unfit(asked)
        if refused:
            return refused
        known = _same(asked.cookie, self._secrets.session)
        if asked.path == "/" and asked.method == "GET" and asked.token:
            return self._by_link(asked.token, known=known)
        return Known() if known else Refused(403, "Open the link that scrub printed.")

    def _by_link(self, token: str, *, known: bool) -> Answer:
        if known:
            return LetIn()
        if not _same(token, self._secrets.token):
            return Refused(403, "This is not the link that scrub printed.")
        if not self._is_open:
            return Refused(403, "This link was used before: it opens once. Start scrub again.")
        self._is_open = False
        return LetIn()

    def _out_of_place(self, asked: Asked) -> Refused | None:
        host = asked.headers.get("host", "")
        if host not in {f"{ADDRESS}:{self._port}", f"localhost:{self._port}"}:
            return Refused(400, "This is not the host that was asked for.")
        if asked.method in _READS:
            return None
        if asked.headers.get("origin", "") != f"http://{host}":
            return Refused(403, "Only the page itself may change something.")
        if asked.headers.get("sec-fetch-site", "same-origin") not in _FROM_US:
            return Refused(403, "Only the page itself may change something.")
        return None


def _unfit(asked: Asked) -> Refused | None:
    """Tell what is wrong with a request, whoever sent it."""
    if asked.method in _READS:
        return None
    if asked.method not in _WRITES:
        return Refused(405, "This can be read, or sent to.")
    if asked.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return Refused(415, "Only JSON is taken.")
    length = asked.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _LONGEST:
        return Refused(413, "It must say how long it is, and be short.")
    return None


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())
