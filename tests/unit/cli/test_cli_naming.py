from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.cli.naming import Naming
from scrub.model.instance import Source

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NAMING = Naming(bytes(32))


def test_a_path_has_one_name_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = {
        NAMING.name(one)
        for one in (Source("in", "x"), Source(str(tmp_path / "in"), "x"), Source("in/../in/x"))
    }
    assert len(names) == 1


def test_a_url_has_the_same_name_wherever_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source("s3://bucket/in", "x")
    before = NAMING.name(source)
    monkeypatch.chdir(tmp_path)
    assert NAMING.name(source) == before == NAMING.name(Source("s3://bucket", "in/x"))


def test_keys_that_would_be_one_path_are_not_one_name() -> None:
    keys = ("a/b", "a//b", "a/../a/b", "./a/b")
    assert len({NAMING.name(Source("s3://bucket", key)) for key in keys}) == len(keys)


def test_members_and_what_a_listing_told_are_told_apart() -> None:
    zipped = Source("s3://bucket", "a.zip", "x")
    assert NAMING.name(zipped) != NAMING.name(Source("s3://bucket", "a.zip", "y"))
    assert NAMING.name(zipped) == NAMING.name(Source("s3://bucket", "a.zip", "x", 1, 2))
