from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytesseract
import pytest

from scrub.errors import InstanceError, MissingToolError
from scrub.model.geometry import Rect
from scrub.ocr.tesseract import TesseractEngine
from scrub.ocr.tiling import level_box

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "level page_num block_num par_num line_num word_num left top width height conf text"
RECT = Rect(10, 10, 110, 30)
PICTURE = np.tile(np.arange(200, dtype=np.uint8)[:, None, None], (1, 300, 3))


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, rows: str, code: int = 0) -> None:
    """Put a program in Tesseract's place that gives these rows whatever it is asked."""
    answer = folder / "answer.tsv"
    lines = [HEAD.replace(" ", "\t"), *(row.replace(" ", "\t") for row in rows.split(";"))]
    answer.write_text("\n".join(lines) + "\n")
    program = folder / "tesseract"
    program.write_text(
        "#!/bin/sh\n"
        '[ "$1" = --version ] && { echo tesseract 5.3.0; exit 0; }\n'
        f'cat "{answer}" > "$2.tsv"; echo DOE JANE >&2; exit {code}\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(program))


def test_without_the_program_the_engine_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "/nowhere/tesseract")
    with pytest.raises(MissingToolError, match=r"apt-get install .* pip install") as caught:
        TesseractEngine()
    assert caught.value.__suppress_context__


def test_words_side_by_side_are_one_box_in_pixels_of_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = "5 1 1 1 1 1 20 40 60 20 96 DOE", "5 1 1 1 1 2 90 40 50 22 40 JANE"
    away = "5 1 1 1 1 3 400 40 50 20 0 ABC"
    stand_in(tmp_path, monkeypatch, f"{far};{near};{away}")
    first, second = TesseractEngine().find(PICTURE)
    assert (first.rect, second.rect) == (Rect(10, 20, 70, 31), Rect(200, 20, 225, 30))
    assert first.score == pytest.approx(0.98)
    assert second.score == pytest.approx(0.5)


def test_what_has_no_confidence_or_no_letters_is_no_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "4 1 1 1 1 0 2 4 6 2 -1 ;5 1 1 1 1 1 20 40 60 20 95 ")
    engine = TesseractEngine()
    assert not engine.find(PICTURE)
    ((word,),) = engine.read(PICTURE, [level_box(RECT, 0.7)])
    assert (word.text.reveal(), word.rect, word.detection) == ("", RECT, 0.7)


def test_words_that_were_read_cover_the_ends_of_their_box(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The box and 5 pixels around are 30 high, and are enlarged 1.6 times to 48.
    stand_in(tmp_path, monkeypatch, "5 1 1 1 1 1 24 9 48 30 96 DOE;5 1 1 1 1 2 88 9 64 30 91 JANE")
    (words,) = TesseractEngine().read(PICTURE, [level_box(RECT, 0.7)])
    assert [word.text.reveal() for word in words] == ["DOE", "JANE"]
    assert [word.rect for word in words] == [Rect(10, 10, 50, 30), Rect(60, 10, 110, 30)]
    assert [word.confidence for word in words] == pytest.approx([0.96, 0.91])


def test_a_failure_of_the_program_quotes_nothing_of_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "", code=1)
    with pytest.raises(InstanceError) as caught:
        TesseractEngine().find(PICTURE)
    assert "DOE" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_program_that_goes_away_is_a_missing_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "")
    engine = TesseractEngine()
    (tmp_path / "tesseract").unlink()
    with pytest.raises(MissingToolError):
        engine.find(PICTURE)


def test_an_answer_that_is_no_table_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "5 1 1 1 1 1 20 forty 60 20 96 DOE")
    with pytest.raises(InstanceError):
        TesseractEngine().find(PICTURE)
