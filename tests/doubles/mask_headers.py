"""500 headers for mask templates: varied at random, and some aimed at given templates.

A header that is aimed at a template has what the template asks for, more or less: now and then
one thing is changed, so that templates nearly fit.
"""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pydicom import config
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import ExplicitVRLittleEndian

from scrub.masks.areas import frame_of, without
from scrub.masks.criteria import facts, mask_for
from scrub.model.mask import AllOf, AnyOf, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.masks.areas import Place
    from scrub.masks.criteria import TemplateMatch
    from scrub.model.geometry import Rect
    from scrub.model.mask import MaskTemplate, Test

COUNT = 500

_MAKERS = ("GE", "GE MEDICAL SYSTEMS", "Philips", "SIEMENS", "Acme", "Öster GmbH", "ACUSON", "")
_MODELS = ("LOGIQE9", "LOGIQ E9", "iU22", "EPIQ 7C", "S2000", "Vivid7", "Scan-O-Mat 3", "m (x)", "")
_SOFTWARE = ("R5.1.0", "6.1", ["3.0", "4.5.6"], "VA21A_01", "10", "9.5", "")
_MODALITIES = ("US", "CT", "CR", "DX", "MR", "XA", "OT", "IVUS", "us")
_SIZES = (
    (768, 1024),
    (600, 800),
    (480, 640),
    (614, 820),
    (512, 512),
    (1024, 1024),
    (2446, 2010),
    (40, 60),
)
_IMAGE_TYPES = (
    ["DERIVED", "SECONDARY", "SCREEN SAVE"],
    ["ORIGINAL", "PRIMARY", "LOCALIZER"],
    ["ORIGINAL", "PRIMARY"],
    ["DERIVED", "SECONDARY", "", "0001"],
)
_CLASSES = ("1.2.840.10008.5.1.4.1.1.6.1", "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.2")
_INTEGERS = frozenset({"US", "SS", "UL", "SL", "UV", "SV"})
_FLOATS = frozenset({"FL", "FD"})
_BINARY = frozenset({"OB", "OW", "OF", "OD", "OL", "OV", "UN"})


def mask_headers(
    templates: Sequence[MaskTemplate] = (), count: int = COUNT, seed: int = 1
) -> tuple[Dataset, ...]:
    """Return so many headers, always the same; two in three are aimed at the templates."""
    chance = random.Random(seed)
    with config.disable_value_validation():
        made = [_header(chance) for _ in range(count)]
        for index, header in enumerate(made):
            if templates and index % 3:
                _aim(header, templates[chance.randrange(len(templates))], chance)
    return tuple(made)


def match(templates: Sequence[MaskTemplate], header: Dataset) -> TemplateMatch:
    """Return what templates ask of a header."""
    rows, columns = int(header.Rows), int(header.Columns)
    frames = int(header.get("NumberOfFrames") or 1)
    return mask_for(templates, facts(header), frame_of(header, rows, columns, frames))


Band = tuple[int, int, tuple[tuple[int, int], ...]]
"""First and last row but one, and the columns of those rows to be black."""


def covered(
    templates: Sequence[MaskTemplate], header: Dataset
) -> tuple[tuple[int, int, tuple[Band, ...]], ...]:
    """Return what is to be black: frames from, to, and the bands of those frames.

    Two lists of templates mean the same for a header just if this is equal, however their
    rectangles are cut.
    """
    mask = match(templates, header).mask
    edges = {region.frames.first for region in mask.regions}
    edges |= {region.frames.stop for region in mask.regions}
    pictures: list[tuple[int, int, tuple[Band, ...]]] = []
    for first, stop in pairwise(sorted(edges)):
        bands = _bands(mask.on(first))
        if pictures and pictures[-1][1:] == (first, bands):
            pictures[-1] = pictures[-1][0], stop, bands
        elif bands:
            pictures.append((first, stop, bands))
    return tuple(pictures)


def uncovered(
    templates: Sequence[MaskTemplate], others: Sequence[MaskTemplate], header: Dataset
) -> tuple[Place, ...]:
    """Return what templates black of a header that others do not."""
    black, other = (
        [(region.rect, region.frames) for region in match(one, header).mask.regions]
        for one in (templates, others)
    )
    return without(black, other)


def _bands(rects: Sequence[Rect]) -> tuple[Band, ...]:
    bands: list[Band] = []
    for top, bottom in pairwise(sorted({e for r in rects for e in (r.top, r.bottom)})):
        line = _joined(sorted((r.left, r.right) for r in rects if r.top <= top < r.bottom))
        if bands and bands[-1][1:] == (top, line):
            bands[-1] = bands[-1][0], bottom, line
        elif line:
            bands.append((top, bottom, line))
    return tuple(bands)


def _joined(line: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for left, right in line:
        if joined and left <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], right)
        else:
            joined.append((left, right))
    return tuple(joined)


def _header(chance: random.Random) -> Dataset:
    header = Dataset()
    header.file_meta = FileMetaDataset()
    header.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    header.Rows, header.Columns = chance.choice(_SIZES)
    header.SOPClassUID = chance.choice(_CLASSES)
    header.Modality = chance.choice(_MODALITIES)
    for keyword, values in (
        ("Manufacturer", _MAKERS),
        ("ManufacturerModelName", _MODELS),
        ("SoftwareVersions", _SOFTWARE),
        ("ImageType", _IMAGE_TYPES),
        ("SeriesDescription", ("Dose Report", "Abdomen", "")),
        ("BurnedInAnnotation", ("YES", "NO")),
        ("StationName", ("ROOM1", "US-07")),
        ("WindowWidth", ("400", ["400", "1500"], "256.5")),
        ("KVP", ("120", "80.5")),
        ("NumberOfFrames", ("1", "3", "40")),
    ):
        if chance.random() < 0.7:
            setattr(header, keyword, chance.choice(values))
    _nest(header, chance)
    return header


