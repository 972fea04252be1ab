from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from scrub.cli.main import main
from sets import make

if TYPE_CHECKING:
    from pathlib import Path

SEED = "few"


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets") / "few"
    make.main([str(folder), "--files", "4", "--seed", SEED])
    return folder


@pytest.fixture
def untouched(few: Path, tmp_path: Path) -> Path:
    output = tmp_path / "out"
    shutil.copytree(few / "dicom", output)
    return output


def evaluate(*words: str | Path) -> int:
    return main(["evaluate", *map(str, words), "--workers", "0"])


def test_an_output_in_which_nothing_was_done_leaks_and_keeps_everything(
    few: Path, untouched: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "figures.json"
    assert evaluate(few, "--output", untouched, "--json", figures) == 0
    data = json.loads(figures.read_text(encoding="utf-8"))
    truth = json.loads((few / "truth.json").read_text(encoding="utf-8"))
    told = [box["phi"] for case in truth.values() for box in case["boxes"]]
    assert data["leaked"]["hits"] == data["leaked"]["trials"] == sum(told)
    assert data["kept"]["hits"] == data["kept"]["trials"] == len(told) - sum(told)
    assert data["pixels_changed_outside"] == 0
    shown = capsys.readouterr().out
    assert f"leak rate {sum(told)}/{sum(told)} = 1.0000" in shown
    assert not [box for case in truth.values() for box in case["boxes"] if box["text"] == shown]


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        (("--max-leak", "0.5"), 10),
        (("--max-leak", "1"), 0),
        (("--min-kept", "1"), 0),
        (("--min-kept", "1.1"), 10),
    ],
)
def test_a_missed_aim_is_exit_code_10(
    few: Path, untouched: Path, limit: tuple[str, str], code: int
) -> None:
    assert evaluate(few, "--output", untouched, *limit) == code


def test_texts_are_shown_only_if_asked(
    few: Path, untouched: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = json.loads((few / "truth.json").read_text(encoding="utf-8"))
    texts = {box["text"] for case in truth.values() for box in case["boxes"] if box["phi"]}
    page = tmp_path / "page.html"
    evaluate(few, "--output", untouched, "--html", page)
    shown = capsys.readouterr().out + page.read_text(encoding="utf-8")
    assert not {text for text in texts if len(text) > 6 and text in shown}
    assert "<svg" in shown
    assert "http" not in shown.replace("http-equiv", "")
    evaluate(few, "--output", untouched, "--list")
    listed = capsys.readouterr().out
    assert all(repr(text) in listed for text in texts)


def test_no_set_and_no_output_are_no_input(few: Path, tmp_path: Path) -> None:
    assert evaluate(tmp_path) == 5
    assert evaluate(few, "--output", tmp_path / "none") == 5


def test_without_an_output_the_set_is_scrubbed_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = tmp_path / "one"
    make.main([str(one), "--files", "1", "--seed", "small"])
    assert evaluate(one) == 0
    shown = capsys.readouterr().out
    assert "CPU-seconds a megapixel, all" in shown
    assert "1 of 1 files published" in shown
    assert "reasons right" in shown
