"""Dates, times and ages: several values, ranges, fractions, zones, parts; ninety years and more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from doubles.edge_instances import (
    BASE,
    BIRTH,
    PIXELS,
    STUDY_DATE,
    STUDY_TIME,
    base_but,
    ct,
    element,
    item,
    saved,
)
from doubles.edge_runs import Case, Check, Files, Ran

MODIFIED = ("--option", "retain-modified-dates")
FULL = ("--option", "retain-full-dates")
PATIENT = ("--option", "retain-patient-characteristics")
HIPAA = ("--profile", "hipaa")

LAST = date(2004, 8, 26)


def several_values() -> Files:
    dataset = ct(
        DateOfLastCalibration=["20031231", "20040102"],
        TimeOfLastCalibration=["071501.33111", "071502.33222"],
    )
    return {"a.dcm": saved(dataset)}


CALIBRATIONS = ("20031231", "20040102", "071501.33111", "071502.33222")


def moved_alike(ran: Ran) -> None:
    first, second = (_day(one) for one in ran.one.DateOfLastCalibration)
    assert second - first == timedelta(2)
    assert LAST - _day(ran.one.StudyDate) == date(2003, 12, 31) - first != timedelta(0)


def _day(text: object) -> date:
    return date.fromisoformat(str(text)[:8])


def precise() -> Files:
    dataset = ct(ContentDate=None, ContentTime=None)
    values = {
        0x00080023: ("DA", b"20040117-20040826"),
        0x0008002A: ("DT", b"20040826093127.481516+0230"),
        0x00080033: ("TM", b"093127.481516"),
        0x00189516: ("DT", b"200408"),
        0x00189517: ("DT", b"2004"),
        0x0040A13A: ("DT", b"20040827-20040828"),
    }
    return {"a.dcm": saved(dataset, [(tag, element(tag, *value)) for tag, value in values.items()])}


def moved_with_precision(ran: Ran) -> None:
    moved = _day(ran.one.StudyDate) - LAST
    when = str(ran.one.get("AcquisitionDateTime", ""))
    if when:
        assert when.endswith("093127.481516+0230")
        assert _day(when) == LAST + moved
    ends = str(ran.one.get("ContentDate", "")).split("-")
    if len(ends) == 2:
        assert _day(ends[1]) - _day(ends[0]) == LAST - date(2004, 1, 17)
    no_day_is_invented(ran)


def no_day_is_invented(ran: Ran) -> None:
    for keyword, most in (("StartAcquisitionDateTime", 6), ("EndAcquisitionDateTime", 4)):
        text = str(ran.one.get(keyword, "") or "")
        # A dummy that says no one's date may stand there.
        assert len(text) <= most or text.startswith("1900")


def all_stays(ran: Ran) -> None:
    assert ran.one.StudyDate == STUDY_DATE
    assert str(ran.one.AcquisitionDateTime) == "20040826093127.481516+0230"
    assert str(ran.one.ContentTime) == "093127.481516"
    no_day_is_invented(ran)


def only_years(ran: Ran) -> None:
    for keyword in ("StudyDate", "ContentDate"):
        text = str(ran.one.get(keyword, "") or "")
        assert not text or text.endswith("0101")


def old_person(age: str = "093Y") -> Files:
    dataset = ct(
        PatientBirthDate="19110503",
        PatientAge=age,
        PatientComments="zzqwell woman of 93 years, born 1911",
        AnatomicRegionSequence=[item(CodeMeaning="Abdomen", PatientAge=age)],
    )
    return {"a.dcm": saved(dataset)}


AGES = (*base_but(BIRTH), "19110503", "093Y", "93 years", "born 1911")


def aged(age: str) -> Check:
    """Return a check that the age is a class, at the top and inside."""

    def check(ran: Ran) -> None:
        assert ran.one.PatientAge == age
        assert ran.one.AnatomicRegionSequence[0].PatientAge == age

    return check


def birth_in_other_places() -> Files:
    dataset = ct(
        PatientBirthDateInAlternativeCalendar="Showa 36.3.17 zzqcal",
        AcquisitionContextSequence=[item(DateTime="19610317093000", ValueType="DATETIME")],
        AnatomicRegionSequence=[item(CodeMeaning="born 17-Mar-1961", DateTime="19610317120000")],
        ViewCodeSequence=[item(CodeMeaning="1961/03/17 axial")],
    )
    return {"a.dcm": saved(dataset)}


BIRTHDAYS = (*BASE, "zzqcal", "17-Mar-1961", "1961/03/17")

_SEVERAL = Case(
    "14",
    "every value of a date that has several goes",
    several_values,
    absent=(*BASE, *CALIBRATIONS),
    present=(PIXELS,),
)
_PRECISE = Case(
    "17",
    "ranges, fractions, zones and parts of dates go",
    precise,
    absent=(*BASE, "20040117", "481516", "20040827", "20040828"),
    present=(PIXELS,),
    check=no_day_is_invented,
)
_OLD = Case(
    "41",
    "an age of ninety or more, and what it can be told from, goes",
    old_person,
    absent=(*AGES, "zzqwell"),
)
_IN_MONTHS = Case(
    "41b",
    "an age in months is an age",
    lambda: old_person("1125M"),
    absent=(*base_but(BIRTH), "19110503", "1125M"),
)
_OTHER_PLACES = Case(
    "71",
    "a birth date that is said again, in other orders and attributes, goes",
    birth_in_other_places,
    absent=BIRTHDAYS,
)

CASES = (
    _SEVERAL,
    replace(_SEVERAL, options=MODIFIED, absent=(*base_but(STUDY_TIME), *CALIBRATIONS[:2]),
            check=moved_alike),
    replace(_SEVERAL, options=HIPAA, absent=(*base_but(), *CALIBRATIONS[:2])),
    _PRECISE,
    replace(
        _PRECISE,
        options=MODIFIED,
        absent=(*base_but(STUDY_TIME), "20040827", "20040828"),
        check=moved_with_precision,
    ),
    replace(_PRECISE, options=FULL, absent=base_but(STUDY_DATE, STUDY_TIME), check=all_stays),
    replace(_PRECISE, options=HIPAA, check=only_years),
    _OLD,
    replace(_OLD, options=PATIENT, check=aged("090Y")),
    replace(_OLD, options=(*PATIENT, "--age-cap", "089"), check=aged("089Y")),
    replace(_OLD, options=HIPAA, absent=AGES, check=aged("089Y")),
    replace(_OLD, options=(*HIPAA, "--age-cap", "090"), absent=AGES, check=aged("090Y")),
    _IN_MONTHS,
    replace(_IN_MONTHS, options=PATIENT, check=aged("090Y")),
    replace(_IN_MONTHS, options=HIPAA, check=aged("089Y")),
    _OTHER_PLACES,
    replace(_OTHER_PLACES, options=MODIFIED, absent=(*base_but(STUDY_TIME), *BIRTHDAYS[-3:])),
    replace(_OTHER_PLACES, options=HIPAA),
)  # fmt: skip
