"""An application served in a thread, until it is told to end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from scrub.web.server import listen, port_of, server_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class WebThread:
    """Serves an application at an address.

    Raises:
        UsageError: if the port cannot be had.

    """

    def __init__(self, application: ASGIApp, address: str, port: int) -> None:
        self._socket = listen(port, address)
        self._server = server_of(application)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="http", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return port_of(self._socket)

    def end(self, seconds: float) -> None:
        """Listen no more, and give answers under way so many seconds."""
        self._server.config.timeout_graceful_shutdown = max(1, int(seconds))
        self._server.should_exit = True
        self._thread.join(seconds + 1)
        self._socket.close()
