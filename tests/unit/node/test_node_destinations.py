"""Texts that name destinations, and those that do not."""

from __future__ import annotations

import pytest

from scrub.errors import UsageError
from scrub.node.destinations import DicomPeer, WebPeer, ae_title, destination


@pytest.mark.parametrize(
    ("text", "peer"),
    [
        ("dicom://PACS@archive:104", DicomPeer("PACS", "archive", 104)),
        ("dicom://A%20B@10.0.0.1:11112/", DicomPeer("A B", "10.0.0.1", 11112)),
        ("dicom://PACS@[::1]:104", DicomPeer("PACS", "::1", 104)),
        ("http://archive/dicom-web/", WebPeer("http", "archive", 80, "/dicom-web")),
        ("https://archive", WebPeer("https", "archive", 443, "")),
        ("https://archive:8443/a/b", WebPeer("https", "archive", 8443, "/a/b")),
    ],
)
def test_a_destination_is_what_its_text_says(text: str, peer: object) -> None:
    assert destination(text) == peer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PACS@archive:104",
        "dicom://archive:104",
        "dicom://PACS@archive",
        "dicom://PACS@archive:0",
        "dicom://PACS@archive:x",
        "dicom://PACS@archive:104/more",
        "dicom://PACS:secret@archive:104",
        "dicom://SEVENTEEN_LETTERS@archive:104",
        "ftp://archive/dicom-web",
        "https://archive/dicom-web?x=1",
        "https:///dicom-web",
        "http://[::1/",
    ],
)
def test_what_names_no_destination_is_told(text: str) -> None:
    with pytest.raises(UsageError):
        destination(text)


def test_a_password_is_not_taken_from_the_command_line_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="netrc") as told:
        destination("https://me:hush@archive/dicom-web")
    assert "hush" not in str(told.value)


def test_a_destination_is_named_alike_however_it_was_written() -> None:
    assert str(destination("http://archive/dicom-web/")) == "http://archive:80/dicom-web"
    assert str(destination("dicom://PACS@archive:104")) == "dicom://PACS@archive:104"


@pytest.mark.parametrize("text", ["", " X", "X ", "A\\B", "SEVENTEEN_LETTERS", "Ä", "A\nB"])
def test_what_is_no_title_is_told(text: str) -> None:
    with pytest.raises(UsageError):
        ae_title(text)
