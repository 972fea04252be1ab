"""Which packages are here, and in which versions."""

from __future__ import annotations

from importlib import metadata

PACKAGES = (
    "dicom-scrub",
    "pydicom",
    "numpy",
    "pillow",
    "opencv-python-headless",
    "onnxruntime",
    "rapidocr",
    "imagecodecs",
    "pyjpegls",
    "pylibjpeg",
    "pylibjpeg-openjpeg",
    "pylibjpeg-rle",
    "pytesseract",
    "PyYAML",
    "av",
)
"""Those that a run may use."""


def version(package: str) -> str:
    """Return a package's version, or nothing if it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def versions() -> tuple[tuple[str, str], ...]:
    """Return each package with its version, or with nothing."""
    return tuple((package, version(package)) for package in PACKAGES)
