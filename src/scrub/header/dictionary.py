"""Attributes too new for pydicom's data dictionary, added to it.

In implicit VR a file does not say what its values are, so those that the dictionary lacks would be
bytes, which nobody can judge. 2026-11: the dictionary is pydicom's, and so one for the whole
process; what it has already is left as it is.
"""

from __future__ import annotations

from functools import cache

from pydicom.datadict import add_dict_entries, dictionary_has_tag

from scrub.data import profile_rows


@cache
def complete_dictionary() -> int:
    """Add the attributes of Table E.1-1 that are missing, and return how many they were."""
    missing = {}
    for row in profile_rows("ps3.15-2026d"):
        plain = row["tag"][1:5] + row["tag"][6:10]
        if set(plain) <= set("0123456789ABCDEF") and not dictionary_has_tag(int(plain, 16)):
            retired = "Retired" if row["retired"] == "Y" else ""
            entry = (row["vr"], row["vm"], row["name"], retired, row["keyword"])
            missing[int(plain, 16)] = entry
    add_dict_entries(missing)
    return len(missing)
