"""Names of Transfer Syntaxes, as PS3.6 Table A-1 has them.

2026-11: pydicom knows them all, and takes longer to import than an instance to scrub: the process
that makes the report needs it for nothing else, so that is asked of the rare ones alone.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import MappingProxyType

COMMON = MappingProxyType(
    {
        "1.2.840.10008.1.2": "Implicit VR Little Endian",
        "1.2.840.10008.1.2.1": "Explicit VR Little Endian",
        "1.2.840.10008.1.2.1.99": "Deflated Explicit VR Little Endian",
        "1.2.840.10008.1.2.2": "Explicit VR Big Endian",
        "1.2.840.10008.1.2.4.50": "JPEG Baseline (Process 1)",
        "1.2.840.10008.1.2.4.51": "JPEG Extended (Process 2 and 4)",
        "1.2.840.10008.1.2.4.57": "JPEG Lossless, Non-Hierarchical (Process 14)",
        "1.2.840.10008.1.2.4.70": "JPEG Lossless, Non-Hierarchical, First-Order Prediction"
        " (Process 14 [Selection Value 1])",
        "1.2.840.10008.1.2.4.80": "JPEG-LS Lossless Image Compression",
        "1.2.840.10008.1.2.4.81": "JPEG-LS Lossy (Near-Lossless) Image Compression",
        "1.2.840.10008.1.2.4.90": "JPEG 2000 Image Compression (Lossless Only)",
        "1.2.840.10008.1.2.4.91": "JPEG 2000 Image Compression",
        "1.2.840.10008.1.2.5": "RLE Lossless",
    }
)
"""Those that are met most."""


@cache
def name_of(uid: str) -> str:
    """Return the name of a Transfer Syntax; of what is none, the UID itself."""
    if uid in COMMON:
        return COMMON[uid]
    return str(import_module("pydicom.uid").UID(uid).name or uid)
