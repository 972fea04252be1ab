from __future__ import annotations

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from doubles.exchanged import EVERY_KIND, aimed_at, less_black, named_in, there_and_back
from doubles.mask_headers import covered, mask_headers, match
from scrub.data import template_files
from scrub.errors import RecipeError
from scrub.masks.formats import dre, format_named
from scrub.masks.library import YamlTemplates
from scrub.model.geometry import Rect
from scrub.model.mask import Condition, MaskTemplate, Patch, Pixels

# Written in the grammar of dicom-dre's own catalogue.
CATALOGUE = '''
"""Devices."""
from dicom_dre.catalog import DeviceCatalog, deny_modalities, deny_when, device, variant

_SINGLE = "1.2.840.10008.5.1.4.1.1.6"
_MULTI: str = "1.2.840.10008.5.1.4.1.1.3"

_films = [
    device(
        "CORNICA 0402 CR",
        "allow",
        manufacturer="CORNICA",
        modality="^CR",
        manufacturer_model_name="0402",
        variants=[
            variant(software_versions="^6.", rows=2446, cols=2446, scrub=[(0, 2308, 2446, 137)]),
            variant(software_versions="^2.", rows=2010, cols=2446, scrub=[(0, 0, 2446, 115)]),
            variant(rows=100, cols=100),
        ],
    ),
    device("Nothing burned in", "allow", modality="=MR", rows=512, cols=512),
    device("Denied", "deny", modality="=XA", scrub=[(0, 0, 10, 10)]),
]
_scans = [
    device(
        "ACME ultrasound",
        "allow",
        manufacturer=["=ACME", "^ACME "],
        sop_class_uid=[f"^{_SINGLE}", f"^{_MULTI}"],
        image_type_exclude="INVALID",
        burned_in_annotation="/^(?!YES$)/",
        requires_ultrasound_regions=True,
        variants=[
            variant(rows=r, cols=c, scrub=[(0, 0, 10000, 24)])
            for r, c in [(768, 1024), (600, 800)]
        ],
    ),
]
devices = _films + _scans

def more():
    return device("Not read", "scrub", modality="CT", scrub=[(0, 0, 1, 1)])

exclusions = [deny_modalities(exact=["SR"]), deny_when("film", manufacturer="vidar")]
catalog = DeviceCatalog(devices=devices, exclusions=exclusions, default_action="allow")
'''


def _device(fields: str) -> str:
    return f'x = [device("A", "scrub", {fields}, scrub=[(0, 0, 10, 10)])]\n'


def _header(**values: object) -> Dataset:
    header = Dataset()
    header.Rows, header.Columns = 100, 200
    for keyword, value in values.items():
        setattr(header, keyword, value)
    return header


def _holds(fields: str, header: Dataset) -> bool:
    imported = dre.read(_device(fields), "cat")
    assert len(imported.templates) == 1, imported.notes
    return bool(match(imported.templates, header).mask)


def test_a_catalogue_comes_in_variant_by_variant_with_each_loss_named() -> None:
    imported = dre.read(CATALOGUE, "cat")
    assert [(t.name, t.rows, t.columns) for t in imported.templates] == [
        ("cat-cornica-0402-cr-2446x2446", 2446, 2446),
        ("cat-cornica-0402-cr-2010x2446", 2010, 2446),
        ("cat-acme-ultrasound-768x1024", 768, 1024),
        ("cat-acme-ultrasound-600x800", 600, 800),
    ]
    first, _, third, _ = imported.templates
    assert [patch.area for patch in first.black] == [Pixels(0, 2308, 2446, 137)]
    assert Condition("SoftwareVersions", "startswith", ("6.",)) in first.when
    assert [patch.area for patch in third.black] == [Pixels(0, 0, 1024, 24)]
    lines = CATALOGUE.splitlines()
    said = [(lines[n.line - 1].strip() if n.line else "", n.text) for n in imported.notes]
    assert [(line.split("(")[0], text.split()[0]) for line, text in said] == [
        ("", "dicom-dre"),
        ("device", "1"),
        ("device", "it"),
        ("device", "what"),
        ("return device", "not"),
        ("exclusions = [deny_modalities", "what"),
    ]


