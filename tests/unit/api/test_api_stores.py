from __future__ import annotations

from typing import TYPE_CHECKING

import fsspec
import pytest

import scrub
from doubles.stores import memory_store
from scrub.storage.outputs import output_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(sample: Path, key_file: Path) -> Iterator[str]:
    scrub.make_key(key_file)
    output_for.cache_clear()
    with memory_store() as url:
        fsspec.filesystem("memory").pipe_file("/in/x", (sample / "ct-clean.dcm").read_bytes())
        yield url


def test_an_object_is_scrubbed_into_a_store(store: str, key_file: Path, sample: Path) -> None:
    outcome = scrub.scrub_one(f"{store}/x", "memory://out", key=key_file)
    assert outcome.verdict is scrub.Verdict.WRITTEN
    assert outcome.plan
    target = outcome.plan.target
    [same] = scrub.scrub_many([sample / "ct-clean.dcm"], key_file.parent / "out", key=key_file)
    assert same.verdict is scrub.Verdict.WRITTEN
    written = (key_file.parent / "out" / target).read_bytes()
    assert fsspec.filesystem("memory").cat_file(f"/out/{target}") == written


def test_many_are_found_in_a_store(store: str, key_file: Path, tmp_path: Path) -> None:
    [outcome] = scrub.scrub_many([store], tmp_path / "out", key=key_file)
    assert outcome.verdict is scrub.Verdict.WRITTEN
    assert outcome.source == scrub.Source(store, "x")


def test_elements_are_listed_of_an_object_and_set_only_in_files(store: str, tmp_path: Path) -> None:
    assert scrub.list_tags(f"{store}/x", match="Modality")
    with pytest.raises(scrub.UsageError, match="files of this machine"):
        scrub.set_tags(f"{store}/x", tmp_path / "x", {"PatientName": "X"})
    with pytest.raises(scrub.InputError, match=r"^there is no such file$"):
        scrub.list_tags(f"{store}/none")
