"""What a scrubbed header says about having been scrubbed (PS3.15 E.1.1, E.3.1).

Only what happened is said. De-identification Method and its codes replace those of an earlier
run, which were about another header; equipment that contributed earlier stays on the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydicom import uid

from scrub.data import profile_rows
from scrub.header.profile import load_profile
from scrub.header.text import texts_of
from scrub.header.walk import walk
from scrub.model.header import Effect, HeaderEdit, TagPath

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydicom.dataset import Dataset

    from scrub.header.walk import Items

_RULE = "statement"
_MAKER = "dicom-scrub"
_MODEL = "scrub"

_BASIC_PROFILE = "113100"
_CLEAN_PIXEL_DATA = "113101"

_IMAGE_TYPE = 0x00080008
_MANUFACTURER = 0x00080070
_CODE_VALUE = 0x00080100
_CODING_SCHEME_DESIGNATOR = 0x00080102
_CODE_MEANING = 0x00080104
_MANUFACTURER_MODEL_NAME = 0x00081090
_PATIENT_IDENTITY_REMOVED = 0x00120062
_METHOD = 0x00120063
_METHOD_CODES = 0x00120064
_SOFTWARE_VERSIONS = 0x00181020
_CONTRIBUTING_EQUIPMENT = 0x0018A001
_BURNED_IN_ANNOTATION = 0x00280301
_TEMPORAL_INFORMATION = 0x00280303
_PURPOSE = 0x0040A170

_WITH_FRAME_TYPES = frozenset(
    {
        uid.BreastTomosynthesisImageStorage,
        uid.EnhancedCTImageStorage,
        uid.EnhancedMRColorImageStorage,
        uid.EnhancedMRImageStorage,
        uid.EnhancedPETImageStorage,
        uid.EnhancedXAImageStorage,
        uid.EnhancedXRFImageStorage,
        uid.XRay3DAngiographicImageStorage,
        uid.XRay3DCraniofacialImageStorage,
    }
)


@dataclass(frozen=True, slots=True)
class Claims:
    """What was done to an instance, by which version.

    `pixels_clean` says that every frame was looked at and what may identify is black;
    `pixels_changed` that something went black.
    """

    version: str
    profile: str = "basic"
    pixels_clean: bool = False
    pixels_changed: bool = False


def statements(
    dataset: Dataset, claims: Claims, edits: Sequence[HeaderEdit] = ()
) -> tuple[HeaderEdit, ...]:
    """Return what to write into a header after its other edits, in this order.

    `edits` are those others: what they leave of Image Type is what is kept of it.
    """
    return tuple(_statements(dataset, claims, edits))


def _statements(
    dataset: Dataset, claims: Claims, edits: Sequence[HeaderEdit]
) -> Iterator[HeaderEdit]:
    edition = load_profile(claims.profile).edition
    method = f"{_MODEL} {claims.version}: PS3.15 {claims.profile.title()} Profile {edition}"
    codes = [_BASIC_PROFILE, *([_CLEAN_PIXEL_DATA] if claims.pixels_clean else [])]
    yield _set((), _PATIENT_IDENTITY_REMOVED, "CS", "YES")
    yield _set((), _METHOD, "LO", method[:64])
    yield _set((), _METHOD_CODES, "SQ")
    for index, code in enumerate(codes):
        yield from _code(((_METHOD_CODES, index),), code, _meanings()[code])
    yield _set((), _TEMPORAL_INFORMATION, "CS", "REMOVED")
    if claims.pixels_clean:
        yield _set((), _BURNED_IN_ANNOTATION, "CS", "NO")
    image_type = _image_type(dataset, edits)
    if claims.pixels_changed and image_type:
        derived = "MIXED" if _keeps_original_frames(dataset, image_type) else "DERIVED"
        yield _set((), _IMAGE_TYPE, "CS", derived, *image_type[1:])
    yield from _equipment(dataset, claims.version)


def _keeps_original_frames(dataset: Dataset, image_type: Sequence[str]) -> bool:
    """Tell whether each frame has a Frame Type of its own and some are original (PS3.3 C.8.16.1).

    2026-11: of such an image DERIVED would say that no frame is, and how frames were acquired may
    then not be told (PS3.3 C.8.13.4); which ones went black in places is in no Frame Type.
    """
    is_enhanced = dataset.get("SOPClassUID") in _WITH_FRAME_TYPES
    return is_enhanced and image_type[0] in ("ORIGINAL", "MIXED")


def _equipment(dataset: Dataset, version: str) -> Iterator[HeaderEdit]:
    """Yield the item of Contributing Equipment Sequence that names us (CP-892)."""
    top = walk(dataset, lambda _: False)
    sequences = [e for path, e in top if path.tag == _CONTRIBUTING_EQUIPMENT and e.VR == "SQ"]
    place = sum(len(sequence.value or ()) for sequence in sequences)
    item = ((_CONTRIBUTING_EQUIPMENT, place),)
    yield from _code((*item, (_PURPOSE, 0)), "109104", "De-identifying Equipment")
    yield _set(item, _MANUFACTURER, "LO", _MAKER)
    yield _set(item, _MANUFACTURER_MODEL_NAME, "LO", _MODEL)
    yield _set(item, _SOFTWARE_VERSIONS, "LO", version)


def _code(items: Items, value: str, meaning: str) -> Iterator[HeaderEdit]:
    """Yield a code of DCM (PS3.3 8.8)."""
    yield _set(items, _CODE_VALUE, "SH", value)
    yield _set(items, _CODING_SCHEME_DESIGNATOR, "SH", "DCM")
    yield _set(items, _CODE_MEANING, "LO", meaning)


def _set(items: Items, tag: int, vr: str, *values: str) -> HeaderEdit:
    return HeaderEdit(TagPath(items, tag), Effect.SET, _RULE, vr, values)


def _image_type(dataset: Dataset, edits: Sequence[HeaderEdit]) -> tuple[str, ...]:
    path = TagPath((), _IMAGE_TYPE)
    for edit in edits:
        if edit.path == path:
            return edit.value
    top = walk(dataset, lambda _: False)
    return next((texts_of(e) for path, e in top if path.tag == _IMAGE_TYPE), ())


@cache
def _meanings() -> Mapping[str, str]:
    """Return the meanings of CID 7050 by code."""
    rows = profile_rows("cid7050")
    return MappingProxyType({row["code_value"]: row["code_meaning"] for row in rows})
