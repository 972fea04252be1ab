from __future__ import annotations

import json
import re
import stat
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from doubles.reported import Reported, run_of
from scrub.errors import OutputError
from scrub.model.outcome import Verdict
from scrub.report.html import BLOCK, write_html
from scrub.report.plots import MOST_MACHINES, duration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUN = run_of()
HOSTILE = "</script><script>alert(1)</script><!--machines-->&amp;\u2028"


class Page(HTMLParser):
    """What a browser would see: text outside scripts, data, and where things come from."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text = ""
        self.data: dict[str, Any] = {}
        self.scripts = 0
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self._reading: str | None = None
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes |= set(given)
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

    @property
    def said(self) -> str:
        return " ".join(self.text.split())


def record(verdict: Verdict, equipment: str = "Example 7", **more: object) -> dict[str, Any]:
    finding = {
        "rect": {"x": 1, "y": 2, "width": 3, "height": 4},
        "frames": {"first": 1, "last": 1},
        "kind": "name",
        "reason": "PatientName",
        "recognizer": "own values",
        "length": 4,
        "score": 1.0,
    }
    known = {"verdict": str(verdict), "modality": "US", "equipment": equipment}
    return known | {"source": "5f", "findings": [finding]} | more


def test_the_totals_can_be_read_without_a_script(tmp_path: Path) -> None:
    timed: dict[str, Any] = {"seconds": {"read": 0.25, "look": 1.5}}
    records = [record(Verdict.WRITTEN, **timed), record(Verdict.WRITTEN, **timed)]
    write_html([*records, record(Verdict.HELD, "Other 3")], RUN, tmp_path / "report.html")
    seen = re.sub(r"<[^>]*>", " ", (tmp_path / "report.html").read_text(encoding="utf-8"))
    seen = " ".join(seen.split())
    assert "2 written" in seen
    assert "1 held" in seen
    assert "0 failed" in seen
    assert re.search(r"name 3\b", seen)
    assert re.search(r"US Example 7 2 0 2\b", seen)
    assert re.search(r"US Other 3 1 1 1\b", seen)
    assert re.search(r"look 3\.0 s", seen)
    assert re.search(r"1–3 s 2\b", seen)
    assert "scrub 1.2.3" in seen


@pytest.mark.parametrize(
    ("seconds", "told"), [(1.23, "1.2 s"), (600, "10.0 min"), (36000, "10.0 h")]
)
def test_a_time_is_told_as_people_do(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_every_instance_has_its_row_its_rest_and_its_pictures(tmp_path: Path) -> None:
    many = 2 * BLOCK + 7
    pictures = {"frames": {"1": "AAAA"}, "crops": {}}
    records = [
        one | ({"pictures": pictures} if number == BLOCK + 3 else {})
        for number, one in enumerate(Reported(many).records())
    ]
    write_html(records, RUN, tmp_path / "report.html")
    data = Page(tmp_path / "report.html").data
    rows = [row for number in range(3) for row in data[f"rows{number}"]]
    assert [row[1] for row in rows] == [one["source"] for one in records]
    rest = [one for number in range(3) for one in data[f"block{number}"]]
    assert [len(one["findings"]) for one in rest] == [len(one["findings"]) for one in records]
    assert data[f"pictures{BLOCK + 3}"] == pictures
    assert [name for name in data if name.startswith("pictures")] == [f"pictures{BLOCK + 3}"]


def test_the_script_knows_how_long_a_block_is(tmp_path: Path) -> None:
    write_html([], RUN, tmp_path / "report.html")
    assert f"const BLOCK = {BLOCK};" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_no_text_of_a_record_becomes_part_of_the_page(tmp_path: Path) -> None:
    plain, hostile = tmp_path / "plain.html", tmp_path / "hostile.html"
    write_html([record(Verdict.HELD)], RUN, plain)
    run = RUN | {"started": HOSTILE}
    write_html([record(Verdict.HELD, HOSTILE, reason=HOSTILE, source=HOSTILE)], run, hostile)
    assert Page(hostile).scripts == Page(plain).scripts == 1
    assert "</script><script>alert" in Page(hostile).text
    assert HOSTILE in Page(hostile).data["rows0"][0]
    assert HOSTILE in Page(hostile).data["words"]


def test_the_page_fetches_nothing_and_runs_only_its_own(tmp_path: Path) -> None:
    write_html([record(Verdict.WRITTEN)], RUN, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    seen = Page(tmp_path / "report.html")
    assert seen.addresses == []
    assert not [name for name in seen.attributes if name.startswith("on") or name == "style"]
    assert "default-src 'none'" in page
    assert "unsafe" not in page
    assert set(re.findall(r"https?://[^\s\"']+", page)) <= {"http://www.w3.org/2000/svg"}


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
    assert "1 written" in Page(tmp_path / "report.html").said
    write_html([], RUN, tmp_path / "report.html")
    assert "0 written" in Page(tmp_path / "report.html").said


def test_a_report_that_reveals_says_so(tmp_path: Path) -> None:
    write_html([], RUN, tmp_path / "hidden.html")
    write_html([], RUN | {"revealed": True, "interrupted": True}, tmp_path / "shown.html")
    assert "patients' data" not in Page(tmp_path / "hidden.html").text
    assert "patients' data" in Page(tmp_path / "shown.html").text
    assert "interrupted" in Page(tmp_path / "shown.html").text


def test_nothing_of_a_person_is_in_the_file_until_someone_asks_to_reveal(tmp_path: Path) -> None:
    hidden, shown = Reported(300), Reported(300, reveal=True)
    write_html(hidden.records(), RUN, tmp_path / "hidden.html")
    write_html(shown.records(), run_of(reveal=True), tmp_path / "shown.html")
    assert len(hidden.told) > 300
    for page, expected in (("hidden.html", set()), ("shown.html", hidden.told)):
        content = (tmp_path / page).read_bytes().lower()
        found = {text for text in hidden.told if text.lower().encode() in content}
        assert found == expected


def test_records_of_an_earlier_schema_are_shown(tmp_path: Path) -> None:
    write_html([{"verdict": "held", "source": "5f"}], {}, tmp_path / "report.html")
    page = Page(tmp_path / "report.html")
    assert "1 held" in page.said
    assert page.data["rows0"][0][1] == "5f"


def test_machines_beyond_the_most_common_are_counted(tmp_path: Path) -> None:
    records = (record(Verdict.WRITTEN, f"Kind {at}") for at in range(MOST_MACHINES + 3))
    write_html(records, RUN, tmp_path / "report.html")
    assert "and 3 more machines" in Page(tmp_path / "report.html").text


def test_a_page_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_html([], RUN, tmp_path / "missing" / "report.html")
