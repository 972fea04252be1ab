from __future__ import annotations

import pytest

from scrub.model.geometry import Rect
from scrub.model.header import Identity, OwnValue
from scrub.model.mask import FrameRange
from scrub.model.text import Finding, PhiKind, Sensitive
from scrub.phi.names import Names
from scrub.phi.own_values import OwnValues
from scrub.phi.patterns import Patterns
from scrub.phi.retained import says_only

DATES = frozenset({PhiKind.DATE, PhiKind.TIME})
RECOGNIZERS = (OwnValues(), Patterns(), Names())
BORN = Identity((OwnValue(PhiKind.DATE, Sensitive("19610211"), "PatientBirthDate"),))


def stays(text: str, kind: PhiKind = PhiKind.DATE, own: Identity = BORN) -> bool:
    finding = Finding(Sensitive(text), Rect(0, 0, 9, 9), FrameRange(0, 1), kind, "", "", 1.0)
    return says_only(finding, DATES, own, RECOGNIZERS)


@pytest.mark.parametrize("text", ["19.01.2004", "2004-01-19 07:27:31", "19 JAN 2004"])
def test_dates_and_times_stay_where_the_header_keeps_them(text: str) -> None:
    assert stays(text)


@pytest.mark.parametrize("text", ["11.02.1961", "1961-02-11"])
def test_the_birth_date_does_not(text: str) -> None:
    assert not stays(text)


@pytest.mark.parametrize(
    "text", ["DOE JANE 19.01.2004", "19.01.2004 Q77X", "MRN 190104 19.01.2004"]
)
def test_a_date_beside_anything_else_does_not(text: str) -> None:
    assert not stays(text)


def test_another_kind_does_not() -> None:
    assert not stays("19.01.2004", PhiKind.NAME)
