from __future__ import annotations

import re
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scrub.header.cleaning.dates import SHIFT, days_of, shifted, year_only

DAYS = st.integers(-4000, 4000)
HASHES = st.binary(min_size=8, max_size=32)
TIMES = st.datetimes(datetime(1850, 1, 1), datetime(2150, 1, 1))  # noqa: DTZ001 - DA has no zone
ZONES = st.sampled_from(["", "+0000", "-0500", "-1200", "+1400", "+0545"])
DA_TEXTS = TIMES.map("{:%Y%m%d}".format)


@st.composite
def date_times(draw: st.DrawFn, *, whole_days: bool = True) -> str:
    text = f"{draw(TIMES):%Y%m%d%H%M%S.%f}"
    length = draw(st.sampled_from([*([] if whole_days else [4, 6]), 8, 10, 12, 14, *range(16, 22)]))
    return text[:length] + draw(ZONES)


TM_TEXTS = st.tuples(TIMES, st.sampled_from([2, 4, 6, *range(8, 14)])).map(
    lambda drawn: f"{drawn[0]:%H%M%S.%f}"[: drawn[1]]
)


def ranges(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(texts, texts).map(sorted)
    return st.one_of(
        texts, texts.map("-{}".format), texts.map("{}-".format), pairs.map("{0[0]}-{0[1]}".format)
    )


DATES = st.one_of(
    st.tuples(st.just("DA"), ranges(DA_TEXTS)), st.tuples(st.just("DT"), ranges(date_times()))
)


def moved(vr: str, text: str, days: int) -> str:
    new = shifted(vr, text, days)
    assert new is not None
    return new


@given(HASHES)
def test_every_hash_moves_dates_back_by_a_day_or_more(digest: bytes) -> None:
    assert -SHIFT[-1] <= days_of(digest) <= -1


@given(TIMES, TIMES, DAYS)
def test_order_and_gaps_of_dates_stay(first: datetime, second: datetime, days: int) -> None:
    for vr, form in (("DA", "%Y%m%d"), ("DT", "%Y%m%d%H%M%S.%f")):
        old = [moment.strftime(form) for moment in (first, second)]
        new = [moved(vr, text, days) for text in old]
        then, now = (
            [datetime.strptime(t, form) for t in texts]  # noqa: DTZ007 - DA has no zone
            for texts in (old, new)
        )
        assert now[1] - now[0] == then[1] - then[0]
        assert now[0] - then[0] == timedelta(days)
        assert (new[0] < new[1]) == (old[0] < old[1])


@given(DATES, DAYS)
def test_there_and_back_again_is_where_one_was(dated: tuple[str, str], days: int) -> None:
    vr, text = dated
    assert moved(vr, moved(vr, text, days), -days) == text


@given(DATES, HASHES)
def test_no_date_stays_as_it_was(dated: tuple[str, str], digest: bytes) -> None:
    vr, text = dated
    new = moved(vr, text, days_of(digest))
    assert not set(re.findall(r"\d{8}", text)) & {new}
    assert new != text


@given(date_times(), DAYS)
def test_precision_fraction_and_zone_stay(text: str, days: int) -> None:
    assert moved("DT", text, days)[8:] == text[8:]


@given(date_times(whole_days=False), DAYS)
def test_a_partial_date_time_never_becomes_longer(text: str, days: int) -> None:
    new = shifted("DT", text, days)
    has_day = len(text.partition("+")[0].partition("-")[0]) >= 8
    assert (new is not None) == has_day
    assert new is None or len(new) == len(text)


@given(ranges(TM_TEXTS), DAYS)
def test_times_stay(text: str, days: int) -> None:
    assert shifted("TM", text, days) == text


@given(st.one_of(DATES, st.tuples(st.just("DT"), ranges(date_times(whole_days=False)))))
def test_no_month_or_day_is_left_but_the_first(dated: tuple[str, str]) -> None:
    vr, text = dated
    left = year_only(vr, text)
    assert left is not None
    assert re.fullmatch({"DA": r"(\d{4}0101|-)+", "DT": r"(\d{4}|-)+"}[vr], left)
    assert year_only(vr, left) == left
    assert {end[:4] for end in left.split("-")} <= {end[:4] for end in text.split("-")}


@given(st.sampled_from(["DA", "DT", "TM"]), st.text("0123456789.-+: x", max_size=60), DAYS)
def test_any_text_is_moved_to_what_reads_as_its_vr_or_not_at_all(
    vr: str, text: str, days: int
) -> None:
    new = shifted(vr, text, days)
    assert new is None or shifted(vr, new, 0) == new
