"""Serving an application on loopback, until it is interrupted."""

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


def listen(port: int = 0) -> socket.socket:
    """Return a socket that only this machine reaches: on a free port, if it is 0.

    Raises:
        UsageError: if the port cannot be had.

    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((ADDRESS, port))
        listening.listen()
    except (OSError, OverflowError):
        listening.close()
        raise UsageError(f"port {port} cannot be had: leave --port out, or name another") from None
    return listening


def port_of(listening: socket.socket) -> int:
    """Return the port that a socket listens on."""
    return int(listening.getsockname()[1])


def serve(application: ASGIApp, listening: socket.socket) -> None:
    """Answer until Ctrl-C, or until the process is asked to end. Nothing is logged."""
    config = uvicorn.Config(
        application,
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=_PATIENCE,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        # Ctrl-C is how it is ended, and by now it has.
        return
