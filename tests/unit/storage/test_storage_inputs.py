from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import fsspec
import pytest

from doubles.stores import BUCKET, S3, http_server, memory_store
from scrub.errors import InputError, InstanceError, MissingToolError, UnsupportedInstanceError
from scrub.model.instance import Source
from scrub.storage import remote_file, stores
from scrub.storage.inputs import Kind, archive_of, kind_of, open_binary, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGE = 3 * remote_file.SMALL + 12345
ODD = ["a::b", "q?x=1", "h#x", "100%25", "s p", "br[a]c*", "ü^é", "DOE^JANE.dcm", "x//y", ".z"]


@pytest.fixture
def memory() -> Iterator[str]:
    with memory_store() as url:
        yield url


def put(url: str, octets: bytes) -> None:
    with fsspec.open(url, "wb") as file:
        file.write(octets)


def got(source: Source) -> bytes:
    with open_binary(source) as file:
        return file.read()


@pytest.mark.parametrize("size", [0, 1, 5000, remote_file.SMALL, remote_file.SMALL + 1, LARGE])
def test_an_object_has_its_bytes(s3: S3, size: int) -> None:
    octets = random.Random(size).randbytes(size)
    s3.put_one("in/x", octets)
    assert got(Source(f"s3://{BUCKET}/in", "x")) == octets
    assert got(Source(f"s3://{BUCKET}/in/x", size=size, modified=1)) == octets


def test_a_small_object_is_one_request(s3: S3) -> None:
    s3.put_one("in/x", bytes(5000))
    s3.asked.clear()
    got(Source(f"s3://{BUCKET}/in", "x", size=5000, modified=1))
    assert s3.asked == {"GET": 1}


def test_a_large_object_is_read_from_any_place_and_not_more_often_than_needed(s3: S3) -> None:
    octets = random.Random(7).randbytes(LARGE)
    s3.put_one("in/x", octets)
    s3.asked.clear()
    with open_binary(Source(f"s3://{BUCKET}/in", "x", size=LARGE, modified=1)) as file:
        assert file.seek(0, os.SEEK_END) == LARGE
        for start in (0, LARGE - 100, 5 << 20, 100, LARGE - 50):
            file.seek(start)
            assert file.read(4096) == octets[start : start + 4096]
            assert file.tell() == min(start + 4096, LARGE)
    assert s3.asked["GET"] <= 4
    assert s3.asked["HEAD"] <= 1


def test_an_object_that_changes_while_it_is_read_is_an_error(s3: S3) -> None:
    s3.put_one("in/x", bytes(LARGE))
    with open_binary(Source(f"s3://{BUCKET}/in", "x", size=LARGE, modified=1)) as file:
        file.read(10)
        s3.put_one("in/x", b"\1" * LARGE)
        file.seek(9 << 20)
        with pytest.raises(InstanceError, match="changed meanwhile"):
            file.read(10)


@pytest.mark.parametrize("name", ODD)
def test_names_are_taken_as_they_are(s3: S3, name: str) -> None:
    s3.put_one(f"in/{name}", b"it")
    source = Source(f"s3://{BUCKET}/in", name)
    assert got(source) == b"it"
    assert state_of(source)[0] == 2


@pytest.mark.parametrize("where", ["s3", "memory"])
def test_the_state_changes_with_the_bytes_though_the_size_does_not(
    s3: S3, memory: str, where: str
) -> None:
    root = f"s3://{BUCKET}/in" if where == "s3" else memory
    source = Source(root, "x")
    states = set()
    for octets in (b"one", b"two"):
        put(source.file, octets)
        assert state_of(source) == state_of(source)
        states.add(state_of(source))
    assert len(states) == 2
    assert all(size == 3 and 0 <= modified < 1 << 63 for size, modified in states)


def test_what_a_listing_told_is_not_asked_again(s3: S3) -> None:
    s3.asked.clear()
    assert state_of(Source(f"s3://{BUCKET}/in", "x", size=3, modified=4)) == (3, 4)
    assert not s3.asked


def test_what_is_not_there_has_no_state(s3: S3, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"it")
    assert state_of(Source(f"s3://{BUCKET}/in", "x")) == (-1, -1)
    assert state_of(Source(str(tmp_path), "y")) == (-1, -1)
    assert state_of(Source(str(tmp_path), "x")) == (2, (tmp_path / "x").stat().st_mtime_ns)


def test_what_cannot_be_read_is_told_without_names(s3: S3) -> None:
    with pytest.raises(InstanceError, match=r"^cannot be read: it is not there$"):
        open_binary(Source(f"s3://{BUCKET}/in", "DOE^JANE"))
    s3.put_one("in/DOE^JANE", bytes(10))
    s3.fails = lambda method, path: True
    with pytest.raises(InstanceError, match=r"^cannot be read: the server answered 500$") as told:
        open_binary(Source(f"s3://{BUCKET}/in", "DOE^JANE"))
    assert told.value.__cause__ is None


