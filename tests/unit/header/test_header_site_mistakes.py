from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scrub.errors import RecipeError
from scrub.header.site.file import load_site_recipe

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = "# a site's own\n\n\n"

MISTAKES = [
    ('profle = "basic"', "no key 'profle'; did you mean profile?"),
    ('colour = "red"', "no key 'colour': there is profile, options, strategy"),
    ('options = ["retain-uid"]', "no option 'retain-uid'; did you mean retain-uids?"),
    ('options = ["retain-full-dates", "retain-modified-dates"]', "do not go together"),
    ('strategy = "dumy"', "no strategy 'dumy'; did you mean dummy?"),
    ("strategy = []", "a text was expected here"),
    ('prefix = "A B"', "prefix is up to 16 letters, digits, - and _"),
    ('age_cap = "100"', """age_cap is "089" or "090", not '100'"""),
    ('preserve_studies = "maybe"', "true or false was expected, not 'maybe'"),
    ('keep_tags = ["PatinetAge"]', "no attribute 'PatinetAge'; did you mean PatientAge?"),
    ('keep_tags = ["patient age"]', "no attribute 'patient age'; did you mean PatientAge?"),
    ('rules = {keep = "PatientAge"}', "in TOML, write [[rules]]"),
    ('rules = ["keep"]', "keys were expected here: keep, remove"),
    ('rules = [{kep = "PatientAge"}]', "no key 'kep'; did you mean keep?"),
    ("rules = [{}]", "a rule has one of keep, remove, empty, replace, hash"),
    ('rules = [{keep = "PatientAge", hash = "PatientID"}]', "a rule has one of"),
    ("rules = [{keep = []}]", "this list is empty"),
    ("rules = [{keep = [[]]}]", "an attribute was expected, or keys: attribute, vr"),
    ("rules = [{keep = {}}]", "an attribute was expected, or keys: attribute, vr"),
    ('rules = [{keep = {tag = "PatientAge"}}]', "no key 'tag': there is attribute, vr"),
    ('rules = [{keep = "(0010,10"}]', "'(0010,10' is neither a keyword nor a tag"),
    ('rules = [{keep = "0010,10yy"}]', "'0010,10yy' is neither a keyword nor a tag"),
    ('rules = [{keep = "0010 1010"}]', "'0010 1010' is neither a keyword nor a tag"),
    ('rules = [{keep = "001010101"}]', "'001010101' is neither a keyword nor a tag"),
    ('rules = [{remove = "PN"}]', """for a VR write {vr = "PN"}"""),
    ('rules = [{remove = {vr = "PX"}}]', "no VR 'PX': there is AE, AS"),
    ('rules = [{remove = {attribute = "PatientAge", vr = "LO"}}]', "VR AS, not LO"),
    ('rules = [{keep = {element = "xx08"}}]', "element goes with creator"),
    ('rules = [{keep = {creator = "A", element = "1008"}}]', "is written xx08"),
    ('rules = [{keep = {creator = "A", attribute = "0019,1008"}}]', "write xx for it"),
    ('rules = [{keep = {creator = "A", attribute = "0018,xx08"}}]', "odd number only"),
    ('rules = [{keep = {creator = "A\\\\B"}}]', "a private creator is one LO"),
    ('rules = [{keep = {path = "PatientAge", attribute = "PatientSex"}}]', "without another"),
    ('rules = [{keep = {path = "PatientAge.PatientSex"}}]', "PatientAge is no sequence"),
    ('rules = [{keep = {path = "RequestAttributesSequence.*"}}]', "ends in an attribute"),
    ('rules = [{keep = {path = "RequestAttributeSequence.PatientID"}}]', "did you mean Request"),
    ('rules = [{keep = "0019,1010"}]', "known by its creator, not by its number"),
    ('rules = [{hash = "0019"}]', "known by its creator, not by its number"),
    ('rules = [{keep = "0002,0010"}]', "cannot keep 0002,0010: File Meta Information"),
    ('rules = [{remove = "0002"}]', "cannot remove 0002: File Meta Information"),
    ('rules = [{keep = "0010,0000"}]', "this is no part of a data set"),
    ('rules = [{keep = "DigitalSignaturesSequence"}]', "signatures are void"),
    ('rules = [{keep = "OriginalAttributesSequence"}]', "values that were replaced"),
    ('rules = [{keep = "DataSetTrailingPadding"}]', "padding may hold anything"),
    ('rules = [{keep = "EncapsulatedDocument"}]', "encapsulated document is refused"),
    ('rules = [{keep = "PixelData"}]', "pixel data is not for rules"),
    ('rules = [{remove = "7FE0,0010"}]', "pixel data is not for rules"),
    ('rules = [{remove = "Rows"}]', "cannot remove Rows: without it the rest cannot be read"),
    ('rules = [{empty = "SOPClassUID"}]', "without it the rest cannot be read"),
    ('rules = [{remove = "SOPInstanceUID"}]', "without it the rest cannot be read"),
    ('rules = [{empty = "SpecificCharacterSet"}]', "without it the rest cannot be read"),
    ('rules = [{remove = "PatientIdentityRemoved"}]', "scrub itself says there what it did"),
    ('rules = [{hash = "PatientBirthDate"}]', "a hash is no value of VR DA"),
    ('rules = [{hash = "0010,xxxx"}]', "its VR must be known"),
    ('rules = [{replace = "PatientSex"}]', "replace goes with a value"),
    ('rules = [{keep = "PatientSex", with = "F"}]', "replace goes with a value"),
    ('rules = [{replace = "0010,xxxx", with = "F"}]', "its VR must be known"),
    ('rules = [{replace = "PatientSex", with = "female"}]', "'female' is no value of VR CS"),
    ('rules = [{replace = "PatientSex", with = "A BC DEFGHIJKLMNOPQ"}]', "is too long for VR CS"),
    ('rules = [{replace = "PatientBirthDate", with = "1961-03-17"}]', "is no value of VR DA"),
    ('rules = [{replace = "PatientBirthDate", with = "20200231"}]', "is no value of VR DA"),
    ('rules = [{replace = "PatientBirthDate", with = "20200101-20200201"}]', "no value of VR DA"),
    ('rules = [{replace = "StudyTime", with = "25"}]', "is no value of VR TM"),
    ('rules = [{replace = "PatientAge", with = "45"}]', "'45' is no value of VR AS"),
    ('rules = [{replace = "StudyInstanceUID", with = "1.02"}]', "is no value of VR UI"),
    ('rules = [{replace = "NumberOfStudyRelatedSeries", with = "x"}]', "is no value of VR IS"),
    ('rules = [{replace = "SeriesNumber", with = "99999999999"}]', "is no value of VR IS"),
    ('rules = [{replace = "SeriesNumber", with = "9999999999"}]', "is no value of VR IS"),
    ('rules = [{replace = "PatientWeight", with = "heavy"}]', "is no value of VR DS"),
    ('rules = [{replace = "RecommendedDisplayFrameRateInFloat", with = "x"}]', "no value of VR FL"),
    ('rules = [{replace = "PixelPaddingValue", with = 70000}]', "'70000' is no value of VR US"),
    ('rules = [{replace = "PixelPaddingValue", with = -1}]', "'-1' is no value of VR US"),
    ('rules = [{replace = "PatientComments", with = "Müller"}]', "only printable ASCII"),
    (
        'rules = [{replace = "PatientID", with = "a\\\\b"}]',
        "a backslash parts values: write a list",
    ),
    ('rules = [{replace = "PatientID", with = ["a", "b"]}]', "2 values where there are to be 1"),
    ('rules = [{replace = "PixelSpacing", with = 0.5}]', "1 value where there are to be 2"),
    ('rules = [{replace = "PatientComments", with = ["a", "b"]}]', "2 values where there are"),
    ('rules = [{replace = "PatientID", with = ""}]', "a text was expected here"),
    ('rules = [{replace = "PatientID", with = []}]', "this list is empty"),
    ('rules = [{replace = "AnatomicRegionSequence", with = "a"}]', "VR SQ cannot be given a value"),
]


@pytest.mark.parametrize(("line", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_nothing_else_is(
    tmp_path: Path, line: str, told: str
) -> None:
    path = tmp_path / "site.toml"
    path.write_text(f"{BEFORE}{line}\n", encoding="utf-8")
    with pytest.raises(RecipeError) as caught:
        load_site_recipe(path)
    (found,) = str(caught.value).splitlines()
    assert found.startswith(f"{path}:4: ")
    assert told in found
