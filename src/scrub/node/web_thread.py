"""An application served in a thread, until it is told to end. Nothing is logged."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from scrub.errors import UsageError

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class WebThread:
    """Serves an application at an address.

    Raises:
        UsageError: if the port cannot be had.

    """

    def __init__(self, application: ASGIApp, address: str, port: int) -> None:
        self._socket = _listening(address, port)
        config = uvicorn.Config(
            application,
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            lifespan="off",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="http", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._socket.getsockname()[1])

    def end(self, seconds: float) -> None:
        """Listen no more, and give answers under way so many seconds."""
        self._server.config.timeout_graceful_shutdown = max(1, int(seconds))
        self._server.should_exit = True
        self._thread.join(seconds + 1)
        self._socket.close()


def _listening(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen()
    except (OSError, OverflowError):
        listening.close()
        raise UsageError(f"port {port} of {address} cannot be had") from None
    return listening
