from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import table
from conformance.areas import black_area, reported_area
from conformance.dcmtk import serves
from conformance.matrix import Row, rows
from conformance.sources import made_in, packaged
from scrub.model.geometry import Rect
from scrub.model.instance import Grid
from scrub.model.outcome import Verdict

NO_IMAGE = ("no pixels", "a DICOMDIR: it lists patients; make one of the output")

NOT_DONE = {
    "made: progressive": "a JPEG that is progressive",
    "ExplVR_BigEndNoMeta.dcm": "its data set is cut short",
    "JPEG2000-embedded-sequence-delimiter.dcm": (
        "the codestream is not of the size that the header says"
    ),
    "MR_truncated.dcm": "the file ends within its pixel data",
    "badVR.dcm": "NumberOfFrames is no number",
    "empty_charset_LEI.dcm": "no SOP Class or Instance UID: not an instance, or cut short",
    "meta_missing_tsyntax.dcm": "BitsAllocated is missing",
    "nested_priv_SQ.dcm": "BitsAllocated is missing",
    "no_meta.dcm": "its data set is cut short",
    "rtplan_truncated.dcm": "its data set is cut short",
}
"""Why the files that pydicom brings, and those made, are not done: each is broken on purpose."""

FEWER_JUDGES = {
    # What a lossy JPEG XL decodes to is up to each decoder.
    "made: lossy": 1,
    # Its scan header breaks the rules, and only some forgive that.
    "JPEG-lossy.dcm": 2,
}

MIXED_UP = ("Explicit VR Big Endian", "1 of 1 unsigned", "several")
"""Of syntax, bits and frames: pydicom 3.0.2 takes a frame's bits from the wrong end of a word where
frames end within one, and GDCM has no words of a bit. dcmtk agrees, where it is installed."""

JPEG = ("JPEG Baseline (Process 1)", "JPEG Extended (Process 2 and 4)")
COEFFICIENTS_KEPT = (*JPEG, "JPEG XL JPEG Recompression")


def short(name: str) -> str:
    """Without the folder, or the number of what is made."""
    return (
        f"made: {name.partition(': ')[2]}"
        if name.startswith("made")
        else name.rsplit("/", maxsplit=1)[-1]
    )


def least(row: Row) -> int:
    """Return how many decoders have to agree about a row."""
    syntax, _, bits, _, many = row.key
    if (syntax, bits, many) == MIXED_UP and not serves("native"):
        return 1
    return FEWER_JUDGES.get(short(row.name), 3 if syntax in JPEG else 2)


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    folder = tmp_path_factory.mktemp("matrix")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(rows([*made_in(folder), *packaged("pydicom")], folder))


@pytest.fixture(scope="module")
def proved(every: list[Row]) -> list[Row]:
    return [row for row in every if row.judgments]


def test_no_decoder_finds_anything_wrong_with_what_was_blacked(proved: list[Row]) -> None:
    assert not [f"{row.name} {row.key}: {row.faults}" for row in proved if row.faults]
    assert len(proved) > 300


def test_each_file_is_judged_by_two_decoders_and_a_jpeg_by_three(proved: list[Row]) -> None:
    lonely = []
    for row in proved:
        agreeing = {judgment.decoder for judgment in row.judgments if judgment.agrees}
        if len(agreeing) < least(row):
            lonely.append((row.name, row.key, [j for j in row.judgments if not j.agrees]))
    assert not lonely


def test_what_is_not_done_is_not_done_for_a_reason_that_is_known(every: list[Row]) -> None:
    not_done = {short(row.name): row.done.reason for row in every if not row.judgments}
    assert {n: why for n, why in not_done.items() if why not in NO_IMAGE} == NOT_DONE
    assert {r.done.verdict for r in every if not r.judgments} <= {Verdict.REFUSED, Verdict.FAILED}


def test_what_keeps_its_coefficients_or_is_not_compressed_does_not_grow(proved: list[Row]) -> None:
    native = {r.name: r.ratio for r in proved if "VR" in r.syntax and r.ratio > 1}
    kept = {r.name: r.ratio for r in proved if r.syntax in COEFFICIENTS_KEPT and r.ratio > 1.05}
    assert not native
    assert not kept


def test_the_matrix_has_every_kind_of_pixels(proved: list[Row]) -> None:
    syntaxes = {row.syntax for row in proved}
    assert len(syntaxes) == 21, sorted(syntaxes)
    assert {row.photometric for row in proved} >= {
        *("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB"),
        *("YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT"),
    }


def test_the_table_has_a_line_for_each_kind(proved: list[Row]) -> None:
    lines = list(table.markdown(proved))
    assert len(lines) == 2 + len({row.key for row in proved})
    assert len({line.count("|") for line in lines}) == 1


@given(
    rects=st.lists(
        st.builds(
            lambda x, y, w, h: Rect(x, y, x + w, y + h),
            *(st.integers(0, 40), st.integers(0, 40), st.integers(1, 30), st.integers(1, 30)),
        ),
        max_size=3,
    ),
    grid=st.builds(
        lambda c, r, reach: Grid(1, 1, c, r, reach),
        *(st.sampled_from([1, 2, 8, 16, 32]), st.sampled_from([1, 8, 16]), st.integers(0, 9)),
    ),
)
def test_what_may_change_is_what_the_report_says(rects: list[Rect], grid: Grid) -> None:
    shape = (45, 50)
    clipped = [rect for one in rects if (rect := one.clip(*shape))]
    expected = black_area(
        [r.round_out(grid.reach_columns, grid.reach_rows).grow(grid.reach) for r in clipped], shape
    )
    assert np.array_equal(reported_area(black_area(clipped, shape), grid), expected)


@pytest.mark.slow
def test_the_whole_table(capsys: pytest.CaptureFixture[str]) -> None:
    code = table.main([])
    with capsys.disabled():
        print(capsys.readouterr().out)
    assert code == 0
