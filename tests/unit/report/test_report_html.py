from __future__ import annotations

import json
import re
import stat
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from scrub.errors import OutputError
from scrub.model.outcome import Verdict
from scrub.report.html import MOST_MACHINES, NEXT, write_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUN: dict[str, Any] = {
    "recipe": {"pixel": True, "text_mode": "unless-clinical", "profile": "basic"},
    "versions": {"dicom-scrub": "1.2.3"},
    "started": "2026-01-02T03:04:05Z",
    "seconds": 1.5,
    "frames": 7,
}
HOSTILE = "</script><script>alert(1)</script><!--machines-->&amp;\u2028"


class Page(HTMLParser):
    """What a browser would see: text outside scripts, data, and where things come from."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text = ""
        self.data: dict[str, Any] = {}
        self.scripts = 0
        self.addresses: list[str] = []
        self._reading: str | None = None
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [value or "" for key, value in attrs if key in {"src", "href"}]
        if tag in {"script", "style"}:
            self._reading = given.get("id") or "code"
            self.scripts += tag == "script" and "id" not in given

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._reading = None

    def handle_data(self, data: str) -> None:
        if self._reading is None:
            self.text += data
        elif self._reading != "code":
            self.data[self._reading] = json.loads(data)


def record(verdict: Verdict, equipment: str = "Example 7", **more: object) -> dict[str, Any]:
    finding = {"kind": "name", "reason": "the header's own", "length": 4, "score": 1.0}
    known = {"verdict": str(verdict), "modality": "US", "equipment": equipment}
    return known | {"source": "5f", "findings": [finding]} | more


def test_the_totals_can_be_read_without_a_script(tmp_path: Path) -> None:
    records = [record(Verdict.WRITTEN), record(Verdict.WRITTEN), record(Verdict.HELD, "Other 3")]
    write_html(records, RUN, tmp_path / "report.html")
    seen = " ".join(Page(tmp_path / "report.html").text.split())
    assert "2 written" in seen
    assert "1 held" in seen
    assert "0 failed" in seen
    assert re.search(r"name\s*3", seen)
    assert re.search(r"US Example 7\s*2\s*0\s*2", seen)
    assert re.search(r"US Other 3\s*1\s*1\s*1", seen)
    assert "scrub 1.2.3" in seen


def test_every_verdict_says_what_to_do_next() -> None:
    assert set(NEXT) == set(Verdict)


def test_records_come_back_from_the_page_as_they_were(tmp_path: Path) -> None:
    pictures = [{"frame": 1, "png": "AAAA"}]
    records = [record(Verdict.HELD, reason=HOSTILE), record(Verdict.WRITTEN, pictures=pictures)]
    write_html(records, RUN, tmp_path / "report.html")
    data = Page(tmp_path / "report.html").data
    assert data["r0"] == records[0]
    assert data["r1"] | {"pictures": data["p1"]} == records[1]


def test_no_text_of_a_record_becomes_part_of_the_page(tmp_path: Path) -> None:
    plain, hostile = tmp_path / "plain.html", tmp_path / "hostile.html"
    write_html([record(Verdict.HELD)], RUN, plain)
    run = RUN | {"started": HOSTILE}
    write_html([record(Verdict.HELD, HOSTILE, reason=HOSTILE, source=HOSTILE)], run, hostile)
    assert Page(hostile).scripts == Page(plain).scripts == 1
    assert "</script><script>alert" in Page(hostile).text


def test_the_page_fetches_nothing(tmp_path: Path) -> None:
    write_html([record(Verdict.WRITTEN)], RUN, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert Page(tmp_path / "report.html").addresses == []
    assert "default-src 'none'" in page
    assert set(re.findall(r"https?://[^\s\"']+", page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xhtml",
    }


def test_only_the_owner_can_read_the_page(tmp_path: Path) -> None:
    write_html([], RUN, tmp_path / "report.html")
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_page_that_is_not_finished_does_not_replace_an_earlier_one(tmp_path: Path) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield record(Verdict.FAILED)
        raise KeyboardInterrupt

    write_html([record(Verdict.WRITTEN)], RUN, tmp_path / "report.html")
    with pytest.raises(KeyboardInterrupt):
        write_html(broken(), RUN, tmp_path / "report.html")
    assert "1 written" in " ".join(Page(tmp_path / "report.html").text.split())
    write_html([], RUN, tmp_path / "report.html")
    assert "0 written" in " ".join(Page(tmp_path / "report.html").text.split())


def test_a_report_that_reveals_says_so(tmp_path: Path) -> None:
    write_html([], RUN, tmp_path / "hidden.html")
    write_html([], RUN | {"revealed": True, "interrupted": True}, tmp_path / "shown.html")
    assert "patients' data" not in Page(tmp_path / "hidden.html").text
    assert "patients' data" in Page(tmp_path / "shown.html").text
    assert "interrupted" in Page(tmp_path / "shown.html").text


def test_machines_beyond_the_most_common_are_counted(tmp_path: Path) -> None:
    records = (record(Verdict.WRITTEN, f"Kind {at}") for at in range(MOST_MACHINES + 3))
    write_html(records, RUN, tmp_path / "report.html")
    assert "and 3 more machines" in Page(tmp_path / "report.html").text


def test_a_page_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_html([], RUN, tmp_path / "missing" / "report.html")
