"""What a scrubbed header says about having been scrubbed (PS3.15 E.1.1, E.3.1).

Only what happened is said. De-identification Method and its codes replace those of an earlier
run, which were about another header; equipment that contributed earlier stays on the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydicom import uid

from scrub.header.options import FULL_DATES, MODIFIED_DATES, code_of
from scrub.header.options import codes as codes_by_column
from scrub.header.profile import BASIC, HIPAA, load_profile
from scrub.header.text import top_texts
from scrub.header.walk import top
from scrub.model.header import Effect, HeaderEdit, TagPath

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydicom.dataset import Dataset

    from scrub.header.options import Code
    from scrub.header.walk import Items, Snapshot

STATEMENT = "statement"
"""The rule of edits that say what was done."""

_MAKER = "dicom-scrub"
_MODEL = "scrub"

_BASIC_COLUMN = "basic_profile"
_PIXEL_COLUMN = "(pixel data; no E.1-1 column)"
_PROFILE_NAMES = {
    BASIC: "PS3.15 Basic Profile {edition}",
    HIPAA: "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)",
}

_SOP_CLASS = 0x00080016
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
    `pixels_changed` that something went black. `deviates` says that a site's rules kept what the
    profile would not have, `names_patient` that the patient's own name or number is among it.
    """

    version: str
    profile: str = BASIC
    options: tuple[str, ...] = ()
    pixels_clean: bool = False
    pixels_changed: bool = False
    deviates: bool = False
    names_patient: bool = False


def statements(
    dataset: Dataset | Snapshot, claims: Claims, edits: Sequence[HeaderEdit] = ()
) -> tuple[HeaderEdit, ...]:
    """Return what to write into a header after its other edits, in this order.

    `edits` are those others: what they leave of Image Type is what is kept of it.
    """
    return tuple(_statements(dataset, claims, edits))


def _statements(
    dataset: Dataset | Snapshot, claims: Claims, edits: Sequence[HeaderEdit]
) -> Iterator[HeaderEdit]:
    yield _set((), _PATIENT_IDENTITY_REMOVED, "CS", "NO" if claims.names_patient else "YES")
    yield _set((), _METHOD, "LO", *_method(claims))
    method_codes = promised_codes(claims)
    if method_codes:
        yield _set((), _METHOD_CODES, "SQ")
    elif _has(dataset, _METHOD_CODES):
        yield HeaderEdit(TagPath((), _METHOD_CODES), Effect.REMOVE, STATEMENT, "SQ")
    for index, code in enumerate(method_codes):
        yield from _code(((_METHOD_CODES, index),), code.value, code.meaning)
    yield _set((), _TEMPORAL_INFORMATION, "CS", _temporal(claims))
    if claims.pixels_clean:
        yield _set((), _BURNED_IN_ANNOTATION, "CS", "NO")
    image_type = _image_type(dataset, edits)
    if claims.pixels_changed and image_type:
        derived = "MIXED" if _keeps_original_frames(dataset, image_type) else "DERIVED"
        yield _set((), _IMAGE_TYPE, "CS", derived, *image_type[1:])
    yield from _equipment(dataset, claims.version)


def promised_codes(claims: Claims) -> tuple[Code, ...]:
    """Return the codes of CID 7050 for what was done, in order.

    113100 stands for the whole Basic Profile. Safe Harbor keeps more than that, and so does a
    site with rules of its own: then neither it nor its options are claimed.
    """
    codes = [codes_by_column()[_PIXEL_COLUMN]] if claims.pixels_clean else []
    if claims.profile == BASIC and not claims.deviates:
        codes += [codes_by_column()[_BASIC_COLUMN], *map(code_of, claims.options)]
    return tuple(sorted(codes, key=lambda code: code.value))


def _method(claims: Claims) -> tuple[str, ...]:
    """Return what was done in words, each value of 64 characters at most (LO)."""
    edition = load_profile(claims.profile).edition
    name = _PROFILE_NAMES[claims.profile].format(edition=edition)
    said = [f"{_MODEL} {claims.version}: {name}"[:64]]
    if claims.profile != BASIC or claims.deviates:
        said += claims.options
    return (*said, *(["with rules of the site's own"] if claims.deviates else []))


def _temporal(claims: Claims) -> str:
    """Return what became of dates (PS3.3 C.12.1.1, (0028,0303))."""
    if FULL_DATES in claims.options:
        return "UNMODIFIED"
    modified = MODIFIED_DATES in claims.options or claims.profile == HIPAA
    return "MODIFIED" if modified else "REMOVED"


def _has(dataset: Dataset | Snapshot, tag: int) -> bool:
    return top(dataset, tag) is not None


def _keeps_original_frames(dataset: Dataset | Snapshot, image_type: Sequence[str]) -> bool:
    """Tell whether each frame has a Frame Type of its own and some are original (PS3.3 C.8.16.1).

    2026-11: of such an image DERIVED would say that no frame is, and how frames were acquired may
    then not be told (PS3.3 C.8.13.4); which ones went black in places is in no Frame Type.
    """
    is_enhanced = bool(_WITH_FRAME_TYPES.intersection(top_texts(dataset, _SOP_CLASS)))
    return is_enhanced and image_type[0] in ("ORIGINAL", "MIXED")


def _equipment(dataset: Dataset | Snapshot, version: str) -> Iterator[HeaderEdit]:
    """Yield the item of Contributing Equipment Sequence that names us (CP-892)."""
    listed = top(dataset, _CONTRIBUTING_EQUIPMENT)
    place = len(listed.value or ()) if listed is not None and listed.VR == "SQ" else 0
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
    return HeaderEdit(TagPath(items, tag), Effect.SET, STATEMENT, vr, values)


def _image_type(dataset: Dataset | Snapshot, edits: Sequence[HeaderEdit]) -> tuple[str, ...]:
    path = TagPath((), _IMAGE_TYPE)
    for edit in edits:
        if edit.path == path:
            return edit.value
    return top_texts(dataset, _IMAGE_TYPE)