def _nest(header: Dataset, chance: random.Random) -> None:
    if header.Modality.upper() == "US" and chance.random() < 0.6:
        items = [_region(header, chance) for _ in range(chance.randrange(3))]
        header.SequenceOfUltrasoundRegions = Items(items)
    if chance.random() < 0.3:
        codes = []
        for _ in range(chance.randrange(1, 3)):
            code = Dataset()
            code.CodeMeaning = chance.choice(("IEC Body Dosimetry Phantom", "Liver", ""))
            codes.append(code)
        header.ViewCodeSequence = Items(codes)
    if chance.random() < 0.3:
        block = header.private_block(0x0019, chance.choice(("CTP", "GEMS_ACQU_01")), create=True)
        block.add_new(0x27, "LO", chance.choice(("5", "fast mode", "")))


def _region(header: Dataset, chance: random.Random) -> Dataset:
    item = Dataset()
    left, top = chance.randrange(header.Columns), chance.randrange(header.Rows)
    item.RegionLocationMinX0, item.RegionLocationMinY0 = left, top
    item.RegionLocationMaxX1 = chance.randrange(left, header.Columns + 20)
    item.RegionLocationMaxY1 = chance.randrange(top, header.Rows + 20)
    item.RegionDataType = chance.randrange(4)
    return item


def _aim(header: Dataset, template: MaskTemplate, chance: random.Random) -> None:
    rows, columns = header.Rows, header.Columns
    for condition in _wanted(template.when, chance):
        if chance.random() < 0.95:
            _satisfy(header, condition, chance)
    header.Rows = template.rows or header.get("Rows") or rows
    header.Columns = template.columns or header.get("Columns") or columns
    if chance.random() < 0.1:
        header.Rows += chance.choice((-1, 1))


def _wanted(tests: Sequence[Test], chance: random.Random) -> Iterator[Condition]:
    for test in tests:
        match test:
            case Condition(negated=False):
                yield test
            case AllOf(parts):
                yield from _wanted(parts, chance)
            case AnyOf(parts):
                yield from _wanted([chance.choice(parts)], chance)
            case Not(Condition(negated=True) as inner):
                yield replace(inner, negated=False)
            case _:
                pass


def _satisfy(header: Dataset, condition: Condition, chance: random.Random) -> None:
    *steps, last = condition.attribute.split(".")
    home = header
    for step in steps:
        if step != "*":
            home = _item(home, _tag(step))
    text = _text(condition, chance)
    if condition.creator:
        group, element = int(last[:4], 16), int(last[-2:], 16)
        home.private_block(group, condition.creator, create=True).add_new(element, "LO", text)
    elif condition.op == "absent":
        home.pop(_tag(last), None)
    else:
        _put(home, _tag(last), text)


def _item(home: Dataset, tag: int) -> Dataset:
    if tag not in home or not home[tag].value:
        home.add_new(tag, "SQ", Items([Dataset()]))
    item: Dataset = home[tag].value[0]
    return item


def _put(home: Dataset, tag: int, text: str) -> None:
    vr = _vr(tag)
    if tag >> 16 == 2:
        home.file_meta.add_new(tag, vr, text)
    elif vr == "SQ":
        _item(home, tag)
    elif vr in _INTEGERS or vr in _FLOATS:
        number = float(text) if text.replace(".", "", 1).lstrip("-").isdigit() else 1
        home.add_new(tag, vr, number if vr in _FLOATS else min(max(int(number), 0), 4000))
    elif vr in {"DS", "IS"}:
        home.add_new(tag, vr, text if text.replace(".", "", 1).lstrip("-").isdigit() else "1")
    elif vr not in _BINARY:
        home.add_new(tag, vr, text.split("\\") if "\\" in text else text)


def _vr(tag: int) -> str:
    try:
        return dictionary_VR(tag).split()[0]
    except KeyError:
        return "LO"


def _tag(step: str) -> int:
    known = tag_for_keyword(step)
    return int(step.replace(",", ""), 16) if known is None else known


def _text(condition: Condition, chance: random.Random) -> str:
    value = chance.choice(condition.values) if condition.values else "1"
    if not condition.exact_case and chance.random() < 0.3:
        value = value.upper() if chance.random() < 0.5 else value.lower()
    varied = {
        "startswith": (value, f"{value} X1"),
        "endswith": (value, f"X1 {value}"),
        "contains": (value, f"A {value}", f"{value} B", f"A {value} B"),
    }
    if condition.op in {"less", "greater"}:
        moved = float(value) + (1 if condition.op == "greater" else -1)
        return str(max(moved, 0)).removesuffix(".0")
    if condition.op == "matches":
        return _unwound(value)
    return chance.choice(varied.get(condition.op, (value,)))


def _unwound(pattern: str) -> str:
    """Return a text that a simple pattern finds."""
    plain = pattern.replace("\\b", "").replace("\\A", "").replace("\\Z", "").split("|")[0]
    return "".join(c for c in plain if c not in "^$()[]?*+:\\") or "1"
