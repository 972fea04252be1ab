from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

from conformance.commanded import RUNS, Ended, arguments, scrubbed
from conformance.planted import judged, judged_run, told
from conformance.planted_content import judged_content
from conformance.planted_hipaa import hipaa_claims
from conformance.planted_table import planted_rows, row_count, rows
from conformance.planted_values import write_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """What is planted breaks the rules of PS3.5 for some attributes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_every_row_of_the_table_is_planted_but_for_groups_and_what_no_instance_has() -> None:
    assert row_count() == 657
    assert len(rows()) == 653
    assert len(planted_rows()) == 649


@pytest.mark.parametrize(
    ("run", "names"), [("basic", ("CT", "SR", "GSPS")), ("all, modified dates", ("CT",))]
)
def test_every_planted_value_ends_as_the_table_asks(
    run: str, names: tuple[str, ...], tmp_path: Path
) -> None:
    for one in judged_run(run, tmp_path, names):
        assert not one.wrong, one.name
        assert told([one], "top") == "649 of 649"


def test_what_is_not_touched_is_wrong_in_every_row(tmp_path: Path) -> None:
    (path,) = write_all(tmp_path, ("CT",)).values()
    found = judged("CT", Ended(path, "written", "", path), ())
    assert told([found], "top") == "0 of 649"
    assert {why for what, _, why in found.wrong if not what} >= {"(0012,0062) is not YES"}


def test_what_is_scrubbed_without_an_option_is_wrong_in_its_column(tmp_path: Path) -> None:
    (path,) = write_all(tmp_path / "in", ("CT",)).values()
    (ended,) = scrubbed(path.parent, tmp_path / "out", *arguments("basic"))
    for run in RUNS:
        found = judged("CT", ended, RUNS[run])
        # Bytes that an option asks to clean go as without it.
        assert found.right["column"] <= 6, run
        assert found.wrong or run == "basic", run


@pytest.mark.parametrize("option", ["", "clean-descriptors", "retain-modified-dates"])
def test_every_content_item_ends_as_its_table_asks(option: str, tmp_path: Path) -> None:
    right, wrong = judged_content(tmp_path, option)
    assert not wrong
    assert right == 214


def test_the_profile_hipaa_keeps_its_promises(tmp_path: Path) -> None:
    assert not {claim: faults for claim, faults in hipaa_claims(tmp_path) if faults}
