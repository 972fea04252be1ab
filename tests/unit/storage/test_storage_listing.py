from __future__ import annotations

from typing import TYPE_CHECKING

import fsspec
import pytest

from doubles.stores import BUCKET, S3, http_server, memory_store
from scrub.errors import InputError
from scrub.model.instance import Source
from scrub.storage import listing
from scrub.storage.inputs import state_of
from scrub.storage.listing import names, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

URL = f"s3://{BUCKET}/in"


@pytest.fixture
def memory() -> Iterator[str]:
    with memory_store() as url:
        yield url


def test_a_bucket_is_walked_by_key_over_pages_and_windows(
    s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_PAGE", 3)
    monkeypatch.setattr(listing, "_WINDOW", 2)
    keys = ["a.dcm", "a/2", "a/10", "a/b/c", "b", "c d", "é"]
    for key in keys:
        s3.put_one(f"in/{key}", key.encode() * 3)
    s3.put_one("in/a/", b"")  # what a console makes of a new folder
    s3.put_one("inner/x", b"")
    found = list(walk(URL, 4))
    assert [one.path for one in found] == sorted(keys)
    assert all(one.head == (one.path.encode() * 3)[:4] and not one.problem for one in found)


def test_what_is_listed_is_as_it_is_asked(s3: S3, memory: str) -> None:
    s3.put_one("in/x", b"it")
    with fsspec.open(f"{memory}/x", "wb") as file:
        file.write(b"it")
    for root in (URL, memory):
        [one] = walk(root, 10)
        assert (one.size, one.modified) == state_of(Source(root, "x"))


def test_a_bucket_is_not_listed_further_than_is_looked(
    s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_PAGE", 2)
    monkeypatch.setattr(listing, "_WINDOW", 2)
    for number in range(20):
        s3.put_one(f"in/{number:02}", b"it")
    s3.asked.clear()
    found = walk(URL, 10)
    assert next(found).path == "00"
    found.close()  # type: ignore[attr-defined]
    assert s3.asked["GET"] <= 3 + 6


def test_an_empty_object_has_an_empty_head_and_is_not_asked_for(s3: S3) -> None:
    s3.put_one("in/x", b"")
    s3.asked.clear()
    assert [(one.path, one.size, one.head, one.problem) for one in walk(URL, 9)] == [
        ("x", 0, b"", "")
    ]
    assert s3.asked["GET"] == 1


def test_an_object_that_cannot_be_read_is_told_and_the_others_are_found(s3: S3) -> None:
    for name in ("a", "DOE^JANE", "z"):
        s3.put_one(f"in/{name}", b"it")
    s3.fails = lambda method, path: path.endswith("JANE")
    found = {one.path: (one.head, one.problem) for one in walk(URL, 9)}
    assert found.pop("DOE^JANE") == (b"", "the server answered 500")
    assert found == {"a": (b"it", ""), "z": (b"it", "")}


def test_a_bucket_that_cannot_be_listed_further_is_an_error(s3: S3) -> None:
    s3.put_one("in/x", b"it")
    s3.fails = lambda method, path: path == f"/{BUCKET}"
    with pytest.raises(InputError, match=r"^the bucket cannot be listed: the server answered 500$"):
        list(walk(URL, 9))


def test_other_stores_are_walked_folder_by_folder(memory: str) -> None:
    for path in ("b/2", "b/1.jpg", "a.dcm", "c", "b/d/e/f", ".z"):
        with fsspec.open(f"{memory}/{path}", "wb") as file:
            file.write(path.encode())
    found = list(walk(memory, 3))
    assert [one.path for one in found] == [".z", "a.dcm", "b/1.jpg", "b/2", "b/d/e/f", "c"]
    assert [one.head for one in found] == [one.path.encode()[:3] for one in found]


def test_a_folder_that_is_not_there_is_told(memory: str) -> None:
    assert [one.problem for one in walk(memory, 3)] == ["it is not there"]


def test_the_links_of_a_page_are_its_folder(tmp_path: Path) -> None:
    for path in ("b/2", "b/1.jpg", "a.dcm"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(path.encode() * 1000)
    with http_server(tmp_path) as url:
        found = list(walk(f"{url}/", 10))
    assert [one.path for one in found] == ["a.dcm", "b/1.jpg", "b/2"]
    assert [one.head for one in found] == [(one.path.encode() * 9)[:10] for one in found]


def test_heads_of_a_server_without_ranges_are_no_whole_files(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(bytes(50 << 20))
    with http_server(tmp_path, ranges=False) as url:
        assert [len(one.head) for one in walk(f"{url}/", 10)] == [10]


def test_names_below_a_folder_are_relative_to_it(s3: S3) -> None:
    for key in ("in/a/1", "in/a/2", "in/ab/3"):
        s3.put_one(key, b"it")
    assert [one.path for one in names(URL, "a")] == ["1", "2"]
