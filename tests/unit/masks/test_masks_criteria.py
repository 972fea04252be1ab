from __future__ import annotations

import pytest
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.tag import Tag

from scrub.data import template_files
from scrub.errors import InstanceError
from scrub.masks.criteria import facts, fits, mask_for, near_misses
from scrub.masks.library import YamlTemplates
from scrub.model.geometry import Rect
from scrub.model.mask import Condition, FrameRange, MaskTemplate, Region

MAKER = Condition("Manufacturer", "contains", ("acme",))


def header(**values: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


ACME = header(
    Manufacturer="ACME Medical ",
    ManufacturerModelName="",
    Modality="US",
    ImageType=["DERIVED", "PRIMARY", "", "0001"],
    WindowWidth="1.0",
    Rows=480,
    Columns=640,
    SequenceOfUltrasoundRegions=[Dataset(), Dataset()],
)


def asks(attribute: str, op: str, *values: str, negated: bool = False) -> MaskTemplate:
    return MaskTemplate("t", (Condition(attribute, op, values, negated),))


@pytest.mark.parametrize(
    "template",
    [
        asks("Manufacturer", "equals", "acme medical"),
        asks("0008,0070", "startswith", "Acme"),
        asks("Manufacturer", "contains", "nobody", "MEDIC"),
        asks("Manufacturer", "matches", r"\bMED"),
        asks("Manufacturer", "contains", "Apex", "Amber", negated=True),
        asks("ImageType", "equals", r"DERIVED\PRIMARY\\0001"),
        asks("ImageType", "contains", r"PRIMARY\\000"),
        asks("WindowWidth", "matches", r"^1(\.0*)?$"),
        asks("SequenceOfUltrasoundRegions", "equals", "2"),
        asks("SequenceOfUltrasoundRegions", "present"),
        asks("StationName", "absent"),
        asks("ManufacturerModelName", "absent"),
        asks("StationName", "equals", "A", negated=True),
    ],
)
def test_it_fits(template: MaskTemplate) -> None:
    assert fits(template, facts(ACME))


@pytest.mark.parametrize(
    "template",
    [
        asks("Manufacturer", "equals", "acme"),
        asks("Manufacturer", "startswith", "Medical"),
        asks("Manufacturer", "contains", "acme", negated=True),
        asks("Manufacturer", "contains", "acme", "nobody", negated=True),
        asks("Manufacturer", "absent"),
        asks("ManufacturerModelName", "present"),
        asks("ManufacturerModelName", "matches", ".*"),
        asks("StationName", "contains", "A"),
        asks("StationName", "equals", ""),
        asks("Manufacturer", "startswith", ""),
        asks("Manufacturer", "contains", ""),
        asks("Manufacturer", "contains"),
        MaskTemplate("t", ()),
        MaskTemplate("t", (MAKER, Condition("Modality", "equals", ("CT",)))),
    ],
)
def test_it_does_not_fit(template: MaskTemplate) -> None:
    assert not fits(template, facts(ACME))


def test_no_shipped_template_fits_a_header_without_maker_and_model() -> None:
    templates = YamlTemplates(template_files()).templates()
    for template in templates:
        bare = header(
            Modality="US",
            Rows=template.rows or 512,
            Columns=template.columns or 512,
            Manufacturer="",
            SOPClassUID="1.2.840.10008.5.1.4.1.1.6.1",
        )
        assert not fits(template, facts(bare)), template.name


def test_an_ordinary_ct_slice_of_a_big_maker_is_fit_by_no_shipped_template() -> None:
    templates = YamlTemplates(template_files()).templates()
    for maker, model in [
        ("GE MEDICAL SYSTEMS", "LightSpeed VCT"),
        ("SIEMENS", "SOMATOM Definition AS+"),
        ("Philips", "iCT 256"),
        ("TOSHIBA", "Aquilion ONE"),
    ]:
        for kind in (["ORIGINAL", "PRIMARY", "AXIAL"], ["DERIVED", "SECONDARY", "OTHER"]):
            slice_ = header(
                Manufacturer=maker,
                ManufacturerModelName=model,
                Modality="CT",
                ImageType=kind,
                SeriesDescription="Thorax 3D 1.0",
                WindowWidth="400",
                Rows=512,
                Columns=512,
            )
            assert mask_for(templates, facts(slice_), 512, 512, 1).names == ()


def test_a_size_that_nearly_matches_blacks_nothing_and_is_told() -> None:
    exact = MaskTemplate("exact", (MAKER,), (Rect(0, 0, 640, 40),), rows=480, columns=640)
    wide = MaskTemplate("wide", (MAKER,), (Rect(0, 0, 641, 40),), rows=480, columns=641)
    tall = MaskTemplate("tall", (MAKER,), (Rect(0, 0, 640, 40),), rows=481)
    other = MaskTemplate("other", (Condition("Modality", "equals", ("CT",)),), rows=481)
    match = mask_for((exact, wide, tall, other), facts(ACME), 480, 640, 1)
    assert match.names == ("exact",)
    assert match.near == near_misses((exact, wide, tall, other), facts(ACME)) == ("wide", "tall")
    assert match.mask.on(0) == (Rect(0, 0, 640, 40),)


def test_templates_that_all_fit_black_their_union_inside_the_frame_on_every_frame() -> None:
    one = MaskTemplate("one", (MAKER,), (Rect(0, 0, 10000, 10), Rect(700, 0, 800, 10)))
    two = MaskTemplate("two", (MAKER,), fractions=((0.0, 0.9, 0.3, 1.0),), rows=480, complete=True)
    match = mask_for((one, two), facts(ACME), 480, 640, 7)
    frames = FrameRange(0, 7)
    assert match.mask.regions == (
        Region(Rect(0, 0, 640, 10), frames, "template one"),
        Region(Rect(0, 432, 192, 480), frames, "template two"),
    )
    assert match.names == ("one", "two")
    assert match.complete


def test_a_complete_template_that_does_not_fit_completes_nothing() -> None:
    fitting = MaskTemplate("a", (MAKER,), (Rect(0, 0, 1, 1),))
    near = MaskTemplate("b", (MAKER,), (Rect(0, 0, 1, 1),), rows=1, complete=True)
    assert not mask_for((fitting, near), facts(ACME), 480, 640, 1).complete


def test_file_meta_can_be_asked_for() -> None:
    meta = FileMetaDataset()
    meta.ImplementationVersionName = "ACME_1"
    dataset = FileDataset("x", Dataset(), file_meta=meta)
    template = asks("ImplementationVersionName", "startswith", "acme")
    assert fits(template, facts(dataset))
    assert not fits(template, facts(Dataset()))


def test_facts_show_nothing_of_the_patient() -> None:
    header_facts = facts(header(PatientName="Doe^Jane"))
    assert header_facts["PatientName"] == "doe^jane"
    assert "doe" not in repr(header_facts).casefold()


def test_a_value_that_cannot_be_read_fails_the_instance_without_being_quoted() -> None:
    rows = RawDataElement(
        Tag("Rows"), "US", 3, b"Doe", 0, is_implicit_VR=False, is_little_endian=True
    )
    with pytest.raises(InstanceError, match=r"^Rows cannot be read$") as caught:
        facts(Dataset({Tag("Rows"): rows}))["Rows"]
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_known_scanner_is_fit_as_its_rule_was_found() -> None:
    templates = YamlTemplates(template_files()).templates()
    logiq = header(
        Manufacturer="G.E. Medical Systems",
        ManufacturerModelName="LOGIQ 700",
        Modality="US",
        SOPClassUID="1.2.840.10008.5.1.4.1.1.6.1",
        Rows=480,
        Columns=640,
    )
    match = mask_for(templates, facts(logiq), 480, 640, 1)
    assert match.names == ("ge-logiq-700-480x640-dre", "ge-logiq-700-480x640-starr")
    assert match.mask.on(0) == (Rect(0, 0, 640, 41), Rect(0, 0, 640, 42))
