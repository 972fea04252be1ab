"""A site tunes a template and runs again: only what it asks something else of is done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from doubles.site_templates import ACME, instance, site
from scrub.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path


def scrub(folder: Path) -> dict[str, dict[str, Any]]:
    """Run, and return what the report has by the model, one instance of each."""
    main(
        [
            *("--pixel", str(folder / "in"), str(folder / "out")),
            *("--templates", str(folder / "templates"), "--workers", "0"),
            *("--key", str(folder / "key")),
        ]
    )
    lines = (folder / "out.report" / "report.jsonl").read_text().splitlines()
    return {one["equipment"]: one for one in map(json.loads, lines)}


def test_only_what_a_changed_template_fits_is_done_again(tmp_path: Path) -> None:
    site(tmp_path / "templates")
    for model in ("One", "Two", "Three"):
        instance(tmp_path / "in" / f"{model}.dcm", model, software="2.0")
    before = scrub(tmp_path)
    assert len(before) == 3
    site(tmp_path / "templates", ACME.replace("bottom: 0.25", "bottom: 0.5"))
    after = scrub(tmp_path)
    changed = [one for one in before if before[one]["ended"] != after[one]["ended"]]
    assert [one for one in changed if "Two" not in one] == []
    (two,) = changed
    assert [region["rect"]["height"] for region in after[two]["mask"]] == [24]
    assert scrub(tmp_path) == after


def test_a_template_that_comes_to_fit_makes_due(tmp_path: Path) -> None:
    site(tmp_path / "templates")
    for model in ("One", "Three"):
        instance(tmp_path / "in" / f"{model}.dcm", model, software="2.0")
    before = scrub(tmp_path)
    site(tmp_path / "templates", ACME.replace("contains: Two", "contains: Three"))
    after = scrub(tmp_path)
    (three,) = (one for one in before if before[one]["ended"] != after[one]["ended"])
    assert "Three" in three
    assert after[three]["templates"] == ["acme-two-48x64"]
