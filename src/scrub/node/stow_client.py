"""A destination that takes STOW-RS (PS3.18 10.5): one instance a request, from its file."""

from __future__ import annotations

import json
import ssl
from base64 import b64encode
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import TYPE_CHECKING

from scrub.node.peer import Fate, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scrub.node.destinations import WebPeer

_SECONDS = 300
_PIECE = 1 << 18
_LONGEST_ANSWER = 1 << 22
_FAILED = "00081198"

# They say of an instance that it is not wanted; others say that the server wants nothing, or us.
_OF_THE_INSTANCE = frozenset({400, 409, 413, 415, 422})
_OF_THE_SERVER = frozenset({500, 502, 504})


class StowClient:
    """A peer as in scrub.node.peer. `login` is a name and a password, or empty.

    `boundary` is to be unguessable: who knows it could put a second instance, with a header that
    nobody scrubbed, into the pixels of the first.
    """

    def __init__(self, peer: WebPeer, boundary: str, login: tuple[str, str] | None = None) -> None:
        self._peer = peer
        self._before = f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode()
        self._after = f"\r\n--{boundary}--\r\n".encode()
        self._headers = {
            "Content-Type": f'multipart/related; type="application/dicom"; boundary={boundary}',
            "Accept": "application/dicom+json",
        }
        if login:
            self._headers["Authorization"] = f"Basic {b64encode(':'.join(login).encode()).decode()}"
        self._connection: HTTPConnection | None = None

    def expect(self, paths: Sequence[Path]) -> None:
        """Be told what is going to be sent next."""

    def send(self, path: Path) -> Reply:
        """Send a file."""
        if self._connection:
            # The server may have closed it meanwhile.
            reply = self._try(path)
            if reply.fate is not Fate.BROKEN:
                return reply
            self.rest()
        try:
            self._connection = self._connect()
        except (OSError, HTTPException) as problem:
            self.rest()
            return Reply(Fate.ABSENT, type(problem).__name__)
        return self._try(path)

    def rest(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _connect(self) -> HTTPConnection:
        host, port = self._peer.host, self._peer.port
        connection = (
            HTTPSConnection(host, port, timeout=_SECONDS, context=ssl.create_default_context())
            if self._peer.scheme == "https"
            else HTTPConnection(host, port, timeout=_SECONDS)
        )
        connection.connect()
        return connection

    def _try(self, path: Path) -> Reply:
        connection = self._connection
        if connection is None:
            return Reply(Fate.ABSENT, "no connection")
        try:
            length = len(self._before) + path.stat().st_size + len(self._after)
            headers = self._headers | {"Content-Length": str(length)}
            connection.request("POST", f"{self._peer.path}/studies", self._body(path), headers)
            return self._reply(connection.getresponse())
        except (OSError, HTTPException) as problem:
            self.rest()
            return Reply(Fate.BROKEN, type(problem).__name__)

    def _body(self, path: Path) -> Iterator[bytes]:
        yield self._before
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
        yield self._after

    def _reply(self, response: HTTPResponse) -> Reply:
        content = response.read(_LONGEST_ANSWER)
        if response.will_close or not response.isclosed():
            self.rest()
        status, told = response.status, f"status {response.status}"
        if status in {200, 202}:
            failed = _failure(content)
            return Reply(Fate.REFUSED, failed) if failed else Reply(Fate.TAKEN, told)
        if status in _OF_THE_INSTANCE:
            return Reply(Fate.REFUSED, _failure(content) or told)
        return Reply(Fate.BROKEN if status in _OF_THE_SERVER else Fate.ABSENT, told)


def _failure(content: bytes) -> str:
    """Return why an instance failed, if an answer says that it did (PS3.18 10.5.3)."""
    try:
        failed = json.loads(content)[_FAILED]["Value"]
        return f"failure {int(failed[0]['00081197']['Value'][0]):04X}"
    except (ValueError, LookupError, TypeError):
        return ""
