from __future__ import annotations

import socket

import pytest

from scrub.errors import UsageError
from scrub.web.server import listen, port_of


def test_only_this_machine_is_listened_to() -> None:
    with listen() as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        with socket.create_connection(("127.0.0.1", port_of(listening)), timeout=5):
            pass


def test_a_port_that_is_taken_is_told() -> None:
    with listen() as listening, pytest.raises(UsageError, match=str(port_of(listening))):
        listen(port_of(listening))


def test_a_port_that_cannot_be_is_told() -> None:
    with pytest.raises(UsageError, match="70000"):
        listen(70000)
