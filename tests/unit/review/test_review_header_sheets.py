from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from doubles.headed import item_of, made, scrubbed
from doubles.header_page import CREATOR, NAME, WORD, flat
from doubles.instances import dataset_of, saved
from doubles.printed import put
from doubles.review_page import ENGINE
from scrub.errors import InstanceError
from scrub.header.key import load_key
from scrub.header.tags.rows import TagRow
from scrub.model.header import TagPath
from scrub.model.site import Selector, SiteRule, TagPattern, Verb
from scrub.recipe import Recipe, Strategy
from scrub.review.header_lines import Planner
from scrub.review.header_rows import Said, merged
from scrub.review.header_scopes import Scope, Scopes
from scrub.review.header_sheets import Sheet, open_item

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.review.items import Item

SEX = SiteRule(Verb.KEEP, (Selector(TagPattern(0x00100040, 0xFFFFFFFF)),))
BLOCK = SiteRule(Verb.KEEP, (Selector(TagPattern(0x08, 0xFF), creator=CREATOR),))
RECIPES = {
    "basic": Recipe(),
    "hipaa": Recipe(profile="hipaa"),
    "options": Recipe(options=("clean-descriptors", "retain-modified-dates"), prefix="X_"),
    "rules": Recipe(site_rules=(SEX, BLOCK), strategy=Strategy.DUMMY),
    "each on its own": Recipe(preserve_studies=False),
}


def sheet(folder: Path, item: Item, recipe: Recipe) -> Sheet:
    scopes = Scopes((item,), load_key(folder / "key"))
    (one,) = Planner(scopes, str(folder / "key"), "").many(Scope((0,)), recipe).sheets
    return one


def changed_by_a_run(folder: Path, item: Item) -> set[tuple[Any, ...]]:
    """Return the paths of elements that are not the same in what a real run wrote, by pydicom."""
    assert item.source
    before, after = dcmread(item.source.file), dcmread(folder / "out" / item.record["output"])
    was = {**dict(flat(before.file_meta)), **dict(flat(before))}
    is_ = {**dict(flat(after.file_meta)), **dict(flat(after))}
    return {path for path in was.keys() | is_.keys() if was.get(path) != is_.get(path)}


def changed_in(one: Sheet) -> set[tuple[Any, ...]]:
    rows = (row.path for row in one.rows if row.is_changed)
    return {(*(part for step in path.items for part in step), path.tag) for path in rows}


@pytest.mark.parametrize("name", RECIPES)
def test_what_changes_is_what_a_real_run_changes(tmp_path: Path, name: str) -> None:
    (item,) = scrubbed(tmp_path, RECIPES[name], made())
    shown = changed_in(sheet(tmp_path, item, RECIPES[name]))
    assert len(shown) > 20
    assert shown == changed_by_a_run(tmp_path, item)


def test_what_a_run_with_pixels_changes_is_shown_without_looking_again(tmp_path: Path) -> None:
    frame = put(np.full((120, 160), 40, np.uint8), NAME, 6, 4)
    dataset = dataset_of(frame, PatientName=NAME, ImageType=["ORIGINAL", "PRIMARY"])
    dataset.SmallestImagePixelValue = 0
    recipe = Recipe(pixel=True, engines=(ENGINE,))
    (item,) = scrubbed(tmp_path, recipe, dataset)
    assert item.record["mask"]
    shown = changed_in(sheet(tmp_path, item, recipe))
    assert shown == changed_by_a_run(tmp_path, item)
    # Burned In Annotation, Image Type, Smallest Image Pixel Value, Pixel Data.
    assert {(0x00280301,), (0x00080008,), (0x00280106,), (0x7FE00010,)} <= shown
    without = changed_in(sheet(tmp_path, item, Recipe()))
    assert not {(0x00280301,), (0x00080008,), (0x7FE00010,)} & without


def test_items_that_go_whole_do_not_shift_those_behind_them(tmp_path: Path) -> None:
    dataset = made()
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.88.11"
    del dataset.PixelData
    contents = []
    for meaning, value in (("121022", "Doe"), ("121071", "MASS")):
        item = Dataset()
        name = Dataset()
        name.CodeValue, name.CodingSchemeDesignator, name.CodeMeaning = meaning, "DCM", "Meaning"
        item.ConceptNameCodeSequence = Sequence([name])
        item.ValueType, item.RelationshipType, item.TextValue = "TEXT", "CONTAINS", value
        contents.append(item)
    dataset.ContentSequence = Sequence(contents)
    recipe = Recipe(options=("clean-structured-content",))
    (one,) = scrubbed(tmp_path, recipe, dataset)
    rows = {row.path: row for row in sheet(tmp_path, one, recipe).rows}
    texts = [rows[TagPath(((0x0040A730, place),), 0x0040A160)] for place in range(2)]
    assert one.source
    assert len(dcmread(tmp_path / "out" / one.record["output"]).ContentSequence) == 1
    assert texts[0].after is None
    assert texts[1].before
    assert texts[1].before.row.values == ("MASS",)
    assert texts[1].after
    assert texts[1].after.row.values != ("Doe",)


