from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from scrub.errors import OutputError
from scrub.model.geometry import Rect
from scrub.model.header import Effect, HeaderEdit, TagPath
from scrub.model.instance import Source
from scrub.model.mask import FrameRange, Mask, Region
from scrub.model.outcome import Outcome, Verdict
from scrub.model.plan import Plan
from scrub.report.audit_log import AuditLog, audit_record
from scrub.report.records import record

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = Source("/scans/doe_jane", "ct/1.dcm")
ENDED = "2026-11-21T10:00:00+00:00"
FRAMES, FRAME = 0x52009230, 0x00209111
EDITS = (
    HeaderEdit(TagPath((), 0x00100010), Effect.SET, "pseudonymize", "PN", ("ANON_1",)),
    HeaderEdit(TagPath((), 0x00100030), Effect.EMPTY, "E.1-1 Z", "DA"),
    HeaderEdit(TagPath((), 0x00101000), Effect.REMOVE, "E.1-1 X", "LO"),
    HeaderEdit(TagPath((), 0x00081030), Effect.SET, "clean-descriptors C", "LO", ("ABD",)),
    HeaderEdit(TagPath((), 0x00291008), Effect.REMOVE, "E.1-1 private", "CS"),
    HeaderEdit(TagPath((), 0x00280106), Effect.REMOVE, "pixels changed"),
    HeaderEdit(TagPath((), 0x00120062), Effect.SET, "statement", "CS", ("YES",)),
    *(
        HeaderEdit(TagPath(((FRAMES, i), (FRAME, 0)), 0x00189074), Effect.REMOVE, "E.1-1 X")
        for i in range(10000)
    ),
)


def outcome(verdict: Verdict = Verdict.WRITTEN, **changes: Any) -> Outcome:  # noqa: ANN401 (a plan's)
    plan = Plan(
        "ab" * 32,
        "cd" * 32,
        "p/s/1.dcm",
        EDITS,
        "1.2.840.10008.1.2.1",
        has_pixels=True,
        patient_hash="0123",
        pseudonym="ANON_1",
        elements=20000,
        **changes,
    )
    return Outcome(SOURCE, verdict, "because", plan, number_of_frames=1, rows=9, columns=9)


def logged(of: Outcome, *, reveal: bool = False) -> dict[str, Any]:
    """Return what the log says, by way of JSON, as the ledger keeps records."""
    kept = json.loads(json.dumps(record(of, "id", reveal=reveal, ended=ENDED)))
    made: dict[str, Any] = json.loads(json.dumps(audit_record(kept)))
    return made


def test_an_instance_is_told_with_all_that_was_asked_of_the_log() -> None:
    made = logged(outcome())
    assert list(made) == [
        *("timestamp", "input_file", "output_file", "verdict", "reason"),
        *("original_patient_id_hash", "pseudonym", "tags_anonymized", "statistics"),
    ]
    assert made["timestamp"] == ENDED
    assert made["output_file"] == "p/s/1.dcm"
    assert (made["original_patient_id_hash"], made["pseudonym"]) == ("0123", "ANON_1")
    assert made["statistics"] == {
        "total_tags_processed": 20000,
        "phi_tags_removed": 10004,
        "private_tags_removed": 1,
        "image_data_preserved": True,
    }


def test_every_element_that_changed_is_named_with_what_became_of_it() -> None:
    made = {one["tag"]: one for one in logged(outcome())["tags_anonymized"]}
    assert {tag: one["action"] for tag, one in made.items()} == {
        "(0010,0010)": "replace",
        "(0010,0030)": "empty",
        "(0010,1000)": "remove",
        "(0008,1030)": "clean",
        "(0029,1008)": "remove",
        "(0028,0106)": "remove",
        "(5200,9230)>(0020,9111)>(0018,9074)": "remove",
    }
    per_frame = made["(5200,9230)>(0020,9111)>(0018,9074)"]
    assert per_frame == {
        "tag": "(5200,9230)>(0020,9111)>(0018,9074)",
        "attribute": (
            "PerFrameFunctionalGroupsSequence>FrameContentSequence>FrameAcquisitionDateTime"
        ),
        "action": "remove",
        "rule": "E.1-1 X",
        "count": 10000,
    }


def test_ten_thousand_frames_make_a_small_record() -> None:
    assert len(json.dumps(record(outcome(), "id", reveal=False))) < 3000


def test_a_path_is_told_only_if_revealed() -> None:
    assert logged(outcome())["input_file"] == "id"
    assert "doe" not in json.dumps(logged(outcome()))
    assert logged(outcome(), reveal=True)["input_file"] == "/scans/doe_jane/ct/1.dcm"


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.WRITTEN])
def test_what_was_not_written_is_in_it_without_an_output(verdict: Verdict) -> None:
    made = logged(outcome(verdict))
    assert (made["verdict"], made["reason"], made["output_file"]) == (str(verdict), "because", None)
    assert made["statistics"]["image_data_preserved"] is None
    bare = logged(Outcome(SOURCE, verdict, "because"))
    assert (bare["pseudonym"], bare["tags_anonymized"]) == (None, [])


def test_blacked_pixels_are_not_preserved() -> None:
    mask = Mask((Region(Rect(0, 0, 2, 2), FrameRange(0, 1), "name"),))
    for changes in ({"mask": mask}, {"clear_bits": (12,)}):
        assert logged(outcome(**changes))["statistics"]["image_data_preserved"] is False


def test_a_record_of_an_older_version_can_be_logged() -> None:
    kept = record(outcome(), "id", reveal=False)
    for key in ("ended", "edits", "elements", "patient_id_hash", "pseudonym", "clear_bits"):
        del kept[key]
    assert audit_record(kept)["statistics"]["total_tags_processed"] == 0


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_log_is_an_array_that_only_its_owner_can_read(count: int, tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    before = os.umask(0)
    try:
        with AuditLog(str(path)) as log:
            for _ in range(count):
                log.add(record(outcome(), "id", reveal=False, ended=ENDED))
    finally:
        os.umask(before)
    assert len(json.loads(path.read_text("utf-8"))) == count
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["log.json"]


def test_a_run_that_is_interrupted_leaves_valid_json(tmp_path: Path) -> None:
    path = tmp_path / "log.json"

    def interrupted() -> None:
        with AuditLog(str(path)) as log:
            log.add(record(outcome(), "id", reveal=False, ended=ENDED))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(json.loads(path.read_text("utf-8"))) == 1


def test_an_earlier_log_is_replaced_once_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    for count in (1, 0, 2):
        before = path.read_text("utf-8") if path.exists() else ""
        with AuditLog(str(path)) as log:
            for _ in range(count):
                log.add(record(outcome(), "id", reveal=False, ended=ENDED))
            assert (path.read_text("utf-8") if path.exists() else "") == before
        assert len(json.loads(path.read_text("utf-8"))) == count


@pytest.mark.parametrize("content", [b"", b"[1, 2]", b'{"timestamp": 1}', bytes(128) + b"DICM"])
def test_what_is_no_log_is_not_replaced(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "thesis"
    path.write_bytes(content)
    with pytest.raises(OutputError):
        AuditLog(str(path))
    assert path.read_bytes() == content


def test_a_place_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    for place in (tmp_path / "missing" / "log.json", tmp_path):
        with pytest.raises(OutputError):
            AuditLog(str(place))