def test_an_object_that_breaks_in_the_middle_is_an_error(s3: S3) -> None:
    s3.put_one("in/x", bytes(LARGE))
    with open_binary(Source(f"s3://{BUCKET}/in", "x", size=LARGE, modified=1)) as file:
        file.read(10)
        s3.fails = lambda method, path: True
        file.seek(9 << 20)
        with pytest.raises(InstanceError, match="the server answered 500"):
            file.read(10)


def test_what_is_at_a_url_is_told(s3: S3, memory: str) -> None:
    s3.put_one("in/x", b"it")
    put(f"{memory}/x", b"it")
    for root in (f"s3://{BUCKET}/in", memory):
        assert kind_of(root) is Kind.FOLDER
        assert kind_of(f"{root}/x") is Kind.FILE
        with pytest.raises(InputError, match="it is not there"):
            kind_of(f"{root}/y")
    assert kind_of(f"s3://{BUCKET}") is Kind.FOLDER
    with pytest.raises(InputError, match="it is not there"):
        kind_of("s3://no-such-bucket/in")


def test_without_a_connection_that_is_told(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.store_of.cache_clear()
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    try:
        with pytest.raises(InputError, match=r"cannot read s3://none: no connection"):
            kind_of("s3://none")
    finally:
        stores.store_of.cache_clear()
        fsspec.get_filesystem_class("s3").clear_instance_cache()


@pytest.mark.parametrize(
    ("url", "package", "said"),
    [
        ("s3://b", "s3fs", r"s3:// needs s3fs: pip install 'dicom-scrub\[s3\]'"),
        ("memory://b", "fsspec", r"memory:// needs fsspec: pip install 'dicom-scrub\[urls\]'"),
    ],
)
def test_a_library_that_is_missing_is_told(
    url: str, package: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores.store_of.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    known = sys.modules["fsspec.registry"]._registry
    monkeypatch.delitem(known, "s3" if package == "s3fs" else "", raising=False)
    with pytest.raises(MissingToolError, match=said):
        stores.store_of(url)


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("size", [0, 100, LARGE])
def test_a_web_server_is_read_from_whether_it_gives_ranges_or_not(
    tmp_path: Path, size: int, *, ranges: bool
) -> None:
    octets = random.Random(size).randbytes(size)
    (tmp_path / "x.dcm").write_bytes(octets)
    with http_server(tmp_path, ranges=ranges) as url:
        with open_binary(Source(f"{url}/x.dcm")) as file:
            assert file.seek(0, os.SEEK_END) == size
            for start in (0, size // 2, 1):
                file.seek(start)
                assert file.read(1000) == octets[start : start + 1000]
        assert kind_of(f"{url}/x.dcm") is Kind.FILE
        assert kind_of(f"{url}/") is Kind.FOLDER
        before = state_of(Source(f"{url}/x.dcm"))
        assert before[0] == size
        (tmp_path / "x.dcm").write_bytes(bytes(size + 1))
        assert state_of(Source(f"{url}/x.dcm")) != before
    # Without a version nothing is promised: that server tells of none.
    assert (before[1] >= 0) is ranges


def test_too_much_of_a_server_without_ranges_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_file, "_LARGEST_WITHOUT_RANGES", 1000)
    (tmp_path / "x").write_bytes(bytes(1001))
    with (
        http_server(tmp_path, ranges=False) as url,
        pytest.raises(UnsupportedInstanceError, match="no parts of it"),
    ):
        open_binary(Source(f"{url}/x"))


def test_members_of_a_large_zip_are_read_without_reading_all_of_it(s3: S3) -> None:
    members = {f"{n:03}": random.Random(n).randbytes(100_000) for n in range(80)}
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    s3.put_one("in/x.zip", octets.getvalue())
    size, modified = state_of(Source(f"s3://{BUCKET}/in", "x.zip"))
    s3.asked.clear()
    for name in ("003", "070", "071"):
        with archive_of(Source(f"s3://{BUCKET}/in", "x.zip", name, size, modified)) as archive:
            assert archive.read(name) == members[name]
    assert s3.asked["GET"] <= 8


PLAIN = """
import sys
from scrub.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
found = {name.partition(".")[0] for name in sys.modules}
sys.exit(code or ", ".join(found & {"fsspec", "s3fs", "aiohttp", "botocore"}) or 0)
"""


def test_nothing_of_stores_is_imported_for_paths(sample: Path, tmp_path: Path) -> None:
    key = ["--workers", "0", "--key", str(tmp_path / "key")]
    for words in (["--help"], [*key, str(sample), str(tmp_path / "out")]):
        done = subprocess.run(
            [sys.executable, "-c", PLAIN, *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert list((tmp_path / "out").rglob("*.dcm"))
