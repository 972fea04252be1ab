from __future__ import annotations

from dataclasses import replace

import pytest

from doubles.header_samples import MARK, header, item, put, said, scrubbed, with_options
from scrub.header.site.file import keep_rules
from scrub.header.site.matching import prepared, site_rule
from scrub.header.site.nodes import Table, Text
from scrub.header.site.selectors import selector_of
from scrub.model.header import TagPath
from scrub.model.site import Selector, SiteRule, Verb

REQUEST = 0x00400275


def select(text: str = "", **keys: str) -> Selector:
    if text:
        return selector_of(Text(1, text))
    return selector_of(Table(1, tuple((Text(1, key), Text(1, to)) for key, to in keys.items())))


def code(tag: int, *rules: SiteRule, vr: str = "LO", within: tuple[int, ...] = ()) -> str | None:
    path = TagPath(tuple((sequence, 0) for sequence in within), tag)
    found = site_rule(prepared(rules), path, vr)
    return found.code if found else None


def rule(verb: Verb, *selectors: Selector, value: str = "") -> SiteRule:
    return SiteRule(verb, selectors, (value,) if value else ())


@pytest.mark.parametrize(("verb", "expected"), list(zip(Verb, "KXZRH", strict=True)))
def test_each_verb_is_a_code(verb: Verb, expected: str) -> None:
    found = site_rule(
        prepared((rule(verb, select("PatientID"), value="7"),)), TagPath((), 0x00100020), "LO"
    )
    assert found
    assert (found.code, found.vr, found.source) == (expected, "LO", f"site {verb}")
    assert (found.value, found.asked, found.is_site) == (("7",), verb is Verb.KEEP, True)


def test_without_a_rule_that_fits_there_is_none() -> None:
    assert code(0x00100020, rule(Verb.KEEP, select("PatientAge"))) is None
    assert code(0x00100020) is None


def test_of_two_rules_the_later_holds_however_general() -> None:
    keep, remove = rule(Verb.KEEP, select("PatientID")), rule(Verb.REMOVE, select("0010"))
    assert code(0x00100020, keep, remove) == "X"
    assert code(0x00100020, remove, keep) == "K"
    empty = rule(Verb.EMPTY, select("0010,00xx"))
    assert code(0x00100020, empty, keep, remove) == "X"
    assert code(0x00100020, remove, keep, empty) == "Z"
    assert code(0x00100030, remove, keep) == "X"


@pytest.mark.parametrize(
    ("text", "tag", "fits"),
    [
        ("PatientAge", 0x00101010, True),
        ("(0010,1010)", 0x00101010, True),
        ("(0010, 1010)", 0x00101010, True),
        ("00101010", 0x00101010, True),
        ("0010,1010", 0x00101020, False),
        ("0010,10xx", 0x00101020, True),
        ("001010XX", 0x00101120, False),
        ("0018", 0x00185100, True),
        ("0018", 0x00195100, False),
        ("OverlayDescription", 0x60040022, True),
        ("OverlayDescription", 0x60040040, False),
        ("PersonNamesToUseSequence", 0x00100011, True),
    ],
)
def test_attributes_are_told_in_many_ways(text: str, tag: int, *, fits: bool) -> None:
    assert (code(tag, rule(Verb.EMPTY, select(text))) == "Z") is fits


def test_the_vr_is_the_dictionary_s_whatever_a_file_says() -> None:
    names = rule(Verb.KEEP, select(vr="LO"))
    assert code(0x00100010, names, vr="LO") is None
    assert code(0x00100020, names, vr="UN") == "K"
    assert code(0x00280106, rule(Verb.EMPTY, select(vr="SS")), vr="US") == "Z"


