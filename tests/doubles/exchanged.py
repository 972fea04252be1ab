"""Mask templates of every kind, and what going through another tool's format does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doubles.mask_headers import mask_headers, match
from scrub.masks.regions import outside
from scrub.model.mask import (
    AllOf,
    AnyOf,
    Condition,
    Fill,
    Fractions,
    FrameSpan,
    MaskTemplate,
    Named,
    Not,
    Patch,
    Pixels,
    Review,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

    from scrub.masks.formats.exchange import Exported, Format
    from scrub.model.geometry import Rect

US = Condition("Modality", "equals", ("US",))
GE = Condition("Manufacturer", "startswith", ("GE", "G.E."))
BAR = Patch(Pixels(0, 0, 300, 40))
REGIONS = Condition("SequenceOfUltrasoundRegions", "present")
REVIEW = Review("A. Reviewer", "2026-11-21")


def _asks(name: str, *when: Condition | AllOf | AnyOf | Not) -> MaskTemplate:
    return MaskTemplate(name, when, (BAR,))


ASKING = (
    _asks("one-value", US),
    _asks("several-values", GE, Condition("ManufacturerModelName", "contains", ("E9", "m (x)"))),
    _asks("ends", Condition("SoftwareVersions", "endswith", ("5.6", "01"))),
    _asks(
        "not", US, Condition("ManufacturerModelName", "contains", ("iU22", "EPIQ"), negated=True)
    ),
    _asks("absent", US, Condition("BurnedInAnnotation", "absent")),
    _asks("present", GE, Condition("SeriesDescription", "present")),
    _asks("pattern", Condition("ManufacturerModelName", "matches", (r"^(EPIQ|iU\d+)", "S[0-9]+"))),
    _asks("nothing", US, Condition("SeriesDescription", "matches", ("(?:Dose)?",))),
    _asks("one-or-more", AnyOf((Condition("KVP", "matches", ("8+0",)), US, GE))),
    _asks("image-type", GE, Condition("ImageType", "contains", ("SCREEN SAVE", "LOCAL"))),
    _asks("two-image-types", US, Condition("ImageType", "contains", ("DERIVED\\SECONDARY",))),
    _asks("no-image-type", US, Condition("ImageType", "contains", ("0001", "SAVE"), negated=True)),
    _asks("plus", Condition("Manufacturer", "contains", ("a+b || contains", "Öster #", "Acme"))),
    _asks("any", AnyOf((AllOf((US, GE)), Condition("Modality", "equals", ("CT", "CR"))))),
    _asks("none", US, Not(AnyOf((GE, Condition("StationName", "equals", ("ROOM1",)))))),
    _asks("rows", US, Condition("Rows", "equals", ("600", "768"))),
    _asks("several-of-one", GE, Condition("Manufacturer", "contains", ("MEDICAL",), negated=True)),
    _asks("whole-text", Condition("ImageType", "equals", ("ORIGINAL\\PRIMARY",))),
    _asks("has-regions", US, Condition("SequenceOfUltrasoundRegions.RegionDataType", "present")),
    _asks("capitals", Condition("Manufacturer", "equals", ("Philips",), exact_case=True)),
    _asks("number", US, Condition("KVP", "greater", ("100",))),
    _asks("nested", US, Condition("ViewCodeSequence.CodeMeaning", "contains", ("liver",))),
    _asks("private", GE, Condition("0019,xx27", "equals", ("5",), creator="GEMS_ACQU_01")),
)

SHAPED = (
    MaskTemplate("sized", (US,), (Patch(Pixels(-100, -20, 100, 20)),), (), 768, 1024),
    MaskTemplate("far-edge", (US,), (Patch(Pixels(-100, 0, 60, 20)), Patch(Pixels(-30, 50)))),
    MaskTemplate("to-the-edge", (GE,), (Patch(Pixels(10, 20)),)),
    MaskTemplate("whole", (GE, US), (Patch(Named.WHOLE_FRAME),)),
    MaskTemplate("parts", (GE,), (Patch(Fractions(0.1, 0.9, 1.0, 1.0)),), (), 600, 800),
    MaskTemplate("parts-of-any", (GE,), (Patch(Fractions(0.0, 0.9, 1.0, 1.0)), BAR)),
    MaskTemplate("less", (US,), (BAR,), (Patch(Pixels(50, 10, 20, 20)),), 480, 640),
    MaskTemplate("less-of-any", (US,), (BAR,), (Patch(Pixels(50, 10, 20, 20)),)),
    MaskTemplate("outside", (US, GE), (Patch(Named.OUTSIDE_ULTRASOUND_REGIONS), BAR)),
    MaskTemplate("inside", (US, REGIONS), (Patch(Named.ULTRASOUND_REGIONS),)),
    MaskTemplate("bar-outside", (US,), (BAR,), (Patch(Named.ULTRASOUND_REGIONS),)),
    MaskTemplate("frames", (US,), (Patch(Pixels(0, 0, 99, 9), FrameSpan(2, -1)),)),
    MaskTemplate("white", (GE,), (Patch(Pixels(0, 0, 70, 70)),), fill=Fill.WHITE),
    MaskTemplate("proposal", (US,), (Patch(Pixels(0, 0, 80, 80)),), proposal=True),
    MaskTemplate("complete", (GE,), (BAR,), (), 40, 60, complete=True, reviewed=REVIEW),
)

EVERY_KIND = (*ASKING, *SHAPED)


def named_in(exported: Exported) -> frozenset[str]:
    """Return the names of the templates that notes are about."""
    return frozenset(note.text.partition(": ")[0] for note in exported.notes)


def there_and_back(tool: Format, templates: Sequence[MaskTemplate]) -> tuple[MaskTemplate, ...]:
    """Return templates as they come back out of a tool's format."""
    return tool.read(tool.write(templates).text, "back").templates


def less_black(
    there: Sequence[MaskTemplate], here: Sequence[MaskTemplate], headers: Sequence[Dataset]
) -> tuple[Dataset, ...]:
    """Return headers of which `here` blacks something on the first frame that `there` does not."""
    return tuple(
        header
        for header in headers
        if _left(match(here, header).mask.on(0), match(there, header).mask.on(0))
    )


def _left(rects: Sequence[Rect], covers: Sequence[Rect]) -> bool:
    return any(
        outside([c.move(-rect.left, -rect.top) for c in covers], rect.height, rect.width)
        for rect in rects
    )


def aimed_at(templates: Sequence[MaskTemplate], count: int = 500) -> tuple[Dataset, ...]:
    """Return headers with a frame, most of them such as the templates ask for."""
    headers = mask_headers(templates, count)
    return tuple(header for header in headers if header.Rows and header.Columns)
