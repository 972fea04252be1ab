from __future__ import annotations

from io import BytesIO

import pytest
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.sequence import Sequence

from doubles.header_samples import header, item, put
from scrub.errors import UnsupportedInstanceError
from scrub.header.walk import walk

REGION = 0x00082218


def nested(depth: int) -> Dataset:
    dataset = inner = header()
    for _ in range(depth):
        inner.AnatomicRegionSequence = Sequence([Dataset()])
        inner = inner.AnatomicRegionSequence[0]
    inner.PatientName = "Doe^Jane"
    return dataset


def test_every_element_comes_with_its_path_and_a_sequence_before_its_items() -> None:
    dataset = header(AnatomicRegionSequence=item(CodeValue="1", CodeMeaning="Chest"))
    paths = [str(path) for path, _ in walk(dataset)]
    assert paths == [
        "(0008,0016)",
        "(0008,0018)",
        "(0008,0060)",
        "(0008,2218)",
        "(0008,2218)[0].(0008,0100)",
        "(0008,2218)[0].(0008,0104)",
        "(0010,0010)",
        "(0010,0020)",
        "(0010,0030)",
        "(0020,000D)",
        "(0020,000E)",
    ]


def test_items_are_counted_in_order() -> None:
    dataset = header(AnatomicRegionSequence=Sequence([Dataset(), Dataset()]))
    for index, inside in enumerate(dataset.AnatomicRegionSequence):
        inside.CodeValue = str(index)
    found = {path.items: element.value for path, element in walk(dataset) if path.items}
    assert found == {((REGION, 0),): "0", ((REGION, 1),): "1"}


def test_thirty_two_sequences_are_walked_and_thirty_three_are_refused() -> None:
    assert max(len(path.items) for path, _ in walk(nested(32))) == 32
    with pytest.raises(UnsupportedInstanceError, match="nested deeper than 32"):
        list(walk(nested(33)))


def test_two_thousand_nested_sequences_do_not_overflow_the_stack() -> None:
    with pytest.raises(UnsupportedInstanceError):
        list(walk(nested(2000)))


def test_a_sequence_that_is_not_entered_keeps_its_items_to_itself() -> None:
    dataset = header(AnatomicRegionSequence=item(CodeMeaning="Chest"))
    paths = [path for path, _ in walk(dataset, lambda _: False)]
    assert REGION in {path.tag for path in paths}
    assert not any(path.items for path in paths)


def test_a_value_that_breaks_its_vr_is_yielded_as_unknown_bytes() -> None:
    encoded = BytesIO(b"\x28\x00\x10\x00US\x03\x00abc")
    dataset = read_dataset(encoded, is_implicit_VR=False, is_little_endian=True)
    ((path, element),) = walk(dataset)
    assert (path.tag, element.VR, element.value) == (0x00280010, "UN", b"abc")


def test_the_value_of_pixel_data_is_not_read() -> None:
    dataset = put(header(), 0x7FE00010, "OW", b"\1" * 64)
    assert {p.tag: e.value for p, e in walk(dataset)}[0x7FE00010] == b""
