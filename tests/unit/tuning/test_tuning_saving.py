from __future__ import annotations

import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scrub.errors import OutputError, RecipeError
from scrub.model.mask import Condition, MaskTemplate, Patch, Pixels, Review
from scrub.tuning.saving import save, saved

if TYPE_CHECKING:
    from pathlib import Path

ONE = MaskTemplate(
    "one",
    (Condition("Manufacturer", "equals", ("Fictive",)),),
    (Patch(Pixels(0, 0, 10, 4)),),
    reviewed=Review("A. Reviewer", "2026-11-21"),
)
TWO = replace(ONE, name="two", black=(Patch(Pixels(1, 1, 2, 2)), Patch(Pixels(-5, 0))))

BY_HAND = """\
# Ours. Ask before you change it.
schema: 1
manufacturer: Fictive Imaging
templates:
  # The old room.
  - name: first
    when:
      - {attribute: Manufacturer, equals: Fictive}   # any model
    black:
      - {x: 0, y: 0, width: 7, height: 7}

  # The new room.
  - name: one
    when: [{attribute: Modality, equals: US}]
    black:
      - {x: 0, y: 0, width: 1, height: 1}
  # until 2027

  - name: last
    when:
      - {attribute: Manufacturer, equals: Else}
    black:
      - {x: 3, y: 3, width: 1, height: 1}
# The end.
"""


def test_a_new_file_has_the_template(tmp_path: Path) -> None:
    path = tmp_path / "templates" / "site.yaml"
    save(ONE, path)
    assert saved(path) == (ONE,)
    assert [one.name for one in path.parent.iterdir()] == ["site.yaml"]
    assert stat.S_IMODE(path.stat().st_mode) & 0o600 == 0o600


def test_others_stay_and_the_one_of_its_name_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    save(ONE, path)
    save(TWO, path)
    changed = replace(ONE, black=(Patch(Pixels(5, 5, 5, 5)),))
    save(changed, path)
    assert saved(path) == (changed, TWO)


def test_what_was_written_by_hand_stays_with_its_comments(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(BY_HAND, encoding="utf-8")
    first, _, last = saved(path)
    save(ONE, path)
    assert saved(path) == (first, ONE, last)
    text = path.read_text(encoding="utf-8")
    before, after = BY_HAND.split("  - name: one\n")
    assert text.startswith(before)
    assert text.endswith(after[after.index("  # until 2027") :])
    save(TWO, path)
    assert saved(path) == (first, ONE, last, TWO)
    assert "# any model" in path.read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8").endswith("# The end.\n")


EMPTY = "schema: 1\ntemplates: []\n"
IN_ONE_LINE = """\
{schema: 1, templates: [
{name: x, when: [{attribute: Modality, equals: US}], black: [{area: whole-frame}]}]}
"""
SHARED = """\
schema: 1
when:
  - {attribute: Modality, equals: US}
templates:
  - name: x
    black:
      - {x: 0, y: 0, width: 1, height: 1}
"""


@pytest.mark.parametrize("shared", [EMPTY, IN_ONE_LINE, SHARED])
def test_a_file_of_another_form_keeps_its_meaning(tmp_path: Path, shared: str) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(shared, encoding="utf-8")
    before = saved(path)
    save(ONE, path)
    assert saved(path) == (*before, ONE)


def test_a_file_that_is_none_of_templates_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text("schema: 2\n", encoding="utf-8")
    with pytest.raises(RecipeError):
        save(ONE, path)
    assert path.read_text(encoding="utf-8") == "schema: 2\n"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError):
        save(ONE, tmp_path / "file" / "site.yaml")


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "site.yaml"
    save(ONE, real)
    link.symlink_to(real)
    save(TWO, link)
    assert link.is_symlink()
    assert saved(real) == (ONE, TWO)
