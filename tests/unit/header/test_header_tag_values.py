from __future__ import annotations

import pytest

from scrub.errors import UsageError
from scrub.header.tags.values import checked, fits

RIGHT = [
    ("AE", "STORE_SCP"),
    ("AS", "045Y"),
    ("AT", "0010,0010"),
    ("CS", "ORIGINAL\\PRIMARY"),
    ("DA", "20240229"),
    ("DS", "-1.5e3\\0\\.5"),
    ("DT", "2024"),
    ("DT", "20240229235960.123456+1400"),
    ("DT", "20240229-1200"),
    ("FD", "1e300"),
    ("FL", "-3.4e38"),
    ("IS", "-2147483648"),
    ("LO", "x" * 64),
    ("LT", "two\r\nlines \\ one value"),
    ("OB", "00ff"),
    ("OW", "00ff"),
    ("PN", "Yamada^Tarou=山田^太郎=やまだ^たろう"),
    ("SH", ""),
    ("SS", "-32768"),
    ("SV", "-9223372036854775808"),
    ("TM", "235960"),
    ("TM", "07"),
    ("UC", "x" * 70000),
    ("UI", "1.2.840.0.10008"),
    ("UL", "4294967295"),
    ("UR", "http://example.invalid/a?b=%20"),
    ("US", "65535\\0"),
    ("UT", "x" * 70000),
    ("UV", "18446744073709551615"),
]

WRONG = [
    ("AE", "SEVENTEEN_LETTERS"),
    ("AS", "45Y"),
    ("AS", "045X"),
    ("AT", "PatientName"),
    ("CS", "lower"),
    ("CS", "A-B"),
    ("DA", "20230229"),
    ("DA", "20240101-20240102"),
    ("DA", "2024.01.01"),
    ("DA", "٢٠٢٤٠١٠١"),
    ("DS", "1.23456789012345678"),
    ("DS", "1,5"),
    ("DS", "1e999"),
    ("DT", "20241301"),
    ("DT", "20240229+1401"),
    ("DT", "20240229-0000"),
    ("FD", "nan"),
    ("FL", "1e39"),
    ("IS", "2147483649"),
    ("IS", "1.5"),
    ("LO", "x" * 65),
    ("LO", "two\nlines"),
    ("LO", "bell\x07"),
    ("LO", "half\ud800"),
    ("LT", "x" * 10241),
    ("OB", "0"),
    ("OB", "DOE"),
    ("OW", "00"),
    ("PN", "a=b=c=d"),
    ("PN", "a^b^c^d^e^f"),
    ("PN", "x" * 65),
    ("SH", "x" * 17),
    ("SS", "32768"),
    ("ST", "x" * 1025),
    ("TM", "24"),
    ("TM", "12:30"),
    ("UI", "1.02"),
    ("UI", "1." + "2" * 63),
    ("UL", "-1"),
    ("UR", "a b"),
    ("US", "65536"),
    ("US", "\\1"),
    ("UV", "-1"),
    ("SQ", "x"),
]


@pytest.mark.parametrize(("vr", "text"), RIGHT)
def test_what_a_vr_allows_is_taken(vr: str, text: str) -> None:
    assert "\\".join(checked(vr, text)) == (text if vr != "AT" else "00100010") or vr[0] == "O"


@pytest.mark.parametrize(("vr", "text"), WRONG)
def test_what_a_vr_forbids_is_an_error_that_does_not_quote_it(vr: str, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked(vr, text)
    assert len(text) < 6 or text not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "multiplicity", "right"),
    [
        ("1", "1", True),
        ("1\\2", "1", False),
        ("1\\2", "1-2", True),
        ("1\\2\\3", "1-2", False),
        ("1\\2\\3", "1-n", True),
        ("1\\2\\3", "2-2n", False),
        ("1\\2\\3\\4", "2-2n", True),
        ("1\\2", "3-n", False),
        ("1\\2\\3", "3", True),
    ],
)
def test_values_are_counted(text: str, multiplicity: str, right: bool) -> None:  # noqa: FBT001
    if right:
        assert len(checked("IS", text, multiplicity)) == text.count("\\") + 1
    else:
        with pytest.raises(UsageError, match="values"):
            checked("IS", text, multiplicity)


@pytest.mark.parametrize(
    ("text", "terms", "right"),
    [
        ("Doe", (), True),
        ("Doe", ("ISO_IR 999",), True),
        ("Müller", (), False),
        ("Müller", ("ISO_IR 6",), False),
        ("Müller", ("ISO_IR 100",), True),
        ("Müller", ("ISO_IR 999",), False),
        ("Müller", ("ISO_IR 192",), True),
        ("山田", ("ISO_IR 100",), False),
        ("山田", ("", "ISO 2022 IR 87"), True),
        ("Müller 山田", ("", "ISO 2022 IR 87"), False),
        ("Müller 山田", ("ISO 2022 IR 100", "ISO 2022 IR 87"), True),
        ("Ψ山", ("ISO_IR 13",), False),
        ("王小東", ("GB18030",), True),
        ("Люкс", ("ISO_IR 144",), True),
        ("Люкс", ("ISO_IR 126",), False),
    ],
)
def test_text_must_be_in_its_character_set(
    text: str,
    terms: tuple[str, ...],
    right: bool,  # noqa: FBT001
) -> None:
    assert fits("LO", (text,), terms) is right


def test_what_is_no_text_is_ascii_whatever_the_character_set() -> None:
    assert not fits("UR", ("http://müller.example/",), ("ISO_IR 192",))