def test_nothing_of_a_catalogue_is_run(tmp_path: object) -> None:
    text = f'open({str(tmp_path) + "/made"!r}, "w")\n' + CATALOGUE
    assert dre.read(text, "cat").templates
    assert not list(tmp_path.iterdir())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("fields", "values", "holds"),
    [
        ('manufacturer="acme"', {"Manufacturer": "The ACME Co"}, True),
        ('manufacturer="=acme"', {"Manufacturer": "ACME"}, True),
        ('manufacturer="=acme"', {"Manufacturer": "ACME Co"}, False),
        ('manufacturer="^acme"', {"Manufacturer": "ACME Co"}, True),
        ('manufacturer="^acme"', {"Manufacturer": "The ACME"}, False),
        ('manufacturer="="', {}, True),
        ('manufacturer="="', {"Manufacturer": "ACME"}, False),
        ('manufacturer="/A[CM]+E/"', {"Manufacturer": "the ACME"}, True),
        ('manufacturer="/A[CM]+E/"', {"Manufacturer": "the acme"}, False),
        ('manufacturer="/(?i)^acme$/"', {"Manufacturer": "ACME"}, True),
        ('manufacturer="/ MIM"', {"Manufacturer": "ACME/ MIM"}, True),
        ('manufacturer=["x", "=acme"]', {"Manufacturer": "ACME"}, True),
        ('manufacturer=None, modality="US"', {"Modality": "US"}, True),
        ('burned_in_annotation="/^(?!YES$)/"', {}, True),
        ('burned_in_annotation="/^(?!YES$)/"', {"BurnedInAnnotation": "NO"}, True),
        ('burned_in_annotation="/^(?!YES$)/"', {"BurnedInAnnotation": "YES"}, False),
        ('image_type=["DERIVED", "MPR"]', {"ImageType": ["DERIVED", "X", "MPR2"]}, True),
        ('image_type=["DERIVED", "MPR"]', {"ImageType": ["DERIVED", "X"]}, False),
        ('image_type="=MPR"', {"ImageType": ["DERIVED", "MPR"]}, True),
        ('image_type="=MPR"', {"ImageType": ["DERIVED", "MPR2"]}, False),
        ('image_type="^MPR"', {"ImageType": ["DERIVED", "MPR2"]}, True),
        ('image_type="=A\\\\B"', {"ImageType": ["A", "B"]}, True),
        ('image_type="=A\\\\B"', {"ImageType": ["A", "B", "C"]}, False),
        ('image_type="="', {}, True),
        ('image_type="="', {"ImageType": ["A", "", "B"]}, True),
        ('image_type="="', {"ImageType": ["A", "B"]}, False),
        ('image_type_any=["DOSE", "=MIP"]', {"ImageType": ["A", "MIP"]}, True),
        ('image_type_any=["DOSE", "=MIP"]', {"ImageType": ["A", "MIPS"]}, False),
        (
            'image_type_any="A\\\\B", modality="US"',
            {"ImageType": ["A", "B"], "Modality": "US"},
            None,
        ),
        ('image_type_exclude=["DOSE", "A\\\\B"]', {"ImageType": ["A", "B"]}, False),
        ('image_type_exclude=["DOSE", "A\\\\B"]', {"ImageType": ["B", "A"]}, True),
        ('image_type_exclude="DOSE"', {}, True),
        ('code_meaning="IEC Body"', {}, False),
        ("rows=100", {}, True),
        ("rows=99", {}, False),
    ],
)
def test_a_field_asks_what_dicom_dre_asks(
    fields: str,
    values: dict[str, object],
    holds: bool | None,  # noqa: FBT001 (a case of the table)
) -> None:
    if holds is None:
        assert not dre.read(_device(fields), "cat").templates
    else:
        assert _holds(fields, _header(**values)) is holds


