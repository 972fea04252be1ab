from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from doubles.decided import BYTES, SOURCE, decided
from scrub.decisions import append, append_if, bytes_id, digest_of, read
from scrub.errors import ConflictError, InputError, OutputError
from scrub.model.decision import Ruling
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange

if TYPE_CHECKING:
    from pathlib import Path

PLACE = Rect(4, 4, 20, 12)
OTHER = "aa" * 16


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out.decisions"


def test_what_is_appended_is_read_as_it_was_and_in_order(path: Path) -> None:
    made = (
        decided(Ruling.CLEAR, PLACE, frames=FrameRange(3, 9), note="gain; «40 dB»\n"),
        decided(Ruling.ACCEPT, by="Zoë"),
        decided(Ruling.BLACK, Rect(-3, -1, 5, 2)),
    )
    for one in made:
        append(str(path), one)
    append(str(path), decided(Ruling.REJECT, source_id=OTHER))
    found = read(str(path))
    assert found.all_of(SOURCE) == made
    assert (found.version_of(SOURCE), found.version_of(OTHER), found.version_of("ff")) == (3, 1, 0)


def test_no_file_is_no_decision(path: Path) -> None:
    assert not read(str(path)).by_source
    assert not path.exists()


def test_only_its_owner_may_read_it(path: Path) -> None:
    append(str(path), decided(Ruling.ACCEPT))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_frames_are_counted_from_one_and_rectangles_are_as_in_the_report(path: Path) -> None:
    append(str(path), decided(Ruling.BLACK, PLACE, frames=FrameRange(0, 2)))
    told = json.loads(path.read_text())
    assert told["rect"] == {"x": 4, "y": 4, "width": 16, "height": 8}
    assert told["frames"] == {"first": 1, "last": 2}


@pytest.mark.parametrize("cut", [1, 2, 60])
def test_half_a_line_at_the_end_is_not_read_and_makes_way_for_the_next(
    path: Path, cut: int
) -> None:
    kept, lost, new = (decided(Ruling.ACCEPT) for _ in range(3))
    append(str(path), kept)
    append(str(path), lost)
    path.write_bytes(path.read_bytes()[:-cut])
    assert read(str(path)).all_of(SOURCE) == (kept,)
    append_if(str(path), new, 1)
    assert read(str(path)).all_of(SOURCE) == (kept, new)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (b"", "line 2: damaged"),
        (b"[]", "line 2: damaged"),
        (b'{"schema":1}', "line 2: damaged"),
        (b'{"schema":2}', "line 2: made by another version"),
        (b'{"schema":1,"id":', "line 2: damaged"),
    ],
)
def test_a_damaged_line_before_others_is_told_with_its_number(
    path: Path, damage: bytes, said: str
) -> None:
    append(str(path), decided(Ruling.ACCEPT))
    whole = path.read_bytes()
    path.write_bytes(whole + damage + b"\n" + whole)
    with pytest.raises(InputError, match=said):
        read(str(path))
    with pytest.raises(InputError, match=said):
        append_if(str(path), decided(Ruling.ACCEPT), 2)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ruling", "perhaps"),
        ("rect", None),
        ("rect", {"x": 0, "y": 0, "width": 0, "height": 1}),
        ("frames", {"first": 2, "last": 1}),
        ("by", 7),
        ("of", "1"),
        ("more", ""),
    ],
)
def test_a_line_that_says_what_no_decision_says_is_damaged(
    path: Path, key: str, value: object
) -> None:
    append(str(path), decided(Ruling.CLEAR, PLACE))
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}) + "\n")
    with pytest.raises(InputError, match="line 1"):
        read(str(path))


def test_who_decides_on_what_somebody_else_decided_on_is_told_and_nothing_is_written(
    path: Path,
) -> None:
    first, second = decided(Ruling.ACCEPT), decided(Ruling.REJECT)
    append_if(str(path), first, 0)
    with pytest.raises(ConflictError):
        append_if(str(path), second, 0)
    assert read(str(path)).all_of(SOURCE) == (first,)
    append_if(str(path), decided(Ruling.REJECT, source_id=OTHER), 0)
    append_if(str(path), second, 1)
    assert read(str(path)).all_of(SOURCE) == (first, second)


def test_what_cannot_be_written_or_read_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        append(str(tmp_path / "nowhere" / "out.decisions"), decided(Ruling.ACCEPT))
    with pytest.raises(InputError):
        read(str(tmp_path))


def test_the_digest_tells_what_holds_from_anything_else() -> None:
    one, two = decided(Ruling.ACCEPT), decided(Ruling.BLACK, PLACE)
    assert digest_of(()) == ""
    digests = {digest_of(held) for held in [(one,), (two,), (one, two), (two, one)]}
    assert len(digests) == 4
    assert digest_of((one,)) == digest_of((one,))


def test_bytes_have_another_name_under_another_key() -> None:
    names = {bytes_id(key, sha256) for key in (b"k" * 32, b"l" * 32) for sha256 in ("00", "01")}
    assert len(names) == 4
    assert all(len(name) == len(BYTES) for name in names)
