from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.sequence import Sequence

from doubles.header_samples import (
    MARK,
    PSEUDONYMS,
    edits_of,
    header,
    item,
    put,
    reread,
    said,
    scrubbed,
)
from scrub.data import profile_rows
from scrub.header.profile import load_profile
from scrub.header.text import own_words
from scrub.header.walk import walk
from scrub.model.header import Effect, Identity, OwnValue
from scrub.model.text import PhiKind, Sensitive

QUICK = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
WORDS = frozenset(["AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"])
ROWS = [
    (int(row["tag"][1:5] + row["tag"][6:10], 16), row["vr"])
    for row in profile_rows("ps3.15-2026d")
    if "x" not in row["tag"] and "g" not in row["tag"] and row["tag"] > "(0008"
]
TEXT_ROWS = [row for row in ROWS if row[1] in WORDS]


@QUICK
@given(
    chosen=st.lists(st.sampled_from(TEXT_ROWS), min_size=1, max_size=12, unique=True),
    depth=st.integers(0, 4),
    implicit=st.booleans(),
)
def test_no_listed_text_survives_at_any_depth(
    chosen: list[tuple[int, str]], depth: int, *, implicit: bool
) -> None:
    dataset = inner = header()
    for _ in range(depth):
        inner.AnatomicRegionSequence = item(CodeMeaning="Chest")
        inner = inner.AnatomicRegionSequence[0]
    for tag, vr in chosen:
        put(inner, tag, vr, MARK)
    assert MARK not in said(scrubbed(reread(dataset, implicit=implicit)))


def test_every_listed_text_at_once_leaves_nothing() -> None:
    dataset = header()
    for tag, vr in TEXT_ROWS:
        put(dataset, tag, vr, MARK)
    assert MARK not in said(scrubbed(dataset))


@pytest.mark.parametrize("row", [row for row in ROWS if row[1] == "SQ"], ids=str)
def test_no_listed_sequence_lets_its_items_through(row: tuple[int, str]) -> None:
    dataset = put(header(), row[0], "SQ", item(PatientName=MARK, InstitutionName=MARK))
    assert MARK not in said(scrubbed(dataset))


@QUICK
@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_every_uid_is_mapped_to_one_valid_uid(old: str) -> None:
    new = PSEUDONYMS.uid(old)
    assert new == PSEUDONYMS.uid(old)
    assert re.fullmatch(r"2\.25\.(0|[1-9]\d*)", new) or new.startswith("1.2.840.10008.")
    assert len(new) <= 64 or new.startswith("1.2.840.10008.")


@QUICK
@given(
    word=st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=3, max_size=12),
    before=st.text(" .,^-/", min_size=1, max_size=3),
    upper=st.booleans(),
)
def test_an_own_word_is_found_between_any_separators(
    word: str, before: str, *, upper: bool
) -> None:
    own = own_words(Identity((OwnValue(PhiKind.NAME, Sensitive(word), "PatientName"),)))
    text = f"scan{before}{word.upper() if upper else word}{before}left"
    assert own.are_in(text)


@QUICK
@given(
    st.lists(
        st.tuples(
            st.integers(0, 0xFFFFFFFF).filter(lambda tag: tag >> 16 not in {0, 2, 0xFFFE}),
            st.sampled_from(["LO", "UN", "OB"]),
            st.binary(max_size=12).map(lambda raw: raw.hex()),
        ),
        max_size=20,
    )
)
def test_any_elements_at_all_can_be_judged_and_edited(found: list[tuple[int, str, str]]) -> None:
    dataset = header()
    for tag, vr, text in found:
        if tag not in dataset:
            put(dataset, tag, "LO" if vr == "LO" else "OB", text if vr == "LO" else text.encode())
    kept = scrubbed(dataset)
    profile = load_profile()
    assert all(profile.rule(path.tag).code != "X" for path, _ in walk(kept))


@QUICK
@given(st.integers(1, 6), st.integers(1, 4))
def test_edits_are_ordered_and_say_each_path_once(items: int, depth: int) -> None:
    dataset = inner = header()
    for _ in range(depth):
        inner.AnatomicRegionSequence = Sequence(
            item(InstitutionAddress=MARK, CodeMeaning="Chest")[0] for _ in range(items)
        )
        inner = inner.AnatomicRegionSequence[-1]
    edits = edits_of(dataset)
    removed = [edit for edit in edits.values() if edit.effect is Effect.REMOVE]
    assert len(removed) == items * depth
