from __future__ import annotations

import gzip
import shutil
import warnings
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from conformance.byte_search import all_of, is_in, leaks_of, searched
from conformance.byte_search_made import write_made
from conformance.commanded import Ended, laid
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


@pytest.mark.parametrize(("run", "planted", "least"), [("basic", ("CT",), 1000), ("hipaa", (), 60)])
def test_no_value_of_a_source_is_in_what_was_written(
    run: str, planted: tuple[str, ...], least: int, tmp_path: Path
) -> None:
    paths = [*write_made(tmp_path / "made", 8), *write_all(tmp_path / "planted", planted).values()]
    found = searched(run, laid(paths, tmp_path / "in"), tmp_path / "out")
    assert found.files == len(paths)
    assert found.values > least
    assert not found.leaks


def test_each_value_of_a_file_that_was_not_scrubbed_is_found(tmp_path: Path) -> None:
    for path in write_made(tmp_path, 4):
        copy = tmp_path / "copy"
        shutil.copyfile(path, copy)
        ended = Ended(path, "written", "", copy)
        values, leaks = leaks_of(ended, "basic")
        assert len(leaks) == len(values.strong) + len(values.weak) > 20
        (tmp_path / "empty").write_bytes(b"")
        assert not leaks_of(replace(ended, output=tmp_path / "empty"), "basic")[1]


@pytest.mark.parametrize("squeeze", [zlib.compress, gzip.compress])
def test_what_is_compressed_in_a_file_is_searched(squeeze: object, tmp_path: Path) -> None:
    assert callable(squeeze)
    hidden = b"before " + squeeze(b"twice " + squeeze(b"wobbegong")) + b" after"
    assert is_in(b"wobbegong", b"".join(all_of(hidden)))
    assert not is_in(b"wobbegong", hidden)


def test_a_short_number_is_not_taken_for_a_part_of_another() -> None:
    assert is_in(b"10203", b"ID 10203.")
    assert not is_in(b"10203", b"2.25.9102033")
