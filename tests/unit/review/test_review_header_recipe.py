from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scrub
from scrub.errors import ConflictError, OutputError, RecipeError
from scrub.header.site.file import load_site_recipe
from scrub.model.site import ANY_TAG, ANYWHERE, Selector, SiteRule, TagPattern, Verb
from scrub.recipe import Recipe, Strategy
from scrub.review.header_recipe import Noted, extended, free_name, publish, written_anew

if TYPE_CHECKING:
    from pathlib import Path

EXACT = 0xFFFFFFFF
SEX = SiteRule(Verb.KEEP, (Selector(TagPattern(0x00100040, EXACT), within=()),))
STUDY = SiteRule(Verb.REPLACE, (Selector(TagPattern(0x00200010, EXACT)),), ("STUDY-7",))
COMMENTED = """\
# Of the site, since 2019.
options = ["retain-device-identity"]   # asked for

[[rules]]
keep = ["BodyPartExamined", "(0018,xxxx)"]  # of no person
"""

public = st.sampled_from([0x00100040, 0x00080050, 0x00101010, 0x00400254, 0x60003000, 0x00104000])
sequences = st.sampled_from([0x00400275, 0x00081110, 0x00082112])
exact = st.builds(TagPattern, public, st.just(EXACT))
ways = st.lists(st.one_of(st.none(), st.builds(TagPattern, sequences, st.just(EXACT))), max_size=3)
creators = st.text(
    st.characters(codec="utf-8", exclude_characters="\\\x7f\x85", exclude_categories=["C", "Z"]),
    min_size=1,
    max_size=16,
)
selectors = st.one_of(
    st.builds(Selector, exact),
    st.builds(Selector, exact, within=ways.map(tuple)),
    st.builds(Selector, st.just(ANY_TAG), vr=st.sampled_from(["PN", "DA"])),
    st.builds(
        Selector,
        st.builds(TagPattern, st.integers(0, 255), st.just(0xFF)),
        creator=creators,
    ),
    st.builds(
        Selector,
        st.integers(0, 255).map(lambda last: TagPattern(0x00290000 | last, 0xFFFF00FF)),
        vr=st.just("LO"),
        creator=creators,
        within=ways.map(tuple),
    ),
)
rules = st.builds(
    SiteRule,
    st.sampled_from([Verb.KEEP, Verb.REMOVE, Verb.EMPTY]),
    st.lists(selectors, min_size=1, max_size=3).map(tuple),
)
notes = st.builds(Noted, rules, st.text(max_size=40))


@pytest.mark.parametrize("suffix", [".toml", ".yaml"])
@settings(max_examples=60, deadline=None)
@given(own=st.lists(rules, max_size=2), new=st.lists(notes, min_size=1, max_size=3))
def test_whatever_is_written_anew_reads_back(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, own: list[SiteRule], new: list[Noted]
) -> None:
    path = tmp_path_factory.mktemp("recipe") / f"r{suffix}"
    wanted = Recipe(
        profile="hipaa",
        options=("clean-descriptors",),
        strategy=Strategy.DUMMY,
        age_cap="090Y",
        preserve_studies=False,
        site_rules=(*own, *(one.rule for one in new)),
    )
    path.write_text(written_anew(wanted, new, suffix), encoding="utf-8")
    assert scrub.read_recipe(path) == wanted


@pytest.mark.parametrize("suffix", [".toml", ".yaml"])
@settings(max_examples=40, deadline=None)
@given(first=st.lists(notes, min_size=1, max_size=2), more=st.lists(notes, min_size=1, max_size=2))
def test_what_is_added_comes_last_and_the_rest_keeps_its_bytes(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, first: list[Noted], more: list[Noted]
) -> None:
    path = tmp_path_factory.mktemp("recipe") / f"r{suffix}"
    was = written_anew(Recipe(site_rules=tuple(one.rule for one in first)), first, suffix)
    now = extended(was, more, suffix)
    assert now.startswith(was)
    path.write_text(now, encoding="utf-8")
    assert load_site_recipe(path).rules == tuple(one.rule for one in (*first, *more))


def test_a_file_of_comments_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text(extended(COMMENTED, [Noted(SEX, "why")], ".toml"))
    assert path.read_text().startswith(COMMENTED)
    assert "\n# why\n[[rules]]\n" in path.read_text()
    assert load_site_recipe(path).rules[-1] == SEX


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".toml", 'rules = [{keep = "PatientSex"}]\n'),
        (".yaml", 'rules: [{keep: "PatientAge"}]\n'),
        (".yaml", 'rules:\n- keep: "PatientAge"\nprofile: basic\n'),
    ],
)
def test_what_cannot_be_added_to_does_not_read_as_a_recipe(
    tmp_path: Path, suffix: str, text: str
) -> None:
    path = tmp_path / f"r{suffix}"
    path.write_text(extended(text, [Noted(STUDY)], suffix))
    with pytest.raises(RecipeError):
        load_site_recipe(path)


def test_a_note_cannot_become_a_rule(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    note = "why\n[[rules]]\nkeep = 'PatientName'\r\u2028\0"
    path.write_text(extended("", [Noted(SEX, note)], ".toml"))
    assert load_site_recipe(path).rules == (SEX,)


def test_what_is_published_is_its_owners_alone_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    assert publish(path, "a = 1\n", None, lambda draft: draft.read_text() == "a = 1\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert publish(path, "a = 2\n", "a = 1\n", lambda _: True)
    assert [one.name for one in tmp_path.iterdir()] == ["r.toml"]
    assert path.read_text() == "a = 2\n"


def test_what_is_not_right_is_not_published(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    assert not publish(path, "a = 1\n", None, lambda _: False)
    assert list(tmp_path.iterdir()) == []


def test_somebody_elses_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"

    def meanwhile(_: Path) -> bool:
        path.write_text("theirs")
        return True

    for before in (None, "as it was"):
        with pytest.raises(ConflictError):
            publish(path, "ours", before, meanwhile)
        assert path.read_text() == "theirs"
    assert [one.name for one in tmp_path.iterdir()] == ["r.toml"]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot write"):
        publish(tmp_path / "none" / "r.toml", "a = 1\n", None, lambda _: True)


def test_a_name_beside_is_free(tmp_path: Path) -> None:
    for name in ("out.recipe.toml", "out.recipe-2.toml"):
        (tmp_path / name).touch()
    assert free_name(tmp_path / "out.recipe.toml").name == "out.recipe-3.toml"
    assert free_name(tmp_path / "site.yaml").name == "site-2.toml"


def test_selectors_say_no_more_than_they_must(tmp_path: Path) -> None:
    anywhere = Selector(TagPattern(0x00080050, EXACT), within=ANYWHERE)
    text = written_anew(Recipe(), [Noted(SiteRule(Verb.HASH, (anywhere,)))], ".toml")
    assert 'hash = {attribute = "AccessionNumber"}' in text
    (tmp_path / "r.toml").write_text(text)
    assert load_site_recipe(tmp_path / "r.toml").rules == (SiteRule(Verb.HASH, (anywhere,)),)
