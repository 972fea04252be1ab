from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from scrub.masks.attributes import facts
from scrub.masks.criteria import holds
from scrub.masks.formats.normal_forms import (
    TooManyLinesError,
    all_of_any,
    any_of_all,
    simplified,
)
from scrub.model.mask import AllOf, AnyOf, Condition, Not

if TYPE_CHECKING:
    from scrub.model.mask import Test

CONDITIONS = st.builds(
    Condition,
    st.sampled_from(("Modality", "Manufacturer", "StationName")),
    st.just("equals"),
    st.sampled_from((("A",), ("B",), ("A", "B"))),
    st.booleans(),
)
GROUPS: st.SearchStrategy[Test] = st.recursive(
    CONDITIONS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
HEADERS = st.fixed_dictionaries(
    {name: st.sampled_from(("A", "B", "")) for name in ("Modality", "Manufacturer", "StationName")}
)


def _holds(test: Test, values: dict[str, str]) -> bool:
    header = Dataset()
    for name, value in values.items():
        setattr(header, name, value)
    return holds(test, facts(header))


@given(tests=st.lists(GROUPS, max_size=3), values=HEADERS)
def test_lines_hold_just_where_the_tests_do(tests: list[Test], values: dict[str, str]) -> None:
    wanted = _holds(AllOf(tuple(tests)), values)
    try:
        alternatives, clauses = any_of_all(tests), all_of_any(tests)
    except TooManyLinesError:
        return
    assert _holds(AnyOf(tuple(map(AllOf, alternatives))), values) is wanted
    assert _holds(AllOf(tuple(map(AnyOf, clauses))), values) is wanted


@given(test=GROUPS, values=HEADERS)
def test_a_simplified_test_holds_just_where_it_did(test: Test, values: dict[str, str]) -> None:
    assert _holds(simplified(test), values) is _holds(test, values)


@given(test=GROUPS)
def test_a_simplified_test_has_no_group_of_one_and_none_of_none(test: Test) -> None:
    waiting = [simplified(test)]
    if isinstance(waiting[0], AllOf | AnyOf) and not waiting[0].tests:
        return
    while waiting:
        one = waiting.pop()
        if isinstance(one, Not):
            waiting.append(one.test)
        elif isinstance(one, AllOf | AnyOf):
            assert len(one.tests) > 1
            assert not any(isinstance(part, type(one)) for part in one.tests)
            waiting += one.tests


def test_tests_that_would_take_too_many_lines_are_given_up() -> None:
    pairs = [
        AnyOf((Condition("Modality", "equals", (str(n),)), Condition("KVP", "equals", (str(n),))))
        for n in range(30)
    ]
    with pytest.raises(TooManyLinesError):
        any_of_all(pairs)
    assert len(all_of_any(pairs)) == 30
