from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.valuerep import VALIDATORS

from doubles.instances import dataset_of, saved
from doubles.made_instances import BIG_ENDIAN, DEFLATED, EXPLICIT, IMPLICIT
from scrub.errors import UsageError
from scrub.header.tags.changes import asked
from scrub.header.tags.names import parsed
from scrub.header.tags.values import checked
from scrub.model.header import Effect
from scrub.model.instance import Source
from scrub.stages.retag import Manner, retag
from scrub.stages.tagged import tags_of

SYNTAXES = st.sampled_from([IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED])
VRS = sorted([*VALIDATORS, "SQ", "UC", "UN", "UT"])

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = st.text(st.characters(exclude_categories=["C"], exclude_characters="\\^= "), min_size=1)
NAMES = st.lists(WORDS.map(lambda word: word[:12]), min_size=1, max_size=5).map("^".join)
WHOLE = {"IS": (31, True), "SL": (31, True), "SS": (15, True), "US": (16, False)}
FLOATS = st.floats(allow_nan=False, allow_infinity=False, width=32)

VALUES = {
    "PatientName": st.lists(NAMES, min_size=1, max_size=3).map(lambda g: "=".join(g)[:64]),
    "PatientID": WORDS.map(lambda word: word[:64]),
    "PatientComments": st.lists(WORDS, min_size=1, max_size=9).map("\r\n".join),
    "StudyDate": st.dates().map(lambda day: f"{day:%Y%m%d}".rjust(8, "0")),
    "StudyTime": st.times().map(lambda time: f"{time:%H%M%S.%f}"),
    "InstanceNumber": st.integers(-(1 << 31), (1 << 31) - 1).map(str),
    "ImagePositionPatient": st.lists(FLOATS.map(lambda x: f"{x:.6g}"), min_size=3, max_size=3).map(
        "\\".join
    ),
    "ImageType": st.lists(st.from_regex(r"[A-Z0-9_]{1,16}", fullmatch=True), min_size=2).map(
        "\\".join
    ),
    "FrameIncrementPointer": st.integers(0, 0xFFFFFFFF).map(
        lambda tag: f"{tag >> 16:04X},{tag & 0xFFFF:04X}"
    ),
    "RecommendedDisplayFrameRateInFloat": FLOATS.map(repr),
    "EventTimeOffset": st.floats(allow_nan=False, allow_infinity=False).map(repr),
    "ReferencedFrameNumbers": st.lists(st.integers(0, 65535).map(str), min_size=1).map("\\".join),
    "ReferencedSamplePositions": st.integers(0, (1 << 32) - 1).map(str),
    "RequestAttributesSequence[0].ScheduledProcedureStepID": WORDS.map(lambda word: word[:16]),
}


@given(st.data(), SYNTAXES, st.sets(st.sampled_from(sorted(VALUES)), min_size=1))
def test_what_is_set_is_what_is_listed_in_any_transfer_syntax(
    data: st.DataObject, syntax: str, names: set[str]
) -> None:
    values = {name: data.draw(VALUES[name], label=name) for name in sorted(names)}
    with tempfile.TemporaryDirectory() as folder:
        dataset = dataset_of(SpecificCharacterSet="ISO_IR 192")
        source = saved(dataset, Path(folder, "in.dcm"), syntax)
        changes = tuple(asked(name, Effect.SET, value) for name, value in values.items())
        out = Path(folder, "out.dcm")
        retag(source, out, changes, Manner(add=True))
        listed = {row.path: row.value for row in tags_of(Source(str(out)))}
        for name, value in values.items():
            single = name == "RecommendedDisplayFrameRateInFloat"
            assert same(listed[name], value, np.float32 if single else float), name
        before = {row.path: row.value for row in tags_of(source) if row.tag > "(0008"}
        assert {name: listed[name] for name in before.keys() - values.keys()} == {
            name: before[name] for name in before.keys() - values.keys()
        }
        pydicom.dcmread(out)


def same(one: str, other: str, number: type[np.float32 | float]) -> bool:
    """Tell whether two texts are the same, or the same numbers."""
    if one == other:
        return True
    try:
        return [*map(number, one.split("\\"))] == [*map(number, other.split("\\"))]
    except ValueError:
        return False


@given(st.sampled_from(VRS), st.text(max_size=80))
def test_any_text_is_a_value_or_an_error_that_does_not_quote_it(vr: str, text: str) -> None:
    said = objection(lambda: checked(vr, text))
    assert len(text) < 8 or text not in said


@given(st.text(max_size=40))
def test_any_text_is_a_name_or_an_error_that_does_not_quote_it(text: str) -> None:
    said = objection(lambda: parsed(text))
    assert len(text) < 8 or text not in said


def objection(call: Callable[[], object]) -> str:
    """Return what an error of ours says; nothing if there is none."""
    try:
        call()
    except UsageError as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize(("vr", "bounds"), WHOLE.items())
@given(data=st.data())
def test_whole_numbers_are_taken_just_within_their_range(
    vr: str, bounds: tuple[int, bool], data: st.DataObject
) -> None:
    bits, signed = bounds
    low, high = (-(1 << bits) if signed else 0), (1 << bits) - 1
    number = data.draw(st.integers(2 * low - 9, 2 * high + 9))
    try:
        assert checked(vr, str(number)) == (str(number),)
        assert low <= number <= high
    except UsageError:
        assert not low <= number <= high
