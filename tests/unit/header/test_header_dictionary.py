from __future__ import annotations

import subprocess
import sys

COUNTED = """
from pydicom.datadict import DicomDictionary, dictionary_VR, tag_for_keyword
before = dict(DicomDictionary)
from scrub.header.dictionary import complete_dictionary
added = complete_dictionary()
assert complete_dictionary() == added
assert all(DicomDictionary[tag] == entry for tag, entry in before.items())
assert len(DicomDictionary) == len(before) + added
assert dictionary_VR(0x0040B034) == "DT"
assert tag_for_keyword("AnnotationDateTime") == 0x0040B034
from scrub.data import profile_rows
for row in profile_rows("ps3.15-2026d"):
    if "x" not in row["tag"] and "g" not in row["tag"]:
        assert dictionary_VR(int(row["tag"][1:5] + row["tag"][6:10], 16))
"""


def test_what_is_missing_is_added_and_what_is_there_stays() -> None:
    # In a process of its own, since the dictionary is one for all of this one.
    done = subprocess.run([sys.executable, "-c", COUNTED], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
