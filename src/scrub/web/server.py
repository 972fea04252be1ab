"""Serving an application, most often on loopback, until it is interrupted or told to end."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

from scrub.errors import UsageError
from scrub.web.door import ADDRESS

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_PATIENCE = 2
"""Seconds that answers under way are given when it ends."""


def listen(port: int = 0, address: str = ADDRESS) -> socket.socket:
    """Return a socket of an address, by default one that only this machine reaches.

    It is on a free port, if that is 0.

    Raises:
        UsageError: if the port cannot be had.

    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen()
    except (OSError, OverflowError):
        listening.close()
        raise UsageError(f"port {port} of {address} cannot be had: name another") from None
    return listening


def port_of(listening: socket.socket) -> int:
    """Return the port that a socket listens on."""
    return int(listening.getsockname()[1])


def server_of(application: ASGIApp) -> uvicorn.Server:
    """Return what serves an application over HTTP. Nothing is logged: paths may name patients."""
    return uvicorn.Server(
        uvicorn.Config(
            application,
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=_PATIENCE,
        )
    )


def serve(application: ASGIApp, listening: socket.socket) -> None:
    """Answer until Ctrl-C, or until the process is asked to end."""
    try:
        server_of(application).run(sockets=[listening])
    except KeyboardInterrupt:
        # Ctrl-C is how it is ended, and by now it has.
        return
