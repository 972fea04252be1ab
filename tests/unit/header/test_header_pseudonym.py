from __future__ import annotations

import re
import uuid

from scrub.header.pseudonym import Pseudonyms

ONE = Pseudonyms(b"1" * 32)
OTHER = Pseudonyms(b"2" * 32)


def test_a_uid_becomes_a_uuid_of_version_8_in_decimal() -> None:
    new = ONE.uid("1.2.3")
    assert re.fullmatch(r"2\.25\.[1-9]\d*", new)
    assert len(new) <= 64
    number = uuid.UUID(int=int(new.removeprefix("2.25.")))
    assert number.version == 8
    assert number.variant == uuid.RFC_4122


def test_the_same_uid_and_key_give_the_same_uid_and_another_key_another() -> None:
    assert ONE.uid("1.2.3") == Pseudonyms(b"1" * 32).uid("1.2.3")
    assert ONE.uid("1.2.3") != ONE.uid("1.2.4")
    assert ONE.uid("1.2.3") != OTHER.uid("1.2.3")


def test_padding_of_a_uid_does_not_count() -> None:
    assert ONE.uid("1.2.3\0") == ONE.uid(" 1.2.3 ") == ONE.uid("1.2.3")


def test_uids_of_the_standard_stay() -> None:
    assert ONE.uid("1.2.840.10008.1.2\0") == "1.2.840.10008.1.2"
    assert ONE.uid("1.2.840.100080.1") != "1.2.840.100080.1"


def test_uids_of_any_form_are_mapped_to_good_ones() -> None:
    for old in ("", "1.02.3", "not a uid", "9" * 90, "1..2", "\ud800"):
        assert re.fullmatch(r"2\.25\.[1-9]\d*", ONE.uid(old))


def test_a_patient_is_a_prefix_and_sixteen_digits() -> None:
    assert re.fullmatch(r"ANON_[0-9A-F]{16}", ONE.patient("id"))
    assert re.fullmatch(r"SITE7-[0-9A-F]{16}", Pseudonyms(b"1" * 32, "SITE7-").patient("id"))


def test_purposes_do_not_share_their_pseudonyms() -> None:
    assert ONE.token("study", "7", 16) != ONE.token("patient", "7", 16)
    assert re.fullmatch(r"in-[0-9a-f]{12}", ONE.source_id("Doe Jane/1.dcm"))


def test_the_key_is_not_shown() -> None:
    assert "1111" not in repr(ONE)
