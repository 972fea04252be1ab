from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.cli import doctor
from scrub.cli.main import main

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parents[3]


def test_what_is_missing_and_optional_is_told_with_what_brings_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "version", lambda _: "")
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "missing: optional: pip install 'dicom-scrub[s3]'" in said
    assert "missing: optional: pip install 'dicom-scrub[node]'" in said


def test_every_extra_that_is_told_brings_what_it_says() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = settings["project"]["optional-dependencies"]
    for package, extra in doctor._EXTRAS.items():
        assert any(line.startswith(f"{package}>=") for line in extras[extra]), package


def test_a_package_that_every_run_needs_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "versions", lambda: (("pydicom", ""),))
    assert main(["doctor"]) == 4
    assert "missing: pip install pydicom" in capsys.readouterr().out
