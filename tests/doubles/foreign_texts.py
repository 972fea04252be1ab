"""Texts in the grammars of other tools' mask files, with mistakes in them, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

_NUMBERS = st.sampled_from((0, 5, 10, 30, 100, 400, 600, 800, 1024, 2000, -5, -50, 65535, 99999))
_FOUR = st.tuples(_NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS)


def _list(
    parts: st.SearchStrategy[str], most: int = 4, least: int = 0
) -> st.SearchStrategy[list[str]]:
    return st.lists(parts, min_size=least, max_size=most)


# deid

_COMPARED = st.sampled_from(
    (
        "Modality US",
        "Manufacturer GE|Philips",
        "ImageType SECONDARY",
        "ImageType ^DERIVED",
        "Rows 600",
        "Columns 800",
        "Rows 600|768",
        "SeriesDescription Dose # why",
        "ManufacturerModelName LOGIQ.*E9",
        "ManufacturerModelName (a+)+",
        "Manufacturer (",
        "Manfacturer X",
        "SoftwareVersions 6.1",
        "0x00080070 GE",
        r"Manufacturer \S+",
        "ViewCodeSequence x",
        "Modality",
    )
)
_FIELDS = st.sampled_from(
    ("Manufacturer", "SeriesDescription", "SequenceOfUltrasoundRegions", "BurnedInAnnotation", "X")
)
_ATOMS = st.one_of(
    st.builds("{} {}".format, st.sampled_from(("contains", "equals")), _COMPARED),
    st.builds("{} {}".format, st.sampled_from(("notcontains", "notequals")), _COMPARED),
    st.builds("{} {}".format, st.sampled_from(("missing", "present", "empty")), _FIELDS),
    st.just("contians Modality US"),
)
_ASKING = st.builds(
    "{}{}".format,
    st.sampled_from(("", "  ", "+ ", "+ ", "|| ", "# ")),
    st.builds(str.join, st.sampled_from((" || ", " + ")), _list(_ATOMS, 3, 1)),
)
_MOVES = st.builds(
    "{} {}".format,
    st.sampled_from(("coordinates", "ctpcoordinates", "keepcoordinates", "ctpkeepcoordinates")),
    st.one_of(
        _FOUR.map(lambda four: ",".join(map(str, four))),
        st.sampled_from(("all", "from:SequenceOfUltrasoundRegions", "from:X", "1,2", "a,b,c,d")),
    ),
)
_LABELS = st.builds(
    lambda asking, moves: ["LABEL some rule # (someone)", *asking, *moves],
    _list(_ASKING, 3),
    _list(_MOVES, 3),
)
_SECTIONS = st.sampled_from((["%filter blacklist"], ["%header", "REMOVE x"], ["# note"], ["what"]))
RECIPES = st.lists(st.one_of(_LABELS, _LABELS, _LABELS, _SECTIONS), max_size=5).map(
    lambda parts: "\n".join(["FORMAT dicom", "%filter graylist", *(x for p in parts for x in p)])
)

# dicom-dre

_PATTERNS = st.sampled_from(
    (
        "US",
        "=US",
        "=",
        "^GE",
        "",
        "^",
        "/A[CM]E/",
        "/(?i)^ge$/",
        "/^(?!YES$)/",
        "/(a+)+/",
        "/(/",
        "A\\B",
    )
)
_PATTERN = st.one_of(_PATTERNS, st.lists(_PATTERNS, max_size=3)).map(repr)
_REGIONS = st.one_of(
    st.lists(_FOUR, max_size=3).map(repr),
    st.sampled_from(("None", "[(1, 2)]", "ask()", "[ScrubRegion(0, 0, x, 5)]")),
)
_DRE_FIELDS = st.one_of(
    st.builds(
        "{}={}".format,
        st.sampled_from(
            (
                "manufacturer",
                "modality",
                "software_versions",
                "sop_class_uid",
                "image_type",
                "image_type_any",
                "image_type_exclude",
                "burned_in_annotation",
                "station",
            )
        ),
        _PATTERN,
    ),
    st.sampled_from(("requires_ultrasound_regions=True", "rows=600", "cols=x", "**more")),
    _REGIONS.map("scrub={}".format),
)


def _call(name: str, fields: list[str]) -> str:
    return f"{name}({', '.join({field.partition('=')[0]: field for field in fields}.values())})"


_VARIANTS = _list(_list(_DRE_FIELDS).map(lambda fields: _call("variant", fields)), 3).map(
    lambda calls: f"variants=[{', '.join(calls)}]"
)
_DEVICES = st.builds(
    lambda action, fields, more: _call("device", ["'a'", repr(action), *fields, *more]),
    st.sampled_from(("allow", "scrub", "deny")),
    _list(_DRE_FIELDS),
    _list(_VARIANTS, 1),
)
CATALOGUES = _list(_DEVICES, 4, 1).map(lambda calls: f"x = 5\ny = [{', '.join(calls)}]\n")

# Karnak

_KARNAK_FIELDS = st.sampled_from(
    (
        "imageWidth: 800",
        "imageHeight: 600",
        "imageHeight: x",
        "color: ffffff",
        "color: zz",
        'rectangles: ["0 0 800 40"]',
        'rectangles: ["5 5 70 20", "1 2 3", "-5 -5 10 10", "0 0 0 0"]',
        "rectangles: 7",
        "other: [1]",
    )
)
_MASKS = st.builds(
    lambda station, fields: "\n".join(
        (f"  - stationName: {station}", *(f"    {f}" for f in fields))
    ),
    st.sampled_from(('"*"', "ROOM1", "US-07", "[x]")),
    _list(_KARNAK_FIELDS, 5),
)
PROFILES = _list(_MASKS, 5).map(lambda masks: "\n".join(("name: x", "masks:", *masks, "")))

# dicompixelanon

_ROWS = st.builds(
    "{},{},{},{}".format,
    st.sampled_from(("1.2.840.1.2.3.dcm", "/a/US.1.2.840.1.2.3", "1.2.3", "name.dcm", '"')),
    st.sampled_from(("0", "-1", "3", "x")),
    st.sampled_from(("-1", "-1", "-1", "0")),
    _FOUR.map(lambda four: ",".join(map(str, four))),
)
TABLES = _list(_ROWS, 6).map(
    lambda rows: "\n".join(("filename,frame,overlay,left,top,right,bottom", *rows))
)

TEXTS = {"deid": RECIPES, "dre": CATALOGUES, "karnak": PROFILES, "smi": TABLES}
"""By format."""
