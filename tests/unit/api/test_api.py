from __future__ import annotations

import doctest
import importlib
import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pydicom
import pytest

import scrub
from doubles.instances import dataset_of, saved
from doubles.made_instances import Pixels, drawn

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.header.tags.changes import Value
    from scrub.model.header import Effect


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with one file, `ct.dcm`."""
    frames = drawn(Pixels())[0]
    saved(dataset_of(frames, PatientBirthDate="19610228"), tmp_path / "ct.dcm")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_examples_of_its_documentation_are_true(folder: Path) -> None:
    scrub.make_key("key")
    results = doctest.testmod(importlib.import_module("scrub.api"), raise_on_error=False)
    assert results.attempted > 12
    assert not results.failed


def test_importing_scrub_brings_no_library() -> None:
    code = "import sys, scrub, scrub.model; print({'numpy', 'pydicom', 'cv2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"


def test_every_name_it_offers_is_there_and_no_other() -> None:
    for name in scrub.__all__:
        assert getattr(scrub, name) is not None, name
    assert dir(scrub) == sorted(scrub.__all__)
    with pytest.raises(AttributeError):
        scrub.no_such_name  # noqa: B018 (looking it up is the test)


def test_rooms_can_be_reached_beside_the_names() -> None:
    report = importlib.import_module("scrub.report")
    assert report.__name__ == "scrub.report"


def test_no_key_is_made_that_nobody_asked_for(folder: Path) -> None:
    with pytest.raises(scrub.RecipeError):
        scrub.scrub_one("ct.dcm", "out", key="key")
    assert sorted(path.name for path in folder.iterdir()) == ["ct.dcm"]


def test_another_key_in_the_same_place_gives_other_pseudonyms(folder: Path) -> None:
    scrub.make_key("key")
    before = scrub.plan_one("ct.dcm", key="key").pseudonym
    (folder / "key").unlink()
    with pytest.raises(scrub.RecipeError):
        scrub.plan_one("ct.dcm", key="key")
    scrub.make_key("key")
    assert scrub.plan_one("ct.dcm", key="key").pseudonym != before


def test_a_key_is_never_made_twice(folder: Path) -> None:
    scrub.make_key("key")
    with pytest.raises(scrub.OutputError):
        scrub.make_key("key")


def test_one_instance_is_written_and_nothing_is_left_beside_it(folder: Path) -> None:
    scrub.make_key("key")
    outcome = scrub.scrub_one(folder / "ct.dcm", folder / "out", key=folder / "key")
    assert outcome.verdict is scrub.Verdict.WRITTEN
    assert outcome.plan
    made = pydicom.dcmread(folder / "out" / outcome.plan.target)
    assert made.PatientName == outcome.plan.pseudonym
    assert made.PixelData == pydicom.dcmread("ct.dcm").PixelData
    assert sorted(path.name for path in folder.iterdir()) == ["ct.dcm", "key", "out"]


def test_a_plan_is_that_of_scrubbing_and_writes_nothing(folder: Path) -> None:
    scrub.make_key("key")
    plan = scrub.plan_one("ct.dcm", key="key")
    assert sorted(path.name for path in folder.iterdir()) == ["ct.dcm", "key"]
    assert scrub.scrub_one("ct.dcm", "out", key="key").plan == plan


@pytest.mark.parametrize("workers", [0, 2])
def test_many_end_as_each_alone_would(workers: int, folder: Path) -> None:
    scrub.make_key("key")
    saved(dataset_of(SOPInstanceUID="1.2.3.4.6"), folder / "other.dcm")
    (folder / "notes.txt").write_text("no DICOM")
    found = ["ct.dcm", "other.dcm", "notes.txt"]
    outcomes = list(scrub.scrub_many(found, "out", key="key", workers=workers))
    assert sorted(str(one.verdict) for one in outcomes) == ["not dicom", "written", "written"]
    alone = scrub.scrub_one("ct.dcm", "alone", key="key")
    assert alone.plan
    written = (folder / "alone" / alone.plan.target).read_bytes()
    assert (folder / "out" / alone.plan.target).read_bytes() == written
    assert not list(folder.glob(".scrub-*"))


def test_many_may_be_left_before_their_end(folder: Path) -> None:
    scrub.make_key("key")
    saved(dataset_of(SOPInstanceUID="1.2.3.4.6"), folder / "other.dcm")
    outcomes = scrub.scrub_many(["ct.dcm", "other.dcm"], "out", key="key")
    assert next(iter(outcomes)).verdict is scrub.Verdict.WRITTEN
    outcomes.close()
    assert not list(folder.glob(".scrub-*"))


def test_a_file_that_is_not_there_is_an_error_that_does_not_name_it(folder: Path) -> None:
    scrub.make_key("key")
    with pytest.raises(scrub.InputError) as caught:
        scrub.scrub_one("DOE_JANE.dcm", "out", key="key")
    assert "DOE" not in str(caught.value)


def test_a_site_s_recipe_is_read_on_top_of_another(folder: Path) -> None:
    (folder / "site.toml").write_text(
        'profile = "hipaa"\nprefix = "SITE_"\n[[rules]]\nkeep = ["PatientSex"]\n'
    )
    recipe = scrub.read_recipe("site.toml", scrub.Recipe(pixel=True))
    assert (recipe.profile, recipe.prefix, recipe.pixel) == ("hipaa", "SITE_", True)
    assert recipe.site_rules


def test_values_may_be_numbers_bytes_and_several(folder: Path) -> None:
    values: dict[str, Value | Effect] = {
        "InstanceNumber": 7,
        "ImagePositionPatient": [0.5, -1, "2"],
        '0043,"ACME",01': b"\x01\x02",
        "PatientID": scrub.REMOVE,
    }
    scrub.set_tags("ct.dcm", "set.dcm", values, add=True)
    made = pydicom.dcmread("set.dcm")
    assert made.InstanceNumber == 7
    assert made.ImagePositionPatient == [0.5, -1, 2]
    assert made[0x00431001].value == b"\x01\x02"
    assert "PatientID" not in made


def test_a_source_is_replaced_only_when_no_output_is_given(folder: Path) -> None:
    with pytest.raises(scrub.OutputError):
        scrub.set_tags("ct.dcm", "ct.dcm", {"PatientID": "X"})
    assert pydicom.dcmread("ct.dcm").PatientID == "MRN-90210"
    scrub.set_tags("ct.dcm", None, {"PatientID": "X"})
    assert pydicom.dcmread("ct.dcm").PatientID == "X"


def test_warnings_and_logging_are_as_they_were_afterwards(folder: Path) -> None:
    scrub.list_tags("ct.dcm")
    assert logging.root.manager.disable == logging.NOTSET
