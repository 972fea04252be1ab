from __future__ import annotations

import argparse
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from doubles.burning import many, write_machine
from scrub.cli import sights
from scrub.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def asked(*words: str | Path) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    sights.add_arguments(parser)
    return parser.parse_args([*map(str, words), "--workers", "0"])


def test_a_terminal_is_told_how_far_it_is_and_a_pipe_is_not() -> None:
    seconds = iter(range(100))
    terminal, pipe = Terminal(), StringIO()
    seen = many(3)
    assert list(sights.counted(seen, 4, terminal, lambda: next(seconds))) == seen
    assert "3/4 instances, 3 frames, 1 s left" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert list(sights.counted(seen, 4, pipe, lambda: next(seconds))) == seen
    assert pipe.getvalue() == ""


def test_sights_come_in_the_order_of_the_names_and_other_files_are_left_out(
    tmp_path: Path,
) -> None:
    paths = write_machine(tmp_path / "in", 3)
    (tmp_path / "in" / "notes.txt").write_text("no DICOM")
    with sights.sights(asked(tmp_path / "in"), look=False) as seen:
        assert [sight.source.file for sight in seen] == sorted(map(str, paths))


def test_a_key_of_ones_own_tells_the_same_patients_apart_each_time(
    tmp_path: Path, key_file: Path
) -> None:
    write_machine(tmp_path / "in", 2)

    def patients(*words: str | Path) -> list[str]:
        with sights.sights(asked(tmp_path / "in", *words), look=False) as seen:
            return [sight.patient for sight in seen]

    key_file.write_text("5a" * 32)
    key_file.chmod(0o600)
    assert patients("--key", key_file) == patients("--key", key_file)
    assert patients() != patients("--key", key_file)
    assert len(set(patients())) == 2


def test_a_folder_without_dicom_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no DICOM")
    with pytest.raises(InputError), sights.sights(asked(tmp_path)):
        pass
