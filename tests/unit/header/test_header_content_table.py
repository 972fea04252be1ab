"""Every row of Table E.3.4-1, and every option of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from doubles.content_samples import CONTENT, OTHER_UID, VALUES, content_item, gone_from, only
from doubles.header_samples import said, scrubbed, with_options
from scrub.data import profile_rows
from scrub.header.cleaning.content import content_rules
from scrub.header.options import (
    DESCRIPTORS,
    DEVICE,
    FULL_DATES,
    INSTITUTION,
    MODIFIED_DATES,
    PATIENT,
    STRUCTURED_CONTENT,
    UIDS,
)
from scrub.header.rules import Cleaning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom.dataset import Dataset

ROWS = tuple(profile_rows("content-items"))
COLUMNS = {
    "retain_uids": UIDS,
    "retain_device_identity": DEVICE,
    "retain_institution_identity": INSTITUTION,
    "retain_patient_characteristics": PATIENT,
    "retain_longitudinal_full_dates": FULL_DATES,
    "retain_longitudinal_modified_dates": MODIFIED_DATES,
    "clean_descriptors": DESCRIPTORS,
}


def named(one: Mapping[str, str] | str) -> str:
    return one if isinstance(one, str) else f"{one['meaning']} {one['value_type']}"


def listed(row: Mapping[str, str]) -> Dataset:
    return only(
        content_item(row["value_type"], row["code"], row["scheme"]),
        content_item("NUM", "0", "99X"),
    )


def test_the_table_has_its_214_rows_each_once() -> None:
    assert len(ROWS) == 214
    assert len({(row["code"], row["scheme"], row["value_type"]) for row in ROWS}) == 214
    assert {row["value_type"] for row in ROWS} <= set(VALUES)


@pytest.mark.parametrize("row", [r for r in ROWS if r["basic_profile"] == "X"], ids=named)
def test_an_item_listed_as_x_goes_whole(row: Mapping[str, str]) -> None:
    assert gone_from(listed(row)) == ["(0040,A730)[0].(FFFE,E000)"]


@pytest.mark.parametrize("row", [r for r in ROWS if r["basic_profile"] != "X"], ids=named)
def test_an_item_listed_as_d_stays_and_says_nothing(row: Mapping[str, str]) -> None:
    left = scrubbed(listed(row), with_options(STRUCTURED_CONTENT))

    assert len(left.ContentSequence) == 2
    assert left.ContentSequence[0].ValueType == row["value_type"]
    for lost in ("Wobbegong", OTHER_UID, "20040826", "185059"):
        assert lost not in said(left)


@pytest.mark.parametrize(
    ("row", "column"),
    [(row, column) for row in ROWS for column in COLUMNS if row[column] == "K"],
    ids=named,
)
def test_what_an_option_keeps_is_there_unchanged(row: Mapping[str, str], column: str) -> None:
    left = scrubbed(listed(row), with_options(STRUCTURED_CONTENT, COLUMNS[column]))

    assert len(left.ContentSequence) == 2
    for keyword, value in VALUES[row["value_type"]].items():
        assert left.ContentSequence[0][keyword].value == value
    if row["value_type"] in {"IMAGE", "COMPOSITE", "WAVEFORM"}:
        reference = left.ContentSequence[0].ReferencedSOPSequence[0]
        assert reference.ReferencedSOPInstanceUID == OTHER_UID


@pytest.mark.parametrize(
    ("row", "column", "how"),
    [
        (row, column, Cleaning.TEXT if column == "clean_descriptors" else Cleaning.SHIFT)
        for row in ROWS
        for column in COLUMNS
        if row[column] == "C"
    ],
    ids=named,
)
def test_what_an_option_cleans_is_cleaned(
    row: Mapping[str, str], column: str, how: Cleaning
) -> None:
    rules = content_rules(listed(row), (STRUCTURED_CONTENT, COLUMNS[column])).rules

    (rule,) = [r for path, r in rules.items() if path.items == ((CONTENT, 0),)]
    assert (rule.code, rule.clean) == ("C", how)
