from __future__ import annotations

from pathlib import Path

import pytest

from doubles.reviewed import reviewer
from scrub import decisions
from scrub.errors import ConflictError
from scrub.model.decision import Ruling
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.review.book import Book, Said
from scrub.review.items import Place

HERE, THERE, BYTES = "5e" * 16, "6f" * 16, "b7" * 16
PLACE = Place(Rect(1, 2, 3, 4), FrameRange(0, 2))


def said(
    ruling: Ruling = Ruling.ACCEPT, version: int = 0, *places: Place, source: str = HERE
) -> Said:
    return Said(source, BYTES, version, ruling, places)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "out.decisions")


@pytest.fixture
def book(path: str) -> Book:
    return Book(path, reviewer())


def rulings(path: str, source: str = HERE) -> list[str]:
    return [one.ruling for one in decisions.read(path).all_of(source)]


def test_what_is_decided_is_in_the_file_at_once(book: Book, path: str) -> None:
    assert book.write([said(Ruling.BLACK, 0, PLACE)]) == 0
    (one,) = decisions.read(path).all_of(HERE)
    assert (one.ruling, one.rect, one.frames) == (Ruling.BLACK, PLACE.rect, PLACE.frames)
    assert (one.by, one.bytes_id, one.at[:4]) == ("A. Reviewer", BYTES, "2026")


def test_what_another_wrote_meanwhile_is_seen_and_not_overtaken(book: Book, path: str) -> None:
    assert book.decisions().version_of(HERE) == 0
    other = Book(path, reviewer("B. Other"))
    assert other.write([said(Ruling.REJECT)]) == 0
    assert book.write([said(Ruling.ACCEPT)]) == 1
    assert rulings(path) == ["reject"]
    assert book.decisions().version_of(HERE) == 1
    assert book.write([said(Ruling.ACCEPT, 1)]) == 0
    assert rulings(path) == ["reject", "accept"]


def test_one_that_was_overtaken_does_not_keep_the_others(book: Book, path: str) -> None:
    book.write([said(source=HERE)])
    assert book.write([said(Ruling.REJECT, 0), said(Ruling.REJECT, 0, source=THERE)]) == 1
    assert rulings(path) == ["accept"]
    assert rulings(path, THERE) == ["reject"]


def test_what_was_decided_in_one_go_is_taken_back_in_one_go(book: Book, path: str) -> None:
    book.write([said(Ruling.ACCEPT, source=THERE)])
    book.write([said(Ruling.BLACK, 0, PLACE, PLACE), said(Ruling.BLACK, 1, PLACE, source=THERE)])
    go = book.last()
    assert go
    assert (set(go.sources), len(go.decisions)) == ({HERE, THERE}, 3)
    book.take_back(go.at)
    assert decisions.read(path).holding(HERE) == ()
    assert [one.ruling for one in decisions.read(path).holding(THERE)] == [Ruling.ACCEPT]


def test_what_came_before_is_taken_back_next_also_by_who_starts_anew(path: str) -> None:
    who = reviewer()
    book = Book(path, who)
    book.write([said(Ruling.ACCEPT)])
    book.write([said(Ruling.REJECT, 1)])
    again = Book(path, who)
    for held in (["accept"], []):
        last = again.last()
        assert last
        again.take_back(last.at)
        assert [str(one.ruling) for one in decisions.read(path).holding(HERE)] == held
    assert again.last() is None


def test_another_s_decision_is_not_mine_to_take_back(book: Book, path: str) -> None:
    Book(path, reviewer("B. Other")).write([said()])
    assert book.last() is None


def test_a_go_that_is_not_the_last_any_more_is_not_taken_back(book: Book, path: str) -> None:
    book.write([said()])
    first = book.last()
    assert first
    book.write([said(Ruling.REJECT, 1)])
    with pytest.raises(ConflictError):
        book.take_back(first.at)
    assert rulings(path) == ["accept", "reject"]


def test_no_two_goes_have_one_time_even_if_the_clock_stands_still(path: str) -> None:
    told = iter(["1", "1", "1", "2"])
    who = reviewer()
    book = Book(path, type(who)(who.name, lambda: next(told), who.new_id))
    book.write([said()])
    book.write([said(source=THERE)])
    go = book.last()
    assert go
    assert go.sources == (THERE,)


def test_several_places_are_written_as_a_whole_or_not_at_all(book: Book, path: str) -> None:
    book.write([said()])
    assert book.write([said(Ruling.BLACK, 0, PLACE, PLACE)]) == 1
    assert rulings(path) == ["accept"]
    assert book.write([said(Ruling.BLACK, 1, PLACE, PLACE)]) == 0
    assert rulings(path) == ["accept", "black", "black"]


def test_half_a_line_that_a_crash_left_is_not_in_the_way(book: Book, path: str) -> None:
    book.write([said()])
    with Path(path).open("ab") as file:
        file.write(b'{"schema": 1, "id"')
    assert book.write([said(Ruling.REJECT, 1)]) == 0
    assert rulings(path) == ["accept", "reject"]
