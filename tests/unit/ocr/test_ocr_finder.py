from __future__ import annotations

import pytest

from doubles.blind_network import BlindNetwork, noise
from doubles.lettered import lettered
from scrub.ocr.finder import Finder
from scrub.ocr.text_network import TextNetwork
from scrub.ocr.weights import session


@pytest.mark.parametrize(
    ("size", "looks"),
    [
        ((320, 640), [(512, 992)]),
        ((768, 1024), [(992, 1312)]),
        ((1600, 1600), [(1632, 1632), (832, 832)]),
    ],
)
def test_small_pictures_are_enlarged_and_large_ones_seen_in_half_size_too(
    size: tuple[int, int], looks: list[tuple[int, int]]
) -> None:
    blind = BlindNetwork()
    assert Finder(blind).find(noise(*size)) == ()
    assert blind.sizes == looks


@pytest.mark.parametrize(
    ("size", "looks"),
    [((320, 640), [(416, 832)]), ((768, 1024), [(800, 1056)]), ((1600, 1600), [])],
)
def test_a_second_look_is_smaller_and_none_is_at_what_is_large(
    size: tuple[int, int], looks: list[tuple[int, int]]
) -> None:
    blind = BlindNetwork()
    assert Finder(blind).find_again(noise(*size)) == ()
    assert blind.sizes == looks


def test_what_was_seen_of_a_picture_in_its_own_size_is_not_looked_for_again() -> None:
    blind = BlindNetwork()
    finder, picture = Finder(blind), noise(768, 1024)
    assert finder.find_in_own_size(picture) == finder.find_again(picture.copy()) == ()
    assert blind.sizes == [(800, 1056)]
    finder.find_again(255 - picture)
    assert len(blind.sizes) == 2


def test_a_second_look_sees_the_same_text_in_the_same_place() -> None:
    picture = lettered(("DOE^JANE", 40, 60), size=16)
    finder = Finder(session("text_detector"))
    (first,), (second,) = finder.find(picture), finder.find_again(picture)
    assert first.rect.grow(2).covers(second.rect)
    assert second.rect.grow(2).covers(first.rect)


def test_small_lines_at_a_narrow_pitch_are_told_apart_only_when_enlarged() -> None:
    picture = lettered(("24-MAY-02", 40, 60), ("11:24:20", 40, 71), size=10)
    network = session("text_detector")
    assert len(Finder(network).find(picture)) == 2
    assert len(TextNetwork(network).boxes(picture)) == 1