@pytest.mark.parametrize(
    ("path", "within", "fits"),
    [
        ("AccessionNumber", (), True),
        ("AccessionNumber", (REQUEST,), False),
        ("*.AccessionNumber", (), True),
        ("*.AccessionNumber", (REQUEST, 0x00081140), True),
        ("RequestAttributesSequence.AccessionNumber", (REQUEST,), True),
        ("RequestAttributesSequence.AccessionNumber", (), False),
        ("RequestAttributesSequence.AccessionNumber", (REQUEST, 0x00081140), False),
        ("RequestAttributesSequence.*.AccessionNumber", (REQUEST, 0x00081140), True),
        ("RequestAttributesSequence.*.AccessionNumber", (0x00081140, REQUEST), False),
        ("*.RequestAttributesSequence.AccessionNumber", (0x00081140, REQUEST), True),
        ("0040,xxxx.AccessionNumber", (REQUEST,), True),
        ("*.0040,02xx.*.AccessionNumber", (0x00081140, REQUEST, 0x00081140), True),
    ],
)
def test_a_path_is_the_way_from_the_top(path: str, within: tuple[int, ...], *, fits: bool) -> None:
    found = code(0x00080050, rule(Verb.HASH, select(path=path)), within=within)
    assert (found == "H") is fits


@pytest.mark.parametrize("tag", [0x04000561, 0xFFFAFFFA, 0x4FFE0001, 0xFFFCFFFC, 0x04000500])
def test_wildcards_do_not_keep_what_is_never_kept(tag: int) -> None:
    everything = rule(Verb.KEEP, select("xxxx,xxxx"), select(vr="SQ"), select(vr="OB"))
    assert code(tag, everything, vr="SQ") is None
    assert code(0x00081115, everything, vr="SQ") == "K"


@pytest.mark.parametrize("verb", [Verb.REMOVE, Verb.EMPTY])
def test_wildcards_do_not_take_what_the_rest_needs(verb: Verb) -> None:
    everything = rule(verb, select("xxxx,xxxx"), select("0028"))
    for tag in (0x00080016, 0x00080018, 0x00080005, 0x00280010, 0x00280101, 0x7FE00010):
        assert code(tag, everything) is None
    assert code(0x00280301, everything) is not None


def test_what_is_private_is_kept_by_its_creator_only() -> None:
    general = rule(Verb.KEEP, select("xxxx,xxxx"), select(vr="LO"))
    by_creator = rule(Verb.KEEP, select(creator="ACME  ", element="xx08"))
    path = TagPath((), 0x00191008)
    assert site_rule(prepared((general,)), path, "LO", "ACME") is None
    assert site_rule(prepared((by_creator,)), path, "LO") is None
    assert site_rule(prepared((by_creator,)), path, "LO", "acme") is None
    assert site_rule(prepared((by_creator,)), TagPath((), 0x00191009), "LO", "ACME") is None
    found = site_rule(prepared((by_creator,)), path, "LO", "ACME")
    assert found
    assert (found.code, found.vr) == ("K", "LO")


def test_rules_are_made_ready_once() -> None:
    rules = (rule(Verb.KEEP, select("PatientAge")),)
    assert prepared(rules) is prepared((rule(Verb.KEEP, select("PatientAge")),))
    assert prepared(rules)
    assert not prepared(())


def test_a_header_is_scrubbed_as_a_site_asks() -> None:
    dataset = header(
        PatientSex="F",
        PatientAge="045Y",
        AccessionNumber="A-1",
        StudyDescription=MARK,
        RequestAttributesSequence=item(AccessionNumber="A-1", ScheduledProcedureStepID=MARK),
    )
    put(put(dataset, 0x00290010, "LO", "ACME"), 0x00291008, "OB", b"\1\2")
    put(dataset, 0x00291009, "LO", MARK)
    asked = (
        rule(Verb.KEEP, select("RequestAttributesSequence"), select("PatientSex")),
        rule(Verb.HASH, select("AccessionNumber")),
        rule(Verb.REPLACE, select("StudyDescription"), value="STUDY-7"),
        rule(Verb.KEEP, select(creator="ACME", element="xx08")),
        *keep_rules("PatientAge"),
    )
    after = scrubbed(dataset, replace(with_options(), site_rules=asked))
    assert (after.PatientSex, after.PatientAge) == ("F", "045Y")
    assert after.StudyDescription == "STUDY-7"
    assert len(after.AccessionNumber) == 16
    assert after.RequestAttributesSequence[0].AccessionNumber == after.AccessionNumber
    assert after[0x00291008].value == b"\1\2"
    assert after[0x00290010].value == "ACME"
    assert MARK not in said(after)
