from __future__ import annotations

import io
import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from scrub.batch.discover import discover
from scrub.errors import InputError, UsageError
from scrub.model.instance import Source
from scrub.model.outcome import Outcome, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.batch.found import Found

PART_10 = bytes(128) + b"DICM" + b"\x02\0\0\0UL\x04\0\0\0\0\0" + bytes(64)
BARE_IMPLICIT = b"\x08\0\x05\0\x0a\0\0\0ISO_IR 100"
BARE_EXPLICIT = b"\x08\0\x05\0CS\x0a\0ISO_IR 100"
DICOMDIR = (
    bytes(128)
    + b"DICM"
    + b"\x02\0\0\0UL\x04\0\0\0\0\0"
    + b"\x02\0\x01\0OB\0\0\x02\0\0\0\0\x01"
    + b"\x02\0\x02\0UI\x14\x001.2.840.10008.1.3.10"
)


def look(*roots: Path, output: str = "/nowhere/out") -> list[Found]:
    return list(discover([str(root) for root in roots], output))


def paths(found: list[Found]) -> list[str]:
    return [item.path for item in found if isinstance(item, Source)]


def left_out(found: list[Found]) -> dict[str, tuple[Verdict, str]]:
    return {
        item.source.path + item.source.member: (item.verdict, item.reason)
        for item in found
        if isinstance(item, Outcome)
    }


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_folder_is_walked_by_name_whatever_the_files_are_called(tmp_path: Path) -> None:
    for name in ("b/2", "b/1.jpg", "a.dcm", "c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PART_10)
    assert paths(look(tmp_path)) == ["a.dcm", "b/1.jpg", "b/2", "c"]


@pytest.mark.parametrize("content", [PART_10, BARE_IMPLICIT, BARE_EXPLICIT])
def test_dicom_is_known_by_content(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "readme.txt").write_bytes(content)
    assert look(tmp_path) == [Source(str(tmp_path), "readme.txt")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x08",
        b"MZ" + bytes(200),
        b"\xff\xd8\xff\xe0" + bytes(200),
        b"\x08\0\x05\0\xff\xff\0\0",
    ],
)
def test_anything_else_is_named_as_not_dicom(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "image.dcm").write_bytes(content)
    (tmp_path / "real").write_bytes(PART_10)
    found = look(tmp_path)
    assert left_out(found) == {"image.dcm": (Verdict.NOT_DICOM, "not DICOM")}
    assert paths(found) == ["real"]


def test_a_root_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_bytes(PART_10)
    assert look(file) == [Source(str(file))]
    assert Source(str(file)).file == str(file)


def test_a_dicomdir_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(DICOMDIR)
    [(verdict, reason)] = left_out(look(tmp_path)).values()
    assert verdict is Verdict.REFUSED
    assert "DICOMDIR" in reason


def test_members_of_a_zip_are_sources_and_a_zip_inside_is_not_entered(tmp_path: Path) -> None:
    inner = packed({"x": PART_10})
    members = {"b": PART_10, "a/1": PART_10, "note.txt": b"hello", "inner.zip": inner}
    (tmp_path / "study").write_bytes(packed(members))
    found = look(tmp_path)
    assert [item.member for item in found if isinstance(item, Source)] == ["a/1", "b"]
    assert left_out(found) == {
        "studyinner.zip": (Verdict.NOT_DICOM, "a ZIP inside a ZIP"),
        "studynote.txt": (Verdict.NOT_DICOM, "not DICOM"),
    }


