from __future__ import annotations

import pytest
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.tag import Tag

from scrub.data import template_files
from scrub.errors import InstanceError
from scrub.masks.areas import Frame
from scrub.masks.attributes import is_attribute, shown
from scrub.masks.criteria import facts, fits, mask_for
from scrub.masks.library import YamlTemplates
from scrub.model.geometry import Rect
from scrub.model.mask import (
    AllOf,
    AnyOf,
    Condition,
    MaskTemplate,
    Not,
    Patch,
    Pixels,
    Test,
)

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
    SequenceOfUltrasoundRegions=[header(RegionDataType=1), header(RegionDataType=3)],
)
ACME.private_block(0x19, "ACME_1", create=True).add_new(0x27, "IS", "7")


FRAME = Frame(480, 640)
CORNER = (Patch(Pixels(0, 0, 1, 1)),)


def when(*tests: Test) -> MaskTemplate:
    return MaskTemplate("t", tests, CORNER)


def asks(attribute: str, op: str, *values: str, negated: bool = False) -> MaskTemplate:
    return when(Condition(attribute, op, values, negated))


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
        asks("Manufacturer", "endswith", "CAL"),
        when(Condition("Manufacturer", "contains", ("ACME",), exact_case=True)),
        asks("Rows", "less", "480.5", "2"),
        asks("WindowWidth", "greater", "0.5"),
        asks("SequenceOfUltrasoundRegions.RegionDataType", "equals", "3"),
        asks("0018,6011.0018,6014", "equals", "1"),
        asks("*.RegionDataType", "equals", "3"),
        asks("*.Manufacturer", "contains", "acme"),
        when(Condition("0019,xx27", "equals", ("7",), creator="ACME_1")),
        when(AnyOf((Condition("Modality", "equals", ("CT",)), MAKER))),
        when(AllOf((MAKER, Not(Condition("Modality", "equals", ("CT",)))))),
    ],
)
def test_it_fits(template: MaskTemplate) -> None:
    assert fits(template, facts(ACME), FRAME)


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
        when(),
        when(MAKER, Condition("Modality", "equals", ("CT",))),
        asks("Manufacturer", "endswith", "acme"),
        when(Condition("Manufacturer", "contains", ("acme",), exact_case=True)),
        when(Condition("Manufacturer", "matches", ("acme",), exact_case=True)),
        asks("Rows", "less", "480"),
        asks("Rows", "greater", "480"),
        asks("Modality", "less", "9"),
        asks("SequenceOfUltrasoundRegions.RegionDataType", "equals", "4"),
        asks("RegionDataType", "present"),
        asks("*.RegionSpatialFormat", "present"),
        when(Condition("0019,xx27", "equals", ("7",), creator="SOMEONE ELSE")),
        when(AnyOf((Condition("Modality", "equals", ("CT",)), Not(MAKER)))),
        when(AllOf((MAKER, Condition("Modality", "equals", ("CT",))))),
    ],
)
def test_it_does_not_fit(template: MaskTemplate) -> None:
    assert not fits(template, facts(ACME), FRAME)


def test_no_shipped_template_but_proposals_fits_a_header_without_maker_and_model() -> None:
    templates = YamlTemplates(template_files()).templates()
    for template in (one for one in templates if not one.proposal):
        bare = header(
            Modality="US",
            Rows=template.rows or 512,
            Columns=template.columns or 512,
            Manufacturer="",
            SOPClassUID="1.2.840.10008.5.1.4.1.1.6.1",
        )
        assert not fits(template, facts(bare), Frame(bare.Rows, bare.Columns)), template.name


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
            assert mask_for(templates, facts(slice_), Frame(512, 512)).names == ()


@pytest.mark.parametrize(
    ("name", "creator", "is_one"),
    [
        ("Rows", "", True),
        ("0028,0010", "", True),
        ("*.CodeMeaning", "", True),
        ("DerivationCodeSequence.*.CodeMeaning", "", True),
        ("0019,xx27", "ACME_1", True),
        ("SourceImageSequence.0019,xx27", "ACME_1", True),
        ("0019,xx27", "", False),
        ("0018,xx27", "ACME_1", False),
        ("Rows", "ACME_1", False),
        ("Rows.*", "", False),
        ("Row", "", False),
        ("", "", False),
        ("*", "", False),
    ],
)
def test_a_name_is_one_or_is_not(name: str, creator: str, *, is_one: bool) -> None:
    assert is_attribute(name, creator) is is_one


def test_a_tag_is_shown_as_its_keyword() -> None:
    assert shown("0018,6011.0018,6014") == "SequenceOfUltrasoundRegions.RegionDataType"
    assert shown("*.0019,1027") == "*.0019,1027"


def test_file_meta_can_be_asked_for() -> None:
    meta = FileMetaDataset()
    meta.ImplementationVersionName = "ACME_1"
    dataset = FileDataset("x", Dataset(), file_meta=meta)
    template = asks("ImplementationVersionName", "startswith", "acme")
    assert fits(template, facts(dataset), FRAME)
    assert not fits(template, facts(Dataset()), FRAME)


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
    match = mask_for(templates, facts(logiq), FRAME)
    assert match.names == ("ge-logiq-700-480x640-dre", "ge-logiq-700-480x640-starr")
    assert match.mask.on(0) == (Rect(0, 0, 640, 41), Rect(0, 0, 640, 42))
