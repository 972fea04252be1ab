"""Words that come from the standard's own lists (PS3.3), and so are nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom.charset import python_encoding

from scrub.data import words

if TYPE_CHECKING:
    from collections.abc import Iterable

_IMAGE_PIXEL_GROUP = 0x0028

# C.7.3.1.1.1, with those that are retired.
_MODALITIES = frozenset(
    [
        *("ANN", "AR", "AS", "ASMT", "AU", "BDUS", "BI", "BMD", "CD", "CF", "CFM", "CP", "CR"),
        *("CS", "CT", "CTPROTOCOL", "DD", "DF", "DG", "DM", "DMS", "DOC", "DS", "DX", "EC"),
        *("ECG", "EEG", "EMG", "EOG", "EPS", "ES", "FA", "FID", "FS", "GM", "HC", "HD", "IO"),
        *("IOL", "IVOCT", "IVUS", "KER", "KO", "LEN", "LP", "LS", "M3D", "MA", "MG", "MR", "MS"),
        *("NM", "OAM", "OCT", "OP", "OPM", "OPR", "OPT", "OPTBSV", "OPTENF", "OPV", "OSS", "OT"),
        *("PA", "PLAN", "POS", "PR", "PT", "PX", "REG", "RESP", "RF", "RG", "RTDOSE", "RTIMAGE"),
        *("RTINTENT", "RTPLAN", "RTRAD", "RTRECORD", "RTSEGANN", "RTSTRUCT", "RX", "SEG", "SM"),
        *("SMR", "SR", "SRF", "ST", "STAIN", "TEXTUREMAP", "TG", "US", "VA", "VF", "XA"),
        *("XAPROTOCOL", "XC"),
    ]
)
# C.17.3
_VALUE_TYPES = frozenset(
    [
        *("CODE", "COMPOSITE", "CONTAINER", "DATE", "DATETIME", "IMAGE", "NUM", "PNAME"),
        *("SCOORD", "SCOORD3D", "TABLE", "TCOORD", "TEXT", "TIME", "UIDREF", "WAVEFORM"),
    ]
)
_RELATIONS = frozenset(
    [
        *("CONTAINS", "HAS ACQ CONTEXT", "HAS CONCEPT MOD", "HAS OBS CONTEXT", "HAS PROPERTIES"),
        *("INFERRED FROM", "SELECTED FROM"),
    ]
)
_CONTINUITY = frozenset({"SEPARATE", "CONTINUOUS"})
# C.7.6.3 and what else of that group says how to read pixels.
_OF_PIXELS = frozenset(
    [
        *("ARGB", "CMYK", "HSV", "MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB"),
        *("YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_PARTIAL_420", "YBR_PARTIAL_422", "YBR_RCT"),
        *("00", "01", "COLOR", "FRAME_RANGE", "MIXED", "MONOCHROME", "NO", "TRUE_COLOR", "YES"),
        *("MODIFIED", "REMOVED", "UNMODIFIED"),
    ]
)

_LISTS: dict[int, frozenset[str]] = {
    0x00080005: frozenset(python_encoding),
    0x00080060: _MODALITIES,
    0x00180015: frozenset(term.upper() for term in words("body-parts")),
    0x0040A010: _RELATIONS,
    0x0040A040: _VALUE_TYPES,
    0x0040A050: _CONTINUITY,
}


def are_terms(tag: int, vr: str, texts: Iterable[str]) -> bool:
    """Tell whether all values of an attribute are of the list that the standard has for it."""
    terms = _LISTS.get(tag, frozenset())
    if vr == "CS" and tag >> 16 == _IMAGE_PIXEL_GROUP:
        terms = _OF_PIXELS
    return terms.issuperset(texts)
