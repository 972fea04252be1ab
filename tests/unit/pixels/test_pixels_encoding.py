"""Which codec serves what, and what none does."""

from __future__ import annotations

import re

import pytest
from pydicom.uid import UID

from scrub.errors import MissingToolError, UnsupportedInstanceError
from scrub.pixels.encoding import codec_for, codecs


@pytest.mark.parametrize(
    "uid",
    [
        "1.2.840.10008.1.2.4.95",
        "1.2.840.10008.1.2.4.94",
        "1.2.840.10008.1.2.4.52",
        "1.2.3.4",
    ],
)
def test_jpip_and_the_unknown_are_refused_by_uid(uid: str) -> None:
    with pytest.raises(UnsupportedInstanceError, match=re.escape(uid)):
        codec_for(uid, codecs())


def test_the_reason_names_a_known_syntax() -> None:
    with pytest.raises(UnsupportedInstanceError, match="JPIP"):
        codec_for(UID("1.2.840.10008.1.2.4.94"), codecs())


def test_a_codec_that_cannot_be_imported_is_a_missing_tool() -> None:
    with pytest.raises(MissingToolError, match="no_such_library"):
        codecs(("no_such_library.codec:Codec",))
