from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrub.errors import UsageError
from scrub.model.instance import Source
from scrub.model.place import is_url
from scrub.storage.urls import entered, family, name_of, parts_of, plain, shown

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "place",
    ["s3://b/k", "gs://b", "zip://::/a/b.zip", "zip://*::s3://b/a.zip", "simplecache::s3://b/k"],
)
def test_urls_are_told_from_paths(place: str) -> None:
    assert is_url(place)


@pytest.mark.parametrize(
    "place", ["", "a", "/a/b", "./s3://b", "C://x", "c:\\x", "study::1/x", "a:b", "//host/share"]
)
def test_paths_are_no_urls(place: str) -> None:
    assert not is_url(place)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("file:///a/b%20c", "/a/b c"),
        ("file://localhost/a", "/a"),
        ("local:///a", "/a"),
        ("/a/b%20c", "/a/b%20c"),
        ("s3://b/k", "s3://b/k"),
    ],
)
def test_urls_of_this_machine_are_paths(place: str, path: str) -> None:
    assert plain(place) == path


@pytest.mark.parametrize(
    ("root", "place", "inside"),
    [
        ("zip://::/a/b.zip", "/a/b.zip", ""),
        ("zip://*::s3://b/a.zip", "s3://b/a.zip", ""),
        ("zip://**::s3://b/a.zip", "s3://b/a.zip", ""),
        ("zip://x/y::file:///a.zip", "/a.zip", "x/y"),
        ("zip://x/y/*::/a.zip", "/a.zip", "x/y"),
        ("s3://b/k::x", "s3://b/k::x", ""),
        ("/a/b", "/a/b", ""),
    ],
)
def test_a_chain_into_a_zip_is_the_zip_and_what_is_meant_of_it(
    root: str, place: str, inside: str
) -> None:
    assert entered(root) == (place, inside)


@pytest.mark.parametrize("root", ["zip://x", "zip://::", "zip://::zip://::/a.zip"])
def test_other_chains_are_refused(root: str) -> None:
    with pytest.raises(UsageError):
        entered(root)


@pytest.mark.parametrize("url", ["simplecache::s3://b/k", "filecache::http://h/x", "data://x"])
def test_what_keeps_copies_on_the_disk_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="not read from"):
        family(url)


@pytest.mark.parametrize(
    ("inner", "outer", "lies"),
    [
        ("s3://b/in/out", "s3://b/in", True),
        ("s3a://b/in", "s3://b/in/", True),
        ("s3://b/inner", "s3://b/in", False),
        ("s3://b//in", "s3://b/in", False),
        ("s3://b/in", "gs://b/in", False),
        ("s3://c/in", "s3://b", False),
        ("az://box/in", "abfs://box@account.dfs.core.windows.net/", True),
        ("memory:///a/b", "memory://a", True),
        ("https://user:secret@host/a/b?token=1", "http://host/a", True),
    ],
)
def test_what_lies_in_what_is_told_by_url_alone(inner: str, outer: str, *, lies: bool) -> None:
    outside = parts_of(outer)
    assert (parts_of(inner)[: len(outside)] == outside) is lies


def test_links_are_followed_before_paths_are_compared(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert parts_of(str(tmp_path / "link" / "x")) == parts_of(str(tmp_path / "a" / "x"))


def test_no_password_or_token_is_shown() -> None:
    assert shown("https://user:secret@host/a/b.dcm?token=1") == "https://host/a/b.dcm"
    assert shown("/a/b@c?d") == "/a/b@c?d"


@pytest.mark.parametrize(
    ("place", "name"), [("s3://b/a/out/", "out"), ("s3://b", "b"), ("/a/out", "out")]
)
def test_the_name_of_a_place_is_its_last_part(place: str, name: str) -> None:
    assert name_of(place) == name


@pytest.mark.parametrize(
    ("source", "file"),
    [
        (Source("s3://b/in", "DOE^JANE/x.dcm"), "s3://b/in/DOE^JANE/x.dcm"),
        (Source("s3://b/in/", "x"), "s3://b/in/x"),
        (Source("https://h/x.dcm"), "https://h/x.dcm"),
        (Source("s3://b", "a//b/../c"), "s3://b/a//b/../c"),
        (Source("in/", "x"), "in/x"),
    ],
)
def test_the_file_of_a_source_is_its_url_where_the_root_is_one(source: Source, file: str) -> None:
    assert source.file == file


def test_what_a_listing_told_does_not_tell_sources_apart() -> None:
    assert Source("s3://b", "x", size=1, modified=2) == Source("s3://b", "x")
