from __future__ import annotations

from pathlib import Path

import pytest
from PIL import __file__ as pillow

from scrub.data import manifest
from scrub.errors import MissingToolError
from scrub.ocr import weights

NAME = "PP-OCRv6_det_small"


def listed(monkeypatch: pytest.MonkeyPatch, **other: str) -> None:
    """Let the manifest say something else of the file."""
    changed = {**manifest(), NAME: manifest()[NAME] | other}
    monkeypatch.setattr(weights, "manifest", lambda: changed)


def test_what_is_loaded_are_the_bytes_that_the_package_ships() -> None:
    content = weights.load(NAME)
    entry = manifest()[NAME]
    shipped = Path(pillow).parents[1] / str(entry["package"]) / str(entry["file"])
    assert content == shipped.read_bytes()


def test_a_file_of_another_hash_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    listed(monkeypatch, sha256="0" * 64)
    with pytest.raises(MissingToolError, match="is not the file that was measured"):
        weights.load(NAME)
    with pytest.raises(MissingToolError):
        weights.session(NAME)


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    listed(monkeypatch, package="no_such_package_at_all")
    with pytest.raises(MissingToolError, match="pip install no_such_package_at_all"):
        weights.load(NAME)


def test_a_file_that_the_package_no_longer_ships_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    listed(monkeypatch, file="models/gone.onnx")
    with pytest.raises(MissingToolError, match="does not ship models"):
        weights.load(NAME)


def test_a_session_runs_on_one_thread() -> None:
    options = weights.session(NAME).get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)
