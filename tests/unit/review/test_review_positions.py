from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrub.review.positions import Positions

if TYPE_CHECKING:
    from pathlib import Path


def test_each_reviewer_comes_back_to_where_they_were(tmp_path: Path) -> None:
    path = str(tmp_path / "positions.json")
    Positions(path).put("Ann", "5e")
    Positions(path).put("Bo", "6f")
    Positions(path).put("Ann", "7a")
    assert (Positions(path).of("Ann"), Positions(path).of("Bo")) == ("7a", "6f")
    assert Positions(path).of("Cy") == ""
    assert [one.name for one in tmp_path.iterdir()] == ["positions.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"Ann": 3}', b"\xff"])
def test_what_cannot_be_read_is_no_position(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "positions.json"
    path.write_bytes(content)
    assert Positions(str(path)).of("Ann") == ""
    Positions(str(path)).put("Ann", "5e")
    assert Positions(str(path)).of("Ann") == "5e"


def test_what_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    Positions(str(tmp_path / "gone" / "positions.json")).put("Ann", "5e")
