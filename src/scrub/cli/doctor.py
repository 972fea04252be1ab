"""`scrub doctor`: what is here, what is missing, and how to get it."""

from __future__ import annotations

import argparse
import platform
from typing import TYPE_CHECKING

from scrub.cli.versions import version, versions
from scrub.data import manifest
from scrub.errors import ExitCode, MissingToolError
from scrub.ocr.weights import load
from scrub.pixels.codecs.routes import route_in_use
from scrub.pixels.encoding import codecs
from scrub.toolbox import ENGINES, engine

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPTIONAL = {
    "av": "optional: pip install 'dicom-scrub[video]'",
    "tesseract": "optional: apt install tesseract-ocr, brew install tesseract,"
    " or conda install -c conda-forge tesseract",
}
_EXTRAS = {
    "s3fs": "s3",
    "gcsfs": "gs",
    "adlfs": "az",
    "aiohttp": "http",
    "fsspec": "urls",
    "distributed": "dask",
    "dask-jobqueue": "dask",
    "pynetdicom": "node",
    "python-multipart": "node",
}
"""What only some runs need, and what brings it."""

_OK = "ok"


def parser() -> argparse.ArgumentParser:
    """Return this command's parser."""
    return argparse.ArgumentParser(
        prog="scrub doctor", description="Tells what is here, what is missing, and how to get it."
    )


def run(_: argparse.Namespace) -> int:
    """Print what is here; return 4 if something is missing that the usual run needs."""
    is_well = True
    for group, name, state in _lines():
        print(f"{group:9} {name:24} {state}")
        is_optional = name in _OPTIONAL or name in _EXTRAS
        is_well = is_well and (is_optional or not state.startswith("missing"))
    return ExitCode.WRITTEN if is_well else ExitCode.MISSING_TOOL


def _lines() -> Iterator[tuple[str, str, str]]:
    """Yield (group, name, state); the state of what is missing begins so."""
    yield "python", platform.python_implementation(), platform.python_version()
    for package, found in versions():
        yield "package", package, found or f"missing: {_how(package)}"
    for package, extra in _EXTRAS.items():
        how = f"missing: optional: pip install 'dicom-scrub[{extra}]'"
        yield "extra", package, version(package) or how
    for name in manifest():
        yield "model", name, _model(name)
    for name in ENGINES:
        yield "engine", name, _engine(name)
    yield "splices", "JPEG and RLE", route_in_use()
    for codec in codecs():
        yield "codec", codec.name, f"{len(codec.transfer_syntaxes)} transfer syntaxes"


def _how(package: str) -> str:
    return _OPTIONAL.get(package, f"pip install {package}")


def _model(name: str) -> str:
    try:
        load(name)
    except MissingToolError as problem:
        return f"missing: {problem}"
    return _OK


def _engine(name: str) -> str:
    try:
        engine(name)
    except MissingToolError as problem:
        how = _OPTIONAL.get(name)
        return f"missing: {problem}" + (f" ({how})" if how else "")
    return _OK