def test_ultrasound_regions_are_there_if_an_item_says_what_it_shows() -> None:
    fields = 'requires_ultrasound_regions=True, modality="US"'
    item = Dataset()
    header = _header(Modality="US", SequenceOfUltrasoundRegions=Items([item]))
    assert not _holds(fields, header)
    item.RegionDataType = 0
    assert _holds(fields, header)


@pytest.mark.parametrize(
    "fields",
    [
        "station_name='x'",
        "manufacturer=7",
        "manufacturer=ask()",
        "**more",
        "rows='a'",
        "manufacturer='/(/'",
        "manufacturer='/(a+)+/'",
        "image_type='/^A/'",
        "variants=ask()",
    ],
)
def test_what_is_not_understood_leaves_the_device_out_with_a_note(fields: str) -> None:
    imported = dre.read(_device(fields), "cat")
    assert not imported.templates
    assert "left out" in imported.notes[0].text
    assert imported.notes[0].line == 1


@pytest.mark.parametrize("scrub", ["[(0, 0, 10)]", "[(0, 0, 1.5, 2)]", "7", "[ask()]", "ask()"])
def test_regions_that_are_no_numbers_leave_the_device_out(scrub: str) -> None:
    imported = dre.read(f'device("A", "scrub", modality="US", scrub={scrub})', "cat")
    assert not imported.templates
    assert "left out" in imported.notes[0].text


def test_a_region_beyond_the_left_edge_does_not_count_from_the_right() -> None:
    regions = "[(-5, -5, 15, 10), ScrubRegion(x=1, y=2, width=3, height=4)]"
    text = f'device("A", "scrub", modality="US", scrub={regions})'
    templates = dre.read(text, "cat").templates
    rects = match(templates, _header(Modality="US")).mask.on(0)
    assert set(rects) == {Rect(0, 0, 10, 5), Rect(1, 2, 4, 6)}


@pytest.mark.parametrize("text", ["", "x = 1", "device(", "\0", "(" * 10_000, "-" * 100_000 + "1"])
def test_what_is_no_catalogue_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="catalogue"):
        dre.read(text, "cat")


def test_lists_that_double_again_and_again_are_not_made() -> None:
    lines = ["a = ['US']", *("a = a + a" for _ in range(60))]
    text = "\n".join((*lines, 'device("A", "scrub", modality=a, scrub=[(0, 0, 1, 1)])'))
    assert not dre.read(text, "cat").templates


def test_the_library_goes_to_dicom_dre_and_back_as_the_same_masks() -> None:
    library = YamlTemplates(template_files()).templates()
    exported = dre.write(library)
    told = [template for template in library if template.name not in named_in(exported)]
    assert len(told) > 0.9 * len(library)
    back = there_and_back(format_named("dre"), told)
    headers = mask_headers(told)
    assert sum(bool(covered(told, header)) for header in headers) > 200
    assert all(covered(told, header) == covered(back, header) for header in headers)


@pytest.mark.parametrize("template", EVERY_KIND, ids=lambda template: template.name)
def test_each_kind_of_template_means_the_same_or_more_unless_a_note_says_less(
    template: MaskTemplate,
) -> None:
    exported = dre.write([template])
    back = dre.read(exported.text, "back").templates if "device(" in exported.text else ()
    headers = aimed_at([template], 60)
    notes = " ".join(note.text for note in exported.notes)
    if template.name not in named_in(exported):
        assert all(covered([template], h) == covered(back, h) for h in headers)
    elif "LESS" not in notes and "left out" not in notes:
        assert not less_black(back, [template], headers)


def test_what_is_written_is_python_whatever_the_texts_are() -> None:
    evil = '\'); import os # """\\\n'
    template = MaskTemplate(
        evil, (Condition("Manufacturer", "equals", (evil,)),), (Patch(Pixels(0, 0, 1, 1)),)
    )
    (back,) = dre.read(dre.write([template]).text, "back").templates
    assert back.when == template.when
