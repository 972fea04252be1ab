from __future__ import annotations

import json
from typing import Any

import pytest

from doubles.reported import Reported
from scrub.report.compact import Words, detail, row


def told(record: dict[str, Any]) -> tuple[list[Any], dict[str, Any], list[Any]]:
    words = Words()
    first, rest = row(record, words), detail(record, words)
    return first, rest, json.loads(words.listed())


def finding(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 (values of JSON)
    return {
        "rect": {"x": 1, "y": 2, "width": 3, "height": 4},
        "frames": {"first": 5, "last": 6},
        "kind": "name",
        "reason": "PatientName",
        "recognizer": "own values",
        "score": 1.0,
        "length": 9,
    } | changes


def test_a_value_that_comes_again_is_written_once() -> None:
    words = Words()
    assert [words.number("a"), words.number({"b": 1}), words.number("a")] == [0, 1, 0]
    assert json.loads(words.listed()) == ["a", {"b": 1}]


def test_a_row_tells_what_the_table_shows() -> None:
    record = next(Reported(1).records())
    first, _, words = told(record)
    verdict, source, path, machine, frames, kinds, causes, fit, near, seconds, reason, _ = first
    assert (words[verdict], source, path) == ("written", record["source"], "")
    assert words[machine] == f"{record['modality']} {record['equipment']}".strip()
    assert frames == record["frames"]
    assert {words[kind]: many for kind, many in kinds} == {
        "name": 2,
        "identifier": 1,
        "date": 1,
        "unknown": 1,
        "unreadable": 1,
    }
    assert {words[cause] for cause in causes} == {
        *("header value", "pattern", "name", "unknown", "template"),
    }
    assert [words[name] for name in fit] == record["templates"]
    assert [words[name] for name in near] == record["near_templates"]
    assert seconds == pytest.approx(sum(record["seconds"].values()), abs=0.01)
    assert words[reason] == record["reason"]


@pytest.mark.parametrize(
    ("changes", "cause", "reason"),
    [
        ({}, "header value", "PatientName (0010,0010)"),
        ({"reason": "(0019,1001)"}, "header value", "(0019,1001)"),
        ({"recognizer": "patterns", "reason": "date"}, "pattern", "date"),
        ({"recognizer": "names", "reason": "last name, first name"}, "name", "last name, first"),
        ({"recognizer": "vocabulary", "reason": "could not be read"}, "unknown", "could not be"),
        ({"recognizer": "acme.phi:Finder", "reason": "model"}, "acme.phi:Finder", "model"),
    ],
)
def test_a_finding_says_why(changes: dict[str, Any], cause: str, reason: str) -> None:
    _, rest, words = told({"verdict": "held", "source": "5f", "findings": [finding(**changes)]})
    ((*place, kind, cause_number, reason_number, _, score, length),) = rest["findings"]
    assert place == [1, 2, 3, 4, 5, 6]
    assert (words[kind], score, length) == ("name", 1.0, 9)
    assert words[cause_number] == cause
    assert words[reason_number].startswith(reason)


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("name", ""),
        ("template us-header-strip", "template"),
        ("decided", "decision"),
        ("outside ultrasound regions", "region"),
    ],
)
def test_a_black_place_says_what_asked_for_it(reason: str, cause: str) -> None:
    place = {key: finding()[key] for key in ("rect", "frames")} | {"reason": reason}
    first, rest, words = told({"verdict": "written", "source": "5f", "mask": [place]})
    assert words[rest["mask"][0][-1]] == cause
    assert [words[one] for one in first[6]] == ([cause] if cause else [])


def test_text_is_there_only_if_it_is_in_the_record() -> None:
    hidden, shown = (
        told({"verdict": "held", "source": "5f", "findings": [one]})[1]["findings"][0]
        for one in (finding(), finding(text="ASHGROVE"))
    )
    assert shown == [*hidden, "ASHGROVE"]


def test_a_record_of_an_earlier_schema_has_what_it_tells() -> None:
    first, rest, words = told({"verdict": "held", "source": "5f"})
    assert words[first[3]] == "unknown"
    assert rest["findings"] == rest["mask"] == rest["facts"] == []


def test_decisions_are_told_and_those_on_other_bytes_too() -> None:
    place = {key: finding()[key] for key in ("rect", "frames")}
    decided = {
        "applied": 2,
        "by": ["A. Reviewer"],
        "other_bytes": 1,
        "accepted": True,
        "rejected": False,
        "cleared": [place],
    }
    _, rest, words = told({"verdict": "held", "source": "5f", "decisions": decided})
    assert [[words[name], value] for name, value in rest["facts"]] == [
        ["a person said", "accepted"],
        ["decisions applied", "2, by A. Reviewer"],
        ["decisions on other bytes, not applied", "1"],
    ]
    ((*where, reason, cause),) = rest["mask"]
    assert where == [1, 2, 3, 4, 5, 6]
    assert (words[reason], words[cause]) == ("decided: it stays", "decision")


def test_a_transfer_syntax_has_its_name() -> None:
    for uid, shown in (
        ("1.2.840.10008.1.2.1", "Explicit VR Little Endian (1.2.840.10008.1.2.1)"),
        ("1.2.3", "1.2.3"),
    ):
        _, rest, words = told({"verdict": "held", "source": "5f", "transfer_syntax_uid": uid})
        assert [[words[name], value] for name, value in rest["facts"]] == [
            ["transfer syntax", shown]
        ]
