"""Multipart messages, in whatever pieces they come."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.received import received
from scrub.node.multipart import MultipartError, Parts, boundary_of

BOUNDARY = b"b0"


def message(parts: list[bytes], header: bytes = b"Content-Type: application/dicom\r\n") -> bytes:
    opened = b"".join(b"--b0\r\n" + header + b"\r\n" + part + b"\r\n" for part in parts)
    return opened + b"--b0--\r\n"


def parsed(pieces: list[bytes]) -> list[bytes]:
    """Return the parts, as files have them; nothing but those is left."""
    with tempfile.TemporaryDirectory() as folder:
        node = received(Path(folder))
        found: list[bytes] = []

        def take(part: object) -> None:
            node.inbox.accept(part)  # type: ignore[arg-type]
            found.append(max(node.files(), key=lambda path: path.stat().st_ctime_ns).read_bytes())
            for path in node.files():
                path.unlink()

        parts = Parts(BOUNDARY, node.inbox.begin, take)
        try:
            for piece in pieces:
                parts.feed(piece)
            parts.end()
        finally:
            parts.discard()
            assert node.coming() == []
        return found


@given(
    st.lists(st.binary().filter(lambda part: b"\r\n--b0" not in part), min_size=1, max_size=4),
    st.lists(st.integers(1, 40), max_size=12),
)
def test_parts_are_what_was_sent_however_it_was_cut(parts: list[bytes], cuts: list[int]) -> None:
    whole, pieces = message(parts), []
    for cut in cuts:
        pieces.append(whole[:cut])
        whole = whole[cut:]
    assert parsed([*pieces, whole]) == parts


def test_what_looks_like_the_boundary_but_is_not_is_data() -> None:
    part = b"\r\n--b\r\n-b0\r--b0\n--b0\r\r\n--B0"
    assert parsed([message([part])]) == [part]


@pytest.mark.parametrize("cut", [3, 10, 30, 60])
def test_a_message_that_is_cut_short_is_told_and_leaves_nothing(cut: int) -> None:
    with pytest.raises(MultipartError) as told:
        parsed([message([b"x" * 100])[:-cut]])
    assert told.value.status == 400


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"no multipart at all", 400),
        (message([b"{}"], b"Content-Type: application/dicom+json\r\n"), 415),
        (message([b"x"], b"Content-Type\r\n"), 400),
        (message([b"x"], b"X: " + b"y" * 100_000 + b"\r\n"), 400),
    ],
)
def test_what_is_no_message_of_instances_is_told(content: bytes, status: int) -> None:
    with pytest.raises(MultipartError) as told:
        parsed([content])
    assert told.value.status == status


def test_a_part_without_a_type_is_an_instance() -> None:
    assert parsed([message([b"x"], b"")]) == [b"x"]


@pytest.mark.parametrize(
    "said",
    [
        'multipart/related; type="application/dicom"; boundary=b0',
        "Multipart/Related; boundary=b0; type=application/dicom; charset=utf-8",
        'multipart/related; boundary="b0"',
    ],
)
def test_the_boundary_is_found(said: str) -> None:
    assert boundary_of(said) == BOUNDARY


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("", 415),
        ("application/dicom", 415),
        ("multipart/form-data; boundary=b0", 415),
        ('multipart/related; type="application/dicom+json"; boundary=b0', 415),
        ('multipart/related; type="application/dicom"', 400),
    ],
)
def test_another_type_is_told(said: str, status: int) -> None:
    with pytest.raises(MultipartError) as told:
        boundary_of(said)
    assert told.value.status == status
