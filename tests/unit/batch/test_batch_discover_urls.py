from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import fsspec
import pytest

from doubles.stores import BUCKET, S3, http_server, memory_store
from scrub.batch.discover import discover
from scrub.errors import InputError, UsageError
from scrub.model.instance import Source
from scrub.model.outcome import Outcome, Verdict
from scrub.storage import inputs
from scrub.storage.inputs import state_of

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.batch.found import Found

PART_10 = bytes(128) + b"DICM" + b"\x02\0\0\0UL\x04\0\0\0\0\0" + bytes(64)
URL = f"s3://{BUCKET}/in"


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


MIXED = {
    "a/x.dcm": PART_10,
    "a/note.txt": b"hello",
    "b.zip": packed({"m/1": PART_10, "2": PART_10, "n.txt": b"hello", "z.zip": packed({})}),
    "broken.zip": packed({"b": PART_10})[:-30],
    "empty": b"",
    "odd?name*[1]::#.dcm": PART_10,
}


def look(*roots: str, output: str = "/nowhere/out") -> list[Found]:
    return list(discover(roots, output))


def told(found: list[Found]) -> list[tuple[str, str, str, str]]:
    """Return what is told of each: where it is, and how it ended if it did."""
    return [
        (one.path, one.member, "", "")
        if isinstance(one, Source)
        else (one.source.path, one.source.member, one.verdict, one.reason)
        for one in found
    ]


def lay(folder: Path) -> Path:
    for name, content in MIXED.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_a_bucket_is_found_to_be_what_a_folder_of_the_same_is(s3: S3, tmp_path: Path) -> None:
    folder = lay(tmp_path / "in")
    found = look(s3.put(folder, "in"))
    assert sorted(told(found)) == sorted(told(look(str(folder))))
    assert [one.path for one in found if isinstance(one, Source)] == sorted(
        one.path for one in found if isinstance(one, Source)
    )


def test_what_was_listed_is_known_of_each_source(s3: S3, tmp_path: Path) -> None:
    s3.put(lay(tmp_path / "in"), "in")
    for one in look(URL):
        source = one if isinstance(one, Source) else one.source
        assert (source.size, source.modified) == state_of(Source(URL, source.path))


def test_a_zip_is_entered_by_a_chain_as_by_its_name(s3: S3, tmp_path: Path) -> None:
    folder = lay(tmp_path / "in")
    s3.put(folder, "in")
    path = str(folder / "b.zip")
    assert look(f"zip://::{path}") == look(f"zip://*::file://{path}") == look(path)
    assert look(f"zip://::{URL}/b.zip") == look(f"{URL}/b.zip")
    assert [one[1] for one in told(look(f"zip://m::{path}"))] == ["m/1"]
    assert [one[1] for one in told(look(f"zip://m/*::{URL}/b.zip"))] == ["m/1"]


def test_a_page_is_found_to_be_what_a_folder_of_the_same_is(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in")
    (folder / "odd?name*[1]::#.dcm").unlink()  # a link would have to be quoted
    with http_server(folder) as url:
        assert sorted(told(look(f"{url}/"))) == sorted(told(look(str(folder))))
        assert look(f"{url}/a/x.dcm") == [Source(f"{url}/a/x.dcm")]


def test_an_object_that_cannot_be_read_fails_with_a_reason(s3: S3, tmp_path: Path) -> None:
    s3.put(lay(tmp_path / "in"), "in")
    # Its first bytes can be had; what was read of the same version before is forgotten.
    inputs._kept_open.cache_clear()
    s3.fails_after(1, "b.zip")
    [failed] = [one for one in look(URL) if isinstance(one, Outcome) and "500" in one.reason]
    assert failed.verdict is Verdict.FAILED
    assert failed.reason == "the ZIP cannot be read: the server answered 500"


@pytest.mark.parametrize(
    ("roots", "output"),
    [
        ([URL], f"{URL}/out"),
        ([f"{URL}/a"], URL),
        ([URL], URL),
        ([URL], f"s3a://{BUCKET}/in/"),
        ([f"zip://::{URL}/b.zip"], URL),
    ],
)
def test_input_and_output_may_not_lie_in_one_another(
    s3: S3, tmp_path: Path, roots: list[str], output: str
) -> None:
    s3.put(lay(tmp_path / "in"), "in")
    with pytest.raises(UsageError, match="one inside the other"):
        discover(roots, output)


def test_an_input_may_lie_beside_the_output(s3: S3, tmp_path: Path) -> None:
    s3.put(lay(tmp_path / "in"), "in")
    assert look(URL, output=f"s3://{BUCKET}/in2")


def test_a_root_inside_another_is_not_done_twice(s3: S3, tmp_path: Path) -> None:
    s3.put(lay(tmp_path / "in"), "in")
    assert look(f"{URL}/a", URL, f"s3a://{BUCKET}/in/a/x.dcm", URL) == look(URL)


def test_a_root_that_is_not_there_is_an_input_error(s3: S3) -> None:
    with pytest.raises(InputError, match=r"cannot read s3://archive/none: it is not there"):
        discover([f"s3://{BUCKET}/none"], "/nowhere/out")


def test_no_dicom_at_all_is_an_input_error(s3: S3) -> None:
    s3.put_one("in/x", b"hello")
    with pytest.raises(InputError, match="no DICOM among 1 files"):
        look(URL)


def test_memory_is_walked(tmp_path: Path) -> None:
    with memory_store() as url:
        for name, content in MIXED.items():
            fsspec.filesystem("memory").pipe_file(f"/in/{name}", content)
        assert sorted(told(look(url))) == sorted(told(look(str(lay(tmp_path / "in")))))
