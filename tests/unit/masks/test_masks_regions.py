from __future__ import annotations

import pytest
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from scrub.masks.regions import outside, ultrasound_regions
from scrub.model.geometry import Rect


def region(*corners: int) -> Dataset:
    item = Dataset()
    item.RegionLocationMinX0, item.RegionLocationMinY0 = corners[:2]
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = corners[2:]
    return item


def having(*items: Dataset) -> Dataset:
    dataset = Dataset()
    dataset.SequenceOfUltrasoundRegions = list(items)
    return dataset


def test_the_maximum_corner_is_inside_its_region() -> None:
    assert ultrasound_regions(having(region(0, 0, 9, 4)), 5, 10) == (Rect(0, 0, 10, 5),)
    assert ultrasound_regions(having(region(3, 2, 3, 2)), 5, 10) == (Rect(3, 2, 4, 3),)


def test_regions_are_clipped_to_the_frame_and_each_is_there_once() -> None:
    dataset = having(region(5, 1, 99, 2), region(5, 1, 99, 2), region(50, 1, 99, 2))
    assert ultrasound_regions(dataset, 5, 10) == (Rect(5, 1, 10, 3),)


@pytest.mark.parametrize(
    "item", [Dataset(), region(4, 0, 3, 4), region(0, 4, 9, 3)], ids=["bare", "wide", "tall"]
)
def test_an_item_that_makes_no_sense_is_left_out_alone(item: Dataset) -> None:
    assert ultrasound_regions(having(item, region(0, 0, 1, 1)), 5, 10) == (Rect(0, 0, 2, 2),)


def test_a_corner_before_the_frame_is_no_sense() -> None:
    item = region(0, 0, 1, 1)
    item["RegionLocationMinX0"].value = -1
    assert ultrasound_regions(having(item), 5, 10) == ()


def test_regions_that_cannot_be_read_are_no_evidence() -> None:
    item, tag = region(0, 0, 1, 1), Tag("RegionLocationMinX0")
    item[tag] = RawDataElement(tag, "UL", 3, b"abc", 0, is_implicit_VR=False, is_little_endian=True)
    assert ultrasound_regions(having(item), 5, 10) == ()


def test_without_the_sequence_there_are_no_regions() -> None:
    assert ultrasound_regions(Dataset(), 5, 10) == ()
    assert ultrasound_regions(having(), 5, 10) == ()


def test_the_rest_of_the_frame_is_told_in_few_rectangles() -> None:
    assert outside((Rect(2, 1, 8, 4),), 5, 10) == (
        Rect(0, 0, 10, 1),
        Rect(0, 1, 2, 4),
        Rect(8, 1, 10, 4),
        Rect(0, 4, 10, 5),
    )
    assert outside((), 5, 10) == (Rect(0, 0, 10, 5),)
    assert outside((Rect(0, 0, 99, 99),), 5, 10) == ()


def test_a_region_inside_another_changes_nothing() -> None:
    outer = Rect(1, 1, 9, 4)
    assert outside((outer, Rect(2, 1, 5, 4)), 5, 10) == outside((outer,), 5, 10)
