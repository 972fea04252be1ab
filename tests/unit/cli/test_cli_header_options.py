from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrub.cli import options as asked
from scrub.data import Digests
from scrub.errors import RecipeError, UsageError
from scrub.model.site import Verb
from scrub.recipe import OPTIONS, Recipe, Strategy

if TYPE_CHECKING:
    from pathlib import Path


def recipe(*arguments: str) -> Recipe:
    return asked.recipe(asked.parse([*arguments, "in", "out"]), Digests("", "", ""))


def test_without_a_word_about_headers_it_is_the_plain_recipe() -> None:
    assert recipe() == Recipe()


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_may_be_named_or_be_a_flag(option: str) -> None:
    assert recipe("--option", option) == recipe(f"--{option}") == Recipe(options=(option,))


def test_options_may_be_given_with_commas_and_again() -> None:
    several = recipe("--option", "retain-uids, clean-graphics", "--retain-uids")
    assert several.options == ("clean-graphics", "retain-uids")


def test_strategy_profile_age_and_relations_are_the_recipe() -> None:
    chosen = recipe(
        *("--profile", "hipaa", "--strategy", "dummy", "--age-cap", "090"),
        "--no-preserve-studies",
    )
    assert chosen == Recipe(
        profile="hipaa", strategy=Strategy.DUMMY, age_cap="090Y", preserve_studies=False
    )


def test_kept_tags_are_rules_of_the_site() -> None:
    rules = recipe("--keep-tags", "PatientAge,PatientSex", "--keep-tags", "00080020").site_rules
    assert {rule.verb for rule in rules} == {Verb.KEEP}
    tags = {selector.tag.bits for rule in rules for selector in rule.selectors}
    assert tags == {0x00101010, 0x00100040, 0x00080020}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--strategy", "remove", "--prefix", "A"],
        ["--strategy", "dummy", "--patient-map", "map.csv"],
        ["--no-preserve-studies", "--retain-uids"],
        ["--keep-tags", "PatinetAge"],
        ["--keep-tags", "00020003"],
    ],
)
def test_what_does_not_go_together_about_headers_is_said(arguments: list[str]) -> None:
    with pytest.raises(UsageError):
        recipe(*arguments)


def test_the_command_line_counts_more_than_a_recipe_file(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(
        'profile = "basic"\nprefix = "SITE_"\noptions = ["retain-uids"]\n'
        'strategy = "pseudonymize"\nkeep_tags = ["PatientAge"]\n'
    )
    of_file = recipe("--recipe", str(path))
    assert (of_file.prefix, of_file.options) == ("SITE_", ("retain-uids",))
    assert len(of_file.site_rules) == 1
    both = recipe("--recipe", str(path), "--prefix", "X_", "--clean-descriptors")
    assert (both.prefix, both.options) == ("X_", ("clean-descriptors", "retain-uids"))


def test_a_wrong_recipe_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text('prefix = "A"\nprofil = "basic"\n')
    with pytest.raises(RecipeError, match=r"site\.toml:2: "):
        recipe("--recipe", str(path))


def test_every_choice_about_headers_makes_instances_due_again() -> None:
    choices = [
        Recipe(),
        recipe("--profile", "hipaa"),
        recipe("--retain-uids"),
        recipe("--strategy", "remove"),
        recipe("--age-cap", "089"),
        recipe("--no-preserve-studies"),
        recipe("--keep-tags", "PatientAge"),
        Recipe(patient_map="abc"),
    ]
    assert len({choice.digest() for choice in choices}) == len(choices)
