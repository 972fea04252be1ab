from __future__ import annotations

from pathlib import Path

import pytest

from scrub.cli import options as asked
from scrub.data import Digests
from scrub.errors import RecipeError, UsageError
from scrub.recipe import Recipe, TextMode


def recipe(*arguments: str) -> Recipe:
    return asked.recipe(asked.parse([*arguments, "in", "out"]), Digests("", "", ""))


def test_without_options_only_headers_are_scrubbed() -> None:
    assert recipe() == Recipe()
    assert not recipe().pixel


def test_options_are_the_recipe() -> None:
    chosen = recipe("--pixel", "--text", "all", "--ocr", "tesseract", "--ocr", "onnx")
    assert chosen == Recipe(pixel=True, text_mode=TextMode.ALL, engines=("onnx", "tesseract"))


def test_the_last_path_is_the_output() -> None:
    parsed = asked.parse(["a", "--pixel", "b", "c"])
    assert (parsed.inputs, parsed.output) == (["a", "b"], "c")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--text", "all"],
        ["--ocr", "none"],
        ["--templates", "x"],
        ["--pixel", "--ocr", "none", "--ocr", "onnx"],
        ["--prefix", "A\\B"],
        ["--prefix", ""],
    ],
)
def test_what_does_not_go_together_is_said(arguments: list[str]) -> None:
    with pytest.raises(UsageError):
        recipe(*arguments)


def test_a_folder_of_templates_must_be_there(tmp_path: Path) -> None:
    parsed = asked.parse(["--templates", str(tmp_path / "gone"), "in", "out"])
    with pytest.raises(RecipeError, match="no folder"):
        asked.templates(parsed)


def test_where_the_key_is() -> None:
    parsed = asked.parse(["in", "out"])
    assert asked.key_path(parsed, {"XDG_CONFIG_HOME": "/etc/x"}) == Path("/etc/x/scrub/key")
    assert asked.key_path(parsed, {}) == Path("~/.config/scrub/key").expanduser()
    parsed = asked.parse(["--key", "my.key", "in", "out"])
    assert asked.key_path(parsed, {}) == Path("my.key")


def test_the_number_of_workers() -> None:
    assert 1 <= asked.workers(asked.parse(["in", "out"])) <= 4
    assert asked.workers(asked.parse(["--workers", "0", "in", "out"])) == 0
    with pytest.raises(SystemExit):
        asked.parse(["--workers", "-1", "in", "out"])
