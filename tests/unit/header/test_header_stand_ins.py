from __future__ import annotations

import pytest

from scrub.header.stand_ins import of_someone
from scrub.model.header import Identity, OwnValue
from scrub.model.text import PhiKind, Sensitive


@pytest.mark.parametrize(
    ("text", "is_someone"),
    [
        ("Doe^Jane", True),
        ("ANON_BC0DE5F4DAB16CF9", False),
        ("ANON_BC0DE5F4DAB16CF", True),
        ("ANON_DOE", True),
        ("BC0DE5F4DAB16CF9", True),
        ("ANONYMOUS^PATIENT", False),
        ("ANONYMIZED", False),
        ("19000101", False),
        ("19000102", True),
    ],
)
def test_only_what_scrub_itself_would_write_stands_for_nobody(text: str, is_someone: bool) -> None:  # noqa: FBT001 (a column)
    own = Identity((OwnValue(PhiKind.NAME, Sensitive(text), "PatientName"),))
    assert (tuple(of_someone(own)) == own.values) == is_someone
