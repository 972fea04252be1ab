from __future__ import annotations

import pytest

from doubles.header_samples import CT
from scrub.data import profile_rows
from scrub.errors import RecipeError
from scrub.header.codes import settle
from scrub.header.profile import load_profile
from scrub.model.header import Action, TagPath

GSPS = "1.2.840.10008.5.1.4.1.1.11.1"
SEG = "1.2.840.10008.5.1.4.1.1.66.4"
PRIVATE_CLASS = "1.2.3.4.5.6"


def action(tag: int, sop_class_uid: str = CT, *items: int) -> Action:
    path = TagPath(tuple((item, 0) for item in items), tag)
    profile = load_profile()
    return settle(profile.rule(tag).code, profile.attribute_type(path, sop_class_uid))


def test_every_row_of_the_table_is_the_rule_of_its_tag() -> None:
    profile = load_profile()
    for row in profile_rows("ps3.15-2026d"):
        tag = row["tag"]
        if "where" in tag or tag.startswith(("(0000", "(0002", "(0004")):
            continue
        number = int(tag[1:5].replace("x", "0") + tag[6:10].replace("x", "1"), 16)
        assert profile.rule(number).code == row["basic_profile"], tag


def test_every_row_beyond_the_table_has_a_rule() -> None:
    profile = load_profile()
    for row in profile_rows("beyond-e11"):
        number = int(row["tag"][1:5] + row["tag"][6:10], 16)
        assert profile.rule(number).source == f"beyond E.1-1: {row['why']}"


@pytest.mark.parametrize(
    ("tag", "what"),
    [
        (0x00091001, "a private element"),
        (0x00090010, "a private creator"),
        (0x00100000, "a group length"),
        (0x00020010, "file meta information"),
        (0x00000100, "a command"),
        (0x00041500, "a DICOMDIR's file name"),
        (0x50040022, "a curve's description"),
        (0x60020022, "an overlay's description"),
        (0x60020010, "an overlay's rows"),
        (0x7F000010, "variable pixel data"),
        (0x7FE00020, "coefficients"),
        (0xFFFCFFFC, "trailing padding"),
        (0x00081ABC, "a tag of no dictionary"),
        (0x00100011, "a row that pydicom does not know"),
    ],
)
def test_what_goes_by_its_group_or_for_being_unknown_goes(tag: int, what: str) -> None:
    assert action(tag) is Action.REMOVE, what


@pytest.mark.parametrize(
    "tag", [0x00080008, 0x00080016, 0x00280010, 0x7FE00010, 0x7FE00001, 0x54001010]
)
def test_what_no_table_names_stays(tag: int) -> None:
    assert action(tag) is Action.KEEP


@pytest.mark.parametrize(
    ("tag", "sop_class_uid", "expected", "why"),
    [
        (0x00700082, GSPS, Action.DUMMY, "X, but Type 1: the IOD wins"),
        (0x00700082, CT, Action.REMOVE, "X, and not in the IOD"),
        (0x00080023, SEG, Action.DUMMY, "Z/D of Type 1"),
        (0x00080023, CT, Action.EMPTY, "Z/D of Type 2C"),
        (0x00080080, CT, Action.REMOVE, "X/Z/D of Type 3"),
        (0x00181000, SEG, Action.DUMMY, "X/Z/D of Type 1"),
        (0x00181000, PRIVATE_CLASS, Action.DUMMY, "X/Z/D of unknown type"),
        (0x00321060, PRIVATE_CLASS, Action.EMPTY, "X/Z of unknown type"),
        (0x00080021, CT, Action.REMOVE, "X/D of Type 3"),
        (0x00080021, PRIVATE_CLASS, Action.DUMMY, "X/D of unknown type"),
        (0x00081140, CT, Action.KEEP, "X/Z/U* of Type 3: its UIDs are mapped"),
        (0x00081140, PRIVATE_CLASS, Action.KEEP, "X/Z/U* of unknown type: cleaned inside"),
        (0x00080050, PRIVATE_CLASS, Action.EMPTY, "Z"),
        (0x00200010, CT, Action.EMPTY, "Z of Type 2"),
    ],
)
def test_compound_codes_are_settled_by_the_iod(
    tag: int, sop_class_uid: str, expected: Action, why: str
) -> None:
    assert action(tag, sop_class_uid) is expected, why


def test_a_reference_that_its_iod_asks_for_stays_to_be_cleaned_inside() -> None:
    assert action(0x00081140, GSPS, 0x00081115) is Action.KEEP
    assert action(0x00082112, SEG, 0x52009229, 0x00089124) is Action.KEEP


def test_dimension_of_a_beyond_date_is_removed_where_the_iod_does_not_have_it() -> None:
    assert action(0x00143076) is Action.REMOVE
    assert action(0x00143076, PRIVATE_CLASS) is Action.DUMMY


def test_an_unknown_profile_or_option_is_refused() -> None:
    with pytest.raises(RecipeError, match="no profile 'advanced'"):
        load_profile("advanced")
    with pytest.raises(RecipeError, match="no option 'retain-dates'"):
        load_profile("basic", ("retain-dates",))
