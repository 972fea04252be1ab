from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from scrub.errors import RecipeError, UsageError
from scrub.header.site import file
from scrub.header.site.file import keep_rules, load_site_recipe
from scrub.model.site import Selector, SiteRecipe, SiteRule, TagPattern, Verb
from scrub.recipe import Recipe

if TYPE_CHECKING:
    from pathlib import Path


def exact(tag: int) -> TagPattern:
    return TagPattern(tag, 0xFFFFFFFF)


def loaded(folder: Path, content: str, name: str = "site.toml") -> SiteRecipe:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return load_site_recipe(path)


def problems(folder: Path, content: str, name: str = "site.toml") -> list[str]:
    with pytest.raises(RecipeError) as caught:
        loaded(folder, content, name)
    return [line.removeprefix(f"{folder / name}:") for line in str(caught.value).splitlines()]


WHOLE_TOML = """
profile = "basic"
options = ["retain-patient-characteristics"]
strategy = "dummy"
prefix = "SITE_"
age_cap = "090"
preserve_studies = false
keep_tags = ["PatientAge"]
[[rules]]
keep = ["PatientSex", "0018,xxxx"]
[[rules]]
replace = "ClinicalTrialProtocolID"
with = "STUDY-7"
[[rules]]
hash = ["AccessionNumber", {path = "RequestAttributesSequence.*.AccessionNumber"}]
[[rules]]
remove = {vr = "PN"}
[[rules]]
empty = [{path = "PatientComments"}, "(50xx,xxxx)", "0010"]
[[rules]]
keep = {creator = "SIEMENS CSA HEADER", element = "xx08"}
[[rules]]
keep = {creator = "SIEMENS CSA HEADER", attribute = "0029,xx10", vr = "OB"}
"""

WHOLE_YAML = """
profile: basic
options: [retain-patient-characteristics]
strategy: dummy
prefix: SITE_
age_cap: 090
preserve_studies: false
keep_tags: PatientAge
rules:
  - keep: [PatientSex, "0018,xxxx"]
  - replace: ClinicalTrialProtocolID
    with: STUDY-7
  - hash:
      - AccessionNumber
      - {path: RequestAttributesSequence.*.AccessionNumber}
  - remove: {vr: PN}
  - empty: [{path: PatientComments}, "(50xx,xxxx)", 0010]
  - keep: {creator: SIEMENS CSA HEADER, element: xx08}
  - keep: {creator: SIEMENS CSA HEADER, attribute: "0029,xx10", vr: OB}
"""

WHOLE = SiteRecipe(
    profile="basic",
    options=("retain-patient-characteristics",),
    strategy="dummy",
    prefix="SITE_",
    age_cap="090Y",
    preserve_studies=False,
    rules=(
        SiteRule(
            Verb.KEEP, (Selector(exact(0x00100040)), Selector(TagPattern(0x00180000, 0xFFFF0000)))
        ),
        SiteRule(Verb.REPLACE, (Selector(exact(0x00120020)),), ("STUDY-7",)),
        SiteRule(
            Verb.HASH,
            (
                Selector(exact(0x00080050)),
                Selector(exact(0x00080050), within=(exact(0x00400275), None)),
            ),
        ),
        SiteRule(Verb.REMOVE, (Selector(vr="PN"),)),
        SiteRule(
            Verb.EMPTY,
            (
                Selector(exact(0x00104000), within=()),
                Selector(TagPattern(0x50000000, 0xFF000000)),
                Selector(TagPattern(0x00100000, 0xFFFF0000)),
            ),
        ),
        SiteRule(Verb.KEEP, (Selector(TagPattern(8, 0xFF), creator="SIEMENS CSA HEADER"),)),
        SiteRule(
            Verb.KEEP,
            (Selector(TagPattern(0x00290010, 0xFFFF00FF), "OB", creator="SIEMENS CSA HEADER"),),
        ),
        SiteRule(Verb.KEEP, (Selector(exact(0x00101010)),)),
    ),
)


@pytest.mark.parametrize(
    ("name", "content"),
    [("site.toml", WHOLE_TOML), ("site.yaml", WHOLE_YAML), ("SITE.YML", WHOLE_YAML)],
)
def test_a_whole_recipe_is_understood_alike_in_both_forms(
    tmp_path: Path, name: str, content: str
) -> None:
    assert loaded(tmp_path, content, name) == WHOLE


def test_the_recipe_in_the_docstring_is_one(tmp_path: Path) -> None:
    example = (file.__doc__ or "").split("\n\n", 1)[1].rsplit("\n\n", 1)[0]
    recipe = loaded(tmp_path, example)
    assert [rule.verb for rule in recipe.rules] == [
        *("keep", "replace", "hash", "remove", "empty", "keep", "keep")
    ]


