from __future__ import annotations

import pytest
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from scrub.errors import InstanceError
from scrub.masks import matching
from scrub.masks.areas import Frame
from scrub.masks.criteria import Facts, TemplateMatch, facts, mask_for
from scrub.masks.matching import Matching
from scrub.model.mask import Condition, MaskTemplate, Patch, Pixels

FRAME = Frame(480, 640)
STRIP = (Patch(Pixels(0, 0, 640, 40)),)
MAKER = Condition("Manufacturer", "equals", ("ACME",))
LATE = Condition("SeriesNumber", "equals", ("7",))
TEMPLATES = (
    MaskTemplate("acme", (MAKER, Condition("StationName", "present")), STRIP),
    MaskTemplate("other", (Condition("Manufacturer", "equals", ("OTHER",)), LATE), STRIP),
)


def header(**values: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Frame]:
    """The frames for which templates were asked."""
    asked: list[Frame] = []

    def counted(templates: tuple[MaskTemplate, ...], header: Facts, frame: Frame) -> TemplateMatch:
        asked.append(frame)
        return mask_for(templates, header, frame)

    monkeypatch.setattr(matching, "mask_for", counted)
    return asked


def test_who_says_the_same_to_all_that_is_asked_is_not_matched_anew(made: list[Frame]) -> None:
    many = Matching(TEMPLATES)
    for number, station in enumerate(["US1", "US1", "US1"]):
        one = header(Manufacturer="ACME", StationName=station, SeriesNumber=number)
        assert many.match(facts(one), FRAME).names == ("acme",)
    assert made == [FRAME]


def test_another_answer_or_another_frame_is_matched_anew(made: list[Frame]) -> None:
    many = Matching(TEMPLATES)
    assert many.match(facts(header(Manufacturer="ACME", StationName="A")), FRAME).names
    assert not many.match(facts(header(Manufacturer="ACME")), FRAME).names
    assert not many.match(facts(header(Manufacturer="ACMF", StationName="A")), FRAME).names
    small = Frame(20, 640)
    match = many.match(facts(header(Manufacturer="ACME", StationName="A")), small)
    assert [region.rect.height for region in match.mask.regions] == [20]
    assert made == [FRAME, FRAME, FRAME, small]


def test_what_cannot_be_read_is_an_error_only_where_it_is_asked_for() -> None:
    many = Matching(TEMPLATES)
    assert many.match(facts(header(Manufacturer="OTHER", SeriesNumber=7)), FRAME).names
    assert many.match(facts(unread(Manufacturer="ACME", StationName="A")), FRAME).names
    with pytest.raises(InstanceError):
        many.match(facts(unread(Manufacturer="OTHER")), FRAME)


def unread(**values: object) -> Dataset:
    """Return a header whose Series Number is no number."""
    dataset = header(**values)
    tag = Tag("SeriesNumber")
    dataset[tag] = RawDataElement(
        tag, "US", 3, b"odd", 0, is_implicit_VR=False, is_little_endian=True
    )
    return dataset


def test_only_the_last_headers_are_kept(made: list[Frame]) -> None:
    many = Matching(TEMPLATES)
    for number in range(20):
        many.match(facts(header(Manufacturer=f"M{number}")), FRAME)
    many.match(facts(header(Manufacturer="M19")), FRAME)
    assert len(made) == 20
    many.match(facts(header(Manufacturer="M0")), FRAME)
    assert len(made) == 21
