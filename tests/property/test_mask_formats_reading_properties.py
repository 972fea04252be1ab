"""What strangers' files can do to us: nothing but RecipeError, and templates that can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doubles.exchanged import aimed_at, less_black
from doubles.foreign_texts import TEXTS
from doubles.mask_headers import mask_headers, match
from scrub.errors import RecipeError
from scrub.masks.formats import format_named
from scrub.masks.library import YamlTemplates
from scrub.masks.writing import to_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.masks.formats.exchange import Imported

FORMATS = sorted(TEXTS)


def _texts(name: str) -> st.SearchStrategy[str]:
    """Return texts in a format, such with something cut out of them, and any others."""
    whole = TEXTS[name]
    cut = st.builds(
        lambda text, first, count: text[: first % (len(text) + 1)] + text[first + count :],
        whole,
        st.integers(0, 1000),
        st.integers(1, 10),
    )
    return st.one_of(whole, whole, cut, st.text(max_size=100))


def _read(name: str, text: str) -> Imported | None:
    try:
        return format_named(name).read(text, "stem")
    except RecipeError:
        return None


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_text_is_read_or_refused_and_what_is_read_can_be_kept(
    name: str, data: st.DataObject, tmp_path: Path
) -> None:
    text = data.draw(_texts(name))
    imported = _read(name, text)
    if imported is None:
        return
    lines = len(text.splitlines()) + 1
    assert all(0 <= note.line <= lines and note.text for note in imported.notes)
    assert len({template.name for template in imported.templates}) == len(imported.templates)
    if imported.templates:
        path = tmp_path / "kept.yaml"
        path.write_text(to_yaml(imported.templates), "utf-8")
        assert YamlTemplates((path,)).templates() == imported.templates
        for header in mask_headers(imported.templates, 3):
            match(imported.templates, header)


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_was_read_is_written_with_no_less_black_unless_a_note_says_so(
    name: str, data: st.DataObject
) -> None:
    imported = _read(name, data.draw(_texts(name)))
    if imported is None or not imported.templates:
        return
    tool = format_named(name)
    exported = tool.write(imported.templates)
    if any("LESS" in note.text or "left out" in note.text for note in exported.notes):
        return
    back = tool.read(exported.text, "back").templates
    assert not less_black(back, imported.templates, aimed_at(imported.templates, 6))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("piece", ["(", "[", "{", "- ", "+ ", "|| ", "-", "a: ", "\n", "x=", "f'{"])
def test_whatever_is_nested_in_itself_again_and_again_ends(name: str, piece: str) -> None:
    for beginning in ("", "FORMAT dicom\n%filter a\nLABEL a\n", "masks:\n", "x = device("):
        _read(name, beginning + piece * 3_000)
