from __future__ import annotations

from pathlib import Path

import pytest

from scrub.cli.beside import Beside
from scrub.errors import OutputError, UsageError


def test_neighbors_lie_beside_a_folder_and_drafts_on_its_file_system(tmp_path: Path) -> None:
    beside = Beside(f"{tmp_path}/out/")
    assert beside.ledger == f"{tmp_path}/out.ledger"
    assert beside.work == f"{tmp_path}/out.work"


def test_they_may_lie_elsewhere_but_drafts_may_not(tmp_path: Path) -> None:
    beside = Beside(str(tmp_path / "out"), str(tmp_path / "notes"))
    assert beside.ledger == f"{tmp_path}/notes/out.ledger"
    assert beside.decisions == f"{tmp_path}/notes/out.decisions"
    assert beside.work == f"{tmp_path}/out.work"


def test_of_a_url_they_lie_where_it_is_said(tmp_path: Path) -> None:
    beside = Beside("s3://bucket/a/out/", str(tmp_path))
    assert beside.written == tuple(
        f"{tmp_path}/out.{one}" for one in ("ledger", "report", "decisions", "audit", "work")
    )


def test_of_a_url_it_has_to_be_said() -> None:
    with pytest.raises(UsageError, match="--beside DIR"):
        Beside("s3://bucket/out")


def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    beside = Beside("memory://none/out", str(tmp_path / "notes"))
    beside.prepare()
    assert Path(beside.report).stat().st_mode & 0o777 == 0o700
    assert Path(beside.work).stat().st_mode & 0o777 == 0o700
    beside.clear_up()
    assert not Path(beside.work).exists()


def test_what_scrub_did_not_make_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out.report").mkdir()
    with pytest.raises(OutputError, match="was not made by scrub"):
        Beside("memory://none/out", str(tmp_path)).prepare()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x").touch()
    with pytest.raises(OutputError, match="was not made by scrub"):
        Beside(str(tmp_path / "other")).prepare()
