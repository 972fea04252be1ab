from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from doubles.reviewed import reviewer
from scrub.cli.beside import Beside
from scrub.cli.naming import Naming
from scrub.cli.review import parser
from scrub.cli.review_headers import header_desk
from scrub.errors import UsageError
from scrub.recipe import Recipe, TextMode

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from scrub.review.header_desk import HeaderDesk

NAMING = Naming(hashlib.sha256(b"a key").digest())


def desk(folder: Path, *words: str, **told: Any) -> HeaderDesk:  # noqa: ANN401 (JSON)
    options: argparse.Namespace = parser().parse_args([str(folder / "out"), "in", *words])
    options.key = folder / "key"
    facts = {"recipe": told}
    return header_desk(options, Beside(options.output), NAMING, facts, reviewer())


def test_the_recipe_is_beside_the_output(tmp_path: Path) -> None:
    assert desk(tmp_path).recipe_file == tmp_path / "out.recipe.toml"
    named = desk(tmp_path, "--recipe", str(tmp_path / "site.yaml"))
    assert named.recipe_file == tmp_path / "site.yaml"


@pytest.mark.parametrize("name", ["recipe.txt", "none/recipe.toml", "recipe"])
def test_what_cannot_be_a_recipe_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="--recipe"):
        desk(tmp_path, "--recipe", str(tmp_path / name))


def test_only_the_pseudonyms_of_the_run_will_do(tmp_path: Path) -> None:
    (tmp_path / "map.csv").write_text("A,B\n")
    given = ("--patient-map", str(tmp_path / "map.csv"))
    right = NAMING.contents(tmp_path / "map.csv")
    assert desk(tmp_path, *given, patient_map=right).patient_map == given[1]
    with pytest.raises(UsageError, match="not what the run was given"):
        desk(tmp_path, *given, patient_map="0123")


def test_the_command_says_how_the_run_looked(tmp_path: Path) -> None:
    made = desk(tmp_path).command(tmp_path / "a b.toml", Recipe())
    assert made == f"scrub --recipe '{tmp_path}/a b.toml' --key {tmp_path}/key in {tmp_path}/out"
    recipe = Recipe(
        pixel=True, text_mode=TextMode.ALL, engines=("a:B", "onnx"), templates=("",), proposals=True
    )
    said = desk(tmp_path).command(tmp_path / "r.toml", recipe)
    assert said.startswith(
        "scrub --pixel --text all --ocr a:B --ocr onnx --proposals --templates DIR --recipe"
    )