@pytest.mark.parametrize("name", ["empty.toml", "empty.yaml"])
def test_an_empty_file_asks_for_nothing(tmp_path: Path, name: str) -> None:
    assert loaded(tmp_path, "# nothing yet\n", name) == SiteRecipe()


def test_a_recipe_can_be_hashed_sent_to_workers_and_digested() -> None:
    assert hash(WHOLE) == hash(pickle.loads(pickle.dumps(WHOLE)))
    assert Recipe(site_rules=WHOLE.rules).digest() != Recipe().digest()


def test_options_that_a_profile_does_not_allow_are_told(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, 'profile = "hipaa"\noptions = ["retain-full-dates"]\n')
    assert found.startswith("2: retain-full-dates")


def test_all_mistakes_are_told_at_once_each_in_its_line(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        'prefix = "A B"\n'
        "\n"
        "[[rules]]  # the first\n"
        "keep = [\n"
        '    "PatientSex",\n'
        '    "PatinetAge",  # here\n'
        '    "0002,0010",\n'
        "]\n"
        "[[rules]]\n"
        'replace = "PatientSex"\n'
        'with = "female"\n'
        "[[rules]]\n"
        'wth = "F"\n',
    )
    assert [line.partition(":")[0] for line in found] == ["1", "6", "7", "11", "13"]


def test_in_yaml_too_all_mistakes_are_told_each_in_its_line(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        "prefix: A B\n"
        "rules:\n"
        "  - keep:\n"
        "      - PatientSex\n"
        "      - PatinetAge\n"
        "      - [PatientAge]\n"
        "  - replace: PatientSex\n"
        "    with: female\n"
        "  - wth: F\n"
        "prefix: AB\n",
        "site.yaml",
    )
    assert [line.partition(":")[0] for line in found] == ["1", "5", "6", "8", "9", "10"]
    assert found[-1] == "10: the key 'prefix' is here twice"


def test_a_tag_that_yaml_takes_for_a_list_is_told(tmp_path: Path) -> None:
    found = problems(tmp_path, "keep_tags: [(0010,1010)]\n", "site.yaml")
    assert "'(0010' is neither a keyword nor a tag" in found[0]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("site.toml", "a = 1\nb = \n", "2: not TOML"),
        ("site.toml", "a = [1,\n", "2: not TOML"),
        ("site.toml", "prefix = 'A'\nprefix = 'B'\n", "2: not TOML"),
        ("site.yaml", "a: 1\nb: [\n", "3: not YAML"),
        ("site.yaml", "a: *b\n", "1: not YAML"),
        ("site.yaml", "a: 1\n---\nb: 2\n", "2: not YAML"),
        ("site.yaml", "- profile\n", "1: keys were expected here"),
        ("site.yaml", "profile:\n", "1: a text was expected here"),
        ("site.yaml", "? [a]\n: b\n", "1: no key ''"),
    ],
)
def test_what_is_no_toml_or_yaml_is_told_with_its_line(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    assert problems(tmp_path, content, name)[0].startswith(told)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read"):
        load_site_recipe(tmp_path / "none.toml")
    with pytest.raises(RecipeError, match=r"a recipe is \.toml, \.yaml or \.yml"):
        load_site_recipe(tmp_path / "site.json")
    (tmp_path / "site.toml").write_bytes(b"prefix = '\xff'")
    with pytest.raises(RecipeError, match="not UTF-8"):
        load_site_recipe(tmp_path / "site.toml")


def test_yaml_that_holds_itself_is_told_and_not_followed(tmp_path: Path) -> None:
    assert problems(tmp_path, "rules: &a [*a]\n", "site.yaml") == [" not YAML"]


@pytest.mark.parametrize(
    "text",
    [
        "PatientAge,PatientWeight",
        "PatientAge, 0010,1030",
        "(0010,1010),00101030",
        "0010,1010,0010,1030",
        " 00101010 , (0010,1030) ",
    ],
)
def test_tags_to_keep_are_keywords_or_numbers_with_commas(text: str) -> None:
    wanted = (Selector(exact(0x00101010)), Selector(exact(0x00101030)))
    assert keep_rules(text) == (SiteRule(Verb.KEEP, wanted),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("PatinetAge", "did you mean PatientAge"),
        ("PatientAge,0018", "'0018' is not one attribute"),
        ("0018,xxxx", "'0018' is not one attribute"),
        ("(0018,xxxx)", r"'\(0018,xxxx\)' is not one attribute"),
        ("OriginalAttributesSequence", "cannot keep OriginalAttributesSequence"),
        ("0019,1010", "known by its creator"),
        ("", "no attribute is named"),
        ("PatientAge, ,PatientSex", "a text was expected"),
    ],
)
def test_tags_that_cannot_be_kept_are_an_error_of_use(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        keep_rules(text)
