"""What `scrub serve` may be told, beside what is scrubbed."""

from __future__ import annotations

import argparse
import netrc
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.cli.executor_options import size
from scrub.cli.header_options import add_header_arguments
from scrub.cli.options import add_what, add_work
from scrub.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOPBACK = "127.0.0.1"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_GIB = 1 << 30

DESCRIPTION = """\
A DICOM node: receives by C-STORE and by STOW-RS, scrubs, and sends on. FOLDER is a new folder, or
one of an earlier scrub serve, which goes on where that one ended, however it ended.

What was received lies in FOLDER/received until it is scrubbed: patients' data. What was scrubbed
lies in FOLDER/out, with FOLDER/out.report beside it, and goes to each --to. What is held, refused
or failed stays in FOLDER/received: scrub review FOLDER/out FOLDER/received, and what is decided
there is done at once. SIGTERM and Ctrl-C end it in good order.
"""


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    made = argparse.ArgumentParser(
        prog="scrub serve",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("folder", metavar="FOLDER", help="where it keeps what it works on")
    _add_node(made)
    _add_sending(made)
    add_what(made)
    add_header_arguments(made)
    _add_how(made)
    return made


def _add_node(made: argparse.ArgumentParser) -> None:
    node = made.add_argument_group("how it is reached")
    node.add_argument(
        "--listen",
        metavar="ADDRESS",
        default=_LOOPBACK,
        help=f"the address to listen on ({_LOOPBACK}: only this machine); neither C-STORE nor HTTP"
        " is encrypted",
    )
    node.add_argument("--port", metavar="N", type=int, default=11112, help="of DICOM (11112)")
    node.add_argument("--aet", metavar="TITLE", default="SCRUB", help="what it is called (SCRUB)")
    node.add_argument(
        "--calling",
        metavar="TITLE",
        action="append",
        default=[],
        help="who may call; without, anybody may",
    )
    node.add_argument("--http-port", metavar="N", type=int, help="of STOW-RS and /metrics")
    node.add_argument(
        "--token-file", metavar="FILE", help="the token that must be shown by who comes by HTTP"
    )


def _add_sending(made: argparse.ArgumentParser) -> None:
    sending = made.add_argument_group("where what was scrubbed goes, beside FOLDER/out")
    sending.add_argument(
        "--to",
        metavar="PLACE",
        action="append",
        default=[],
        help="dicom://AET@host:port, or http(s)://host/dicom-web, the root of STOW-RS",
    )
    sending.add_argument(
        "--netrc",
        metavar="FILE",
        help="names and passwords for HTTP, by host; without, the file that NETRC names",
    )


def _add_how(made: argparse.ArgumentParser) -> None:
    how = made.add_argument_group("how it runs")
    add_work(how, "processes, one or more")
    how.add_argument("--keep", action="store_true", help="keep what was received and scrubbed")
    how.add_argument(
        "--reserve",
        metavar="SIZE",
        type=size,
        default=_GIB,
        help="accept nothing when less is free on the disk (1G)",
    )
    how.add_argument(
        "--grace",
        metavar="SECONDS",
        type=float,
        default=30.0,
        help="how long, when it is ended, what was begun may take (30)",
    )


def token(options: argparse.Namespace) -> str:
    """Return the token that must be shown, empty if none must be.

    Raises:
        UsageError: if its file cannot be read, or others may read it.

    """
    if not options.token_file:
        return ""
    said = _private(options.token_file, "the token").strip()
    if not said:
        raise UsageError(f"there is no token in {options.token_file}")
    return said


def logins(
    options: argparse.Namespace, environment: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Return names and passwords by host.

    Raises:
        UsageError: if their file cannot be read, or others may read it.

    """
    path = options.netrc or environment.get("NETRC", "")
    if not path:
        return {}
    _private(path, "the passwords")
    try:
        found = netrc.netrc(path)
    except (netrc.NetrcParseError, OSError):
        raise UsageError(f"{path} is no netrc file") from None
    return {host: (login, password) for host, (login, _, password) in found.hosts.items()}


def _private(path: str, what: str) -> str:
    try:
        with Path(path).open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read()
    except (OSError, ValueError):
        raise UsageError(f"cannot read {what}: {path}") from None
    if os.name == "posix" and mode & _OTHERS:
        raise UsageError(f"others may read {what}: chmod 600 {path}")
    return content
