"""`scrub serve FOLDER`: a DICOM node, if what it stands on is installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from scrub.cli import serve_options
from scrub.errors import MissingToolError

if TYPE_CHECKING:
    import argparse

_TOOLS = ("pynetdicom", "python_multipart")


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    return serve_options.parser()


def run(options: argparse.Namespace) -> int:
    """Receive, scrub and send on until told to end, and return the exit code.

    Raises:
        RunError: if it cannot start.

    """
    for tool in _TOOLS:
        if not find_spec(tool):
            raise MissingToolError(f"scrub serve needs {tool}: pip install 'dicom-scrub[node]'")
    code: int = import_module("scrub.cli.serve_node").run(options)
    return code
