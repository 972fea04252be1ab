from __future__ import annotations

import json
import stat
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrub.batch.entry import Entry
from scrub.batch.ledger import Ledger, is_ledger
from scrub.errors import OutputError

OWNER = "ab" * 8


def entry(source: str, verdict: str = "written") -> Entry:
    return Entry(source, 100, 12345, "digest", verdict, "p/s/i.dcm", 90, {"verdict": verdict})


def opened(path: Path, owner: str = OWNER) -> Ledger:
    return Ledger(str(path), owner, lambda: 0.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with opened(tmp_path / "out.ledger") as ledger:
        ledger.append(entry("aa"))
        ledger.append(entry("bb", "held"))
    return tmp_path / "out.ledger"


def test_what_is_appended_is_there_at_once_and_after_opening_again(path: Path) -> None:
    with opened(path) as ledger:
        assert ledger.last("aa") == entry("aa")
        assert ledger.last("cc") is None
        ledger.append(entry("cc"))
        assert ledger.last("cc") == entry("cc")
    with opened(path) as ledger:
        assert [ledger.last(name) for name in ("aa", "bb", "cc")] == [
            entry("aa"),
            entry("bb", "held"),
            entry("cc"),
        ]


def test_the_newest_entry_of_a_source_counts(path: Path) -> None:
    with opened(path) as ledger:
        ledger.append(entry("bb"))
    with opened(path) as ledger:
        assert ledger.last("bb") == entry("bb")


@pytest.mark.parametrize("cut", [1, 20, 100])
def test_a_crash_at_any_byte_of_the_last_line_loses_that_line_only(path: Path, cut: int) -> None:
    path.write_bytes(path.read_bytes()[:-cut])
    with opened(path) as ledger:
        assert ledger.last("aa") == entry("aa")
        assert ledger.last("bb") is None
        ledger.append(entry("cc"))
    lines = path.read_text().splitlines()
    assert [json.loads(line)["source"] for line in lines[1:]] == ["aa", "cc"]


def test_nothing_of_a_long_half_line_is_left_after_a_short_one(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b'{"source":"cc","record":"' + b"x" * 5000)
    with opened(path) as ledger:
        ledger.append(entry("dd"))
    with opened(path) as ledger:
        assert (ledger.last("cc"), ledger.last("dd")) == (None, entry("dd"))
    assert path.read_bytes().endswith(b"\n")


def test_a_crash_before_the_first_line_was_whole_begins_anew(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10])
    with opened(path) as ledger:
        assert ledger.last("aa") is None
        ledger.append(entry("aa"))
    with opened(path) as ledger:
        assert ledger.last("aa") == entry("aa")


def test_only_the_owner_may_read_it(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"my notes\n", b"my notes", b"[1]\n", b"x" * 5000])
def test_another_file_is_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "out.ledger"
    path.write_bytes(content)
    with pytest.raises(OutputError, match="not made by scrub"):
        opened(path)
    assert path.read_bytes() == content
    assert not is_ledger(str(path))


def test_a_ledger_of_ours_is_known(path: Path) -> None:
    assert is_ledger(str(path))
    assert not is_ledger(str(path) + ".gone")


def test_another_key_may_not_go_on(path: Path) -> None:
    with pytest.raises(OutputError, match="another key"):
        opened(path, "cd" * 8)


def test_another_schema_may_not_go_on(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"schema":1', b'"schema":9'))
    with pytest.raises(OutputError, match="another version"):
        opened(path)


def test_a_damaged_line_is_not_skipped(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'{"source":"aa"', b'{"source":'))
    with pytest.raises(OutputError, match="damaged"):
        opened(path)


def test_two_runs_cannot_write_to_one_ledger(path: Path) -> None:
    with opened(path), pytest.raises(OutputError, match="another run"):
        opened(path)


def test_a_folder_in_its_place_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot open the ledger"):
        opened(tmp_path)


def test_a_line_of_before_there_were_decisions_is_one_without_any(path: Path) -> None:
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for line in lines[1:]:
        del line["decisions"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with opened(path) as ledger:
        assert ledger.last("aa") == entry("aa")


def test_whose_a_file_is_follows_the_newest_entries(tmp_path: Path) -> None:
    path = tmp_path / "out.ledger"
    with opened(path) as ledger:
        for source, target in (("aa", "1"), ("bb", "1"), ("cc", "2"), ("aa", "2"), ("dd", "")):
            ledger.append(replace(entry(source), target=target))
        assert [ledger.holders(target) for target in ("1", "2", "3")] == [["bb"], ["aa", "cc"], []]
    with opened(path) as ledger:
        assert [ledger.holders(target) for target in ("1", "2", "3")] == [["bb"], ["aa", "cc"], []]


@given(
    text=st.text(max_size=30),
    record=st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3),
)
def test_whatever_an_entry_says_it_is_found_again(text: str, record: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = replace(entry("aa"), verdict=text, target=text, record=record, recipe=text)
        with opened(Path(folder, "l")) as ledger:
            ledger.append(made)
        with opened(Path(folder, "l")) as ledger:
            assert ledger.last("aa") == made
            assert ledger.holders(text) == (["aa"] if text else [])


def test_the_index_leaves_no_file(path: Path) -> None:
    with opened(path):
        pass
    assert [one.name for one in path.parent.iterdir()] == ["out.ledger"]
