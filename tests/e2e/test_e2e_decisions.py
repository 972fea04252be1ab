"""What people decided, and the same command again: it does just that, and says that it did."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread

from doubles.decided import decided
from doubles.instances import dataset_of, saved
from doubles.printed import put, rect_of
from scrub.cli.main import main
from scrub.cli.naming import Naming
from scrub.decisions import append, bytes_id
from scrub.header.key import load_key
from scrub.model.decision import Decision, Ruling
from scrub.model.geometry import Rect
from scrub.model.instance import Source

if TYPE_CHECKING:
    from pathlib import Path

BLANK = np.full((100, 200), 40, np.uint8)
NAME, DRAWN = rect_of("DOE JANE", 8, 8), Rect(150, 30, 170, 40)


class House:
    """A folder of three instances with a burned-in name, what is made of it, and who decides."""

    def __init__(self, base: Path) -> None:
        self.base = base
        (base / "in").mkdir()
        for number in range(3):
            self.put(number)

    def put(self, number: int, text: str = "DOE JANE") -> None:
        uid = f"1.2.3.{number}"
        dataset = dataset_of(put(BLANK, text, 8, 8), SOPInstanceUID=uid)
        saved(dataset, self.base / "in" / f"{number}.dcm")

    def scrub(self, *more: str) -> int:
        given = [str(self.base / "in"), str(self.base / "out"), "--pixel", "--workers", "0"]
        engine = ("--ocr", "doubles.printed:PrintedEngine", "--key", str(self.base / "key"))
        return main([*given, *engine, *more])

    def decide(self, number: int, decision: Decision, file: str = "out.decisions") -> Decision:
        """Append a decision on one instance, and return it."""
        key = load_key(self.base / "key")
        path = self.base / "in" / f"{number}.dcm"
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        made = decided(
            decision.ruling,
            decision.rect,
            source_id=Naming(key).name(Source(str(self.base / "in"), path.name)),
            bytes_id=bytes_id(key, sha256),
            of=decision.of,
        )
        append(str(self.base / file), made)
        return made

    def record(self, number: int) -> dict[str, Any]:
        name = Naming(load_key(self.base / "key")).name(
            Source(str(self.base / "in"), f"{number}.dcm")
        )
        lines = (self.base / "out.report" / "report.jsonl").read_text().splitlines()
        (found,) = (one for one in map(json.loads, lines) if one["source"] == name)
        return dict(found)

    def pixels(self, number: int) -> np.ndarray:
        return dcmread(self.base / "out" / self.record(number)["output"]).pixel_array

    def files(self) -> dict[str, tuple[int, bytes]]:
        """Return what is in the output, and when it was written."""
        return {
            path.name: (path.stat().st_mtime_ns, path.read_bytes())
            for path in (self.base / "out").rglob("*.dcm")
        }


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path)
    assert made.scrub() == 0
    return made


def blacked(frame: np.ndarray, *rects: Rect) -> np.ndarray:
    after = frame.copy()
    for rect in rects:
        after[rect.top : rect.bottom, rect.left : rect.right] = 0
    return after


def test_just_what_was_decided_on_is_done_again_and_undone_it_is_as_before(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    before = house.files()
    was = house.pixels(1)
    first = house.decide(1, decided(Ruling.CLEAR, NAME))
    house.decide(1, decided(Ruling.BLACK, DRAWN))
    capsys.readouterr()
    assert house.scrub() == 0
    said = capsys.readouterr().out
    assert "2 of these were done before." in said
    assert "Decisions of people were applied to 1." in said
    assert (house.pixels(1) == blacked(put(BLANK, "DOE JANE", 8, 8), DRAWN)).all()
    after = house.files()
    assert [name for name in before if before[name] != after[name]] == [
        house.record(1)["output"].rpartition("/")[2]
    ]
    record = house.record(1)
    assert record["reason"] == "scrubbed; 1 region blacked; 2 decisions of a person applied"
    decisions = record["decisions"]
    assert (decisions["applied"], decisions["by"], decisions["other_bytes"]) == (
        2,
        ["Rev Iewer"],
        0,
    )
    assert decisions["cleared"][0]["frames"] == {"first": 1, "last": 1}
    assert house.scrub() == 0
    assert "3 of these were done before." in capsys.readouterr().out
    for one in (first, record_of_last(house)):
        house.decide(1, decided(Ruling.UNDO, of=one.id))
    assert house.scrub() == 0
    assert "2 of these were done before." in capsys.readouterr().out
    assert (house.pixels(1) == was).all()
    assert house.record(1)["decisions"]["applied"] == 0


def record_of_last(house: House) -> Decision:
    last = json.loads((house.base / "out.decisions").read_text().splitlines()[-1])
    return decided(Ruling.ACCEPT, id=last["id"])


def test_what_was_rejected_is_taken_out_of_the_output_and_comes_back_when_that_is_undone(
    house: House,
) -> None:
    before = house.files()
    rejected = house.decide(2, decided(Ruling.REJECT))
    assert house.scrub() == 10
    assert house.record(2)["reason"].startswith("rejected by a person")
    assert len(house.files()) == 2
    assert house.scrub("--retry") == 10
    house.decide(2, decided(Ruling.UNDO, of=rejected.id))
    assert house.scrub() == 0
    assert {name: octets for name, (_, octets) in house.files().items()}.keys() == before.keys()


def test_a_yes_to_what_was_written_is_told_and_nothing_is_done_again(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    before = house.files()
    yes = house.decide(1, decided(Ruling.ACCEPT))
    capsys.readouterr()
    assert house.scrub() == 0
    said = capsys.readouterr().out
    assert "3 of these were done before." in said
    assert "Decisions of people were applied to 1." in said
    told = house.record(1)["decisions"]
    assert (told["accepted"], told["applied"], told["by"]) == (True, 1, ["Rev Iewer"])
    house.decide(1, decided(Ruling.UNDO, of=yes.id))
    assert house.scrub() == 0
    assert not house.record(1)["decisions"]["accepted"]
    assert house.files() == before
    house.decide(1, decided(Ruling.ACCEPT))
    house.decide(1, decided(Ruling.BLACK, DRAWN))
    assert house.scrub() == 0
    told = house.record(1)["decisions"]
    assert (told["accepted"], told["applied"]) == (True, 2)
    assert (house.pixels(1)[30:40, 150:170] == 0).all()


def test_when_the_source_changes_what_was_decided_is_not_applied_and_told(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.decide(0, decided(Ruling.CLEAR, NAME))
    house.put(0, "DOE,JANE")
    capsys.readouterr()
    assert house.scrub() == 0
    assert "Of 1 the bytes are not those that people decided on" in capsys.readouterr().out
    assert not house.pixels(0)[NAME.top : NAME.bottom, NAME.left : NAME.right].any()
    assert house.record(0)["decisions"]["other_bytes"] == 1


def test_decisions_may_be_elsewhere_but_then_they_must_be_there(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    other = str(house.base / "elsewhere.jsonl")
    assert house.scrub("--decisions", other) == 5
    house.decide(0, decided(Ruling.BLACK, DRAWN), "elsewhere.jsonl")
    assert house.scrub("--decisions", other) == 0
    assert "2 of these were done before." in capsys.readouterr().out
    assert (house.pixels(0)[30:40, 150:170] == 0).all()
    assert house.scrub() == 0
    assert "2 of these were done before." in capsys.readouterr().out
    assert (house.pixels(0)[30:40, 150:170] == 40).all()


def test_a_damaged_line_stops_the_run_before_anything_is_done(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.decide(0, decided(Ruling.BLACK, DRAWN))
    path = house.base / "out.decisions"
    path.write_text(f'{{"schema":1\n{path.read_text()}')
    before = house.files()
    assert house.scrub() == 5
    assert "the decisions, line 1: damaged" in capsys.readouterr().err
    assert house.files() == before
    path.write_text("")
    assert house.scrub() == 0


def test_decisions_on_what_is_not_there_are_told(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    append(str(house.base / "out.decisions"), decided(Ruling.ACCEPT))
    assert house.scrub() == 0
    assert "what was decided on 1 more, which cannot be found" in capsys.readouterr().err