def said(text: str) -> Said:
    return Said(TagRow("", "", "LO", "", 0, 1, None, "K", (text,)), ("LO", text))


def test_items_are_counted_as_they_were() -> None:
    def path(*places: int) -> TagPath:
        return TagPath(tuple((7, place) for place in places), 9)

    gone = {((7, 0),), ((7, 2),), ((7, 1), (7, 0))}
    after = {path(0): said("1"), path(1): said("3"), path(0, 0): said("11"), path(0, 1): said("12")}
    places = (path(0), path(1), path(2), path(3), path(1, 1), path(1, 2))
    found = {at: one for at, _, one in merged({at: said("was") for at in places}, after, gone)}
    expected = [None, said("1"), None, said("3"), said("11"), said("12")]
    assert [found[at] for at in places] == expected


def test_every_row_says_by_which_rule(tmp_path: Path) -> None:
    (item,) = scrubbed(tmp_path, Recipe(), made())
    rows = {str(row.path): row.judged for row in sheet(tmp_path, item, Recipe()).rows}
    told = {key: (one.code, one.reason) for key, one in rows.items()}
    assert told["(0010,0040)"] == ("Z", "E.1-1 Z")
    assert told["(0010,0010)"] == ("Z", "pseudonymize")
    assert told["(0008,0060)"] == ("K", "not in E.1-1")
    assert told["(0029,1008)"] == ("X", "E.1-1 private")
    assert told["(0012,0062)"] == ("", "statement")
    assert told["(0040,0275)[0].(0040,0007)"] == ("X", "goes with what it is in: E.1-1 X")
    assert told["(7FE0,0010)"] == ("K", "pixels stay")
    assert all(one.reason for one in rows.values())


def test_other_bytes_than_those_of_the_run_are_not_shown(tmp_path: Path) -> None:
    (item,) = scrubbed(tmp_path, Recipe(), made())
    assert item.source
    key = load_key(tmp_path / "key")
    open_item(item, key)
    changed = made()
    changed.PatientName = WORD
    saved(changed, tmp_path / "in" / "0.dcm")
    with pytest.raises(InstanceError, match=r"\Aits bytes changed since the run: run scrub again"):
        open_item(item, key)


def test_what_is_read_is_read_again_when_it_changed(tmp_path: Path) -> None:
    (item,) = scrubbed(tmp_path, Recipe(), made())
    scopes = Scopes((item,), load_key(tmp_path / "key"))
    first = scopes.opened(0)
    assert scopes.opened(0) is first
    assert item.source
    with open(item.source.file, "ab") as file:  # noqa: PTH123 (as the source names it)
        file.write(b"\0\0")
    with pytest.raises(InstanceError, match="bytes changed"):
        scopes.opened(0)


@pytest.mark.parametrize("content", [b"", b"no DICOM " + NAME.encode(), None])
def test_what_cannot_be_read_is_told_without_a_value(tmp_path: Path, content: bytes | None) -> None:
    (item,) = scrubbed(tmp_path, Recipe(), made())
    assert item.source
    path = tmp_path / "in" / "0.dcm"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InstanceError) as told:
        open_item(item, load_key(tmp_path / "key"))
    assert NAME not in str(told.value)
    assert str(tmp_path) not in str(told.value)


def test_what_is_behind_pixel_data_goes(tmp_path: Path) -> None:
    (item,) = scrubbed(tmp_path, Recipe(), made())
    assert item.source
    dataset = dcmread(item.source.file)
    dataset.add_new(0xFFFCFFFC, "OB", b"\1\2\3\4")
    dataset.save_as(item.source.file)
    again = item_of(tmp_path, Recipe(preserve_studies=False), item.source, 1)
    rows = {str(row.path): row for row in sheet(tmp_path, again, Recipe()).rows}
    last = rows["(FFFC,FFFC)"]
    assert last.after is None
    assert last.judged.reason == "behind Pixel Data"
    assert last.selector is None