def test_a_damaged_zip_fails(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(packed({"b": PART_10})[:-30])
    assert left_out(look(tmp_path)) == {"x.zip": (Verdict.FAILED, "the ZIP is damaged")}


def test_a_damaged_member_fails_and_the_others_are_found(tmp_path: Path) -> None:
    content = bytearray(packed({"a": os.urandom(2000), "b": PART_10}))
    start = content.index(b"a", 26) + 1
    content[start : start + 1000] = b"\xff" * 1000
    (tmp_path / "x.zip").write_bytes(content)
    found = look(tmp_path)
    assert left_out(found)["x.zipa"][0] is Verdict.FAILED
    assert [item.member for item in found if isinstance(item, Source)] == ["b"]


def test_an_encrypted_member_fails(tmp_path: Path) -> None:
    content = bytearray(packed({"a": PART_10}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "x.zip").write_bytes(content)
    assert left_out(look(tmp_path))["x.zipa"] == (Verdict.FAILED, "encrypted in its ZIP")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_not_silently_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a", PART_10)
        archive.writestr("a", PART_10 + b"other")
    found = look(tmp_path)
    assert len(paths(found)) == 1
    assert left_out(found)["x.zipa"][0] is Verdict.FAILED


def test_links_that_go_in_circles_end(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "x").write_bytes(PART_10)
    (folder / "deep" / "up").symlink_to(folder)
    (folder / "again").symlink_to(folder / "deep")
    assert paths(look(folder)) == ["again/x"]


def test_a_link_to_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to(tmp_path / "gone")
    verdict, reason = left_out(look(tmp_path))["x"]
    assert verdict is Verdict.FAILED
    assert reason == "cannot be read: No such file or directory"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_fails(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(PART_10)
    (tmp_path / "x").chmod(0)
    assert left_out(look(tmp_path))["x"][0] is Verdict.FAILED


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "x").write_bytes(PART_10)
    assert left_out(look(tmp_path)) == {"pipe": (Verdict.NOT_DICOM, "not a file")}


def test_a_tree_deeper_than_the_stack_is_walked(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("x", os.O_CREAT, dir_fd=here))
    os.close(here)
    (tmp_path / "real").write_bytes(PART_10)
    try:
        assert paths(look(tmp_path)) == ["real"]
    finally:
        (tmp_path / ("d/" * 1200) / "x").unlink()
        for depth in range(1200, 0, -1):
            (tmp_path / ("d/" * depth)).rmdir()


def test_a_root_inside_another_is_not_done_twice(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x").write_bytes(PART_10)
    found = look(tmp_path / "sub", tmp_path, tmp_path, tmp_path / "sub" / "x")
    assert found == [Source(str(tmp_path), "sub/x")]


def test_a_root_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no"):
        discover([str(tmp_path / "gone")], "/nowhere/out")


def test_no_dicom_at_all_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "readme").write_text("hello")
    with pytest.raises(InputError, match="no DICOM among 1 files"):
        look(tmp_path)


def test_something_that_failed_is_not_nothing_to_do(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("hello")
    (tmp_path / "x").symlink_to(tmp_path / "gone")
    (tmp_path / "z").write_text("hello")
    assert len(look(tmp_path)) == 3


@pytest.mark.parametrize(
    ("root", "output"), [("in", "in/out"), ("in", "in"), ("out/in", "out"), ("link", "in/out")]
)
def test_input_and_output_may_not_lie_in_one_another(
    tmp_path: Path, root: str, output: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out" / "in").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "in")
    with pytest.raises(UsageError):
        discover([str(tmp_path / root)], str(tmp_path / output))


def test_an_input_may_not_be_what_the_run_writes_beside_the_output(tmp_path: Path) -> None:
    (tmp_path / "out.work").mkdir()
    work = str(tmp_path / "out.work")
    with pytest.raises(UsageError):
        discover([work], str(tmp_path / "out"), [work])


def test_a_link_into_the_output_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").write_bytes(PART_10)
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "y").write_bytes(PART_10)
    assert paths(look(tmp_path / "in", output=str(tmp_path / "out"))) == ["y"]


def test_finding_is_lazy(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_bytes(PART_10)
    (tmp_path / "b").mkdir()
    found = discover([str(tmp_path)], "/nowhere/out")
    assert next(found) == Source(str(tmp_path), "a/x")
    (tmp_path / "b" / "y").write_bytes(PART_10)
    assert next(found) == Source(str(tmp_path), "b/y")
