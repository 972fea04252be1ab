from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from scrub.errors import OutputError, RecipeError
from scrub.header.key import load_key, make_key

if TYPE_CHECKING:
    from pathlib import Path


def test_a_key_that_was_made_is_loaded_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = make_key(path)
    assert len(made) == 32
    assert load_key(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_keys_differ(tmp_path: Path) -> None:
    assert make_key(tmp_path / "a") != make_key(tmp_path / "b")


def test_a_key_is_never_made_over_another_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = make_key(path)
    with pytest.raises(OutputError):
        make_key(path)
    assert load_key(path) == made


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_key_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    make_key(path)
    path.chmod(mode)
    with pytest.raises(RecipeError, match="chmod 600"):
        load_key(path)


@pytest.mark.parametrize("text", [b"", b"abc", b"00" * 31, b"00" * 33, b"zz" * 32, b"\xff" * 64])
def test_what_is_no_key_is_refused_and_not_quoted(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(text)
    path.chmod(0o600)
    with pytest.raises(RecipeError, match="no key in") as caught:
        load_key(path)
    assert "zzzz" not in str(caught.value)


def test_a_key_that_is_not_there_is_a_recipe_error(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot read the key"):
        load_key(tmp_path / "none")
