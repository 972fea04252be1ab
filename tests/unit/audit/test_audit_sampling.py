from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scrub.audit.sampling import Machine, Size, digest, in_order, sample

FILES = [f"2.25.{number}/2.25.2/2.25.{number}.dcm" for number in range(200)]
US, CT, RARE = Machine("US", "a"), Machine("CT", "b"), Machine("XC", "c")


def drawn(machines: list[Machine], size: Size, bad: frozenset[int] = frozenset()) -> list[int]:
    growing = sample(machines, size)
    seen: list[int] = []
    while due := growing.due():
        seen += due
        growing.told(due, [number for number in due if number in bad])
    assert len(seen) == len(set(seen))
    return sorted(seen)


def test_the_same_seed_and_files_come_in_the_same_order_however_they_are_listed() -> None:
    assert in_order(FILES, 7) == in_order(reversed(FILES), 7)
    assert in_order(FILES, 7) != in_order(FILES, 8)
    assert digest(FILES) == digest(reversed(FILES)) != digest(FILES[1:])


def test_files_keep_their_order_when_others_come_and_go() -> None:
    order = in_order(FILES, 7)
    assert [file for file in order if file in FILES[:50]] == [*in_order(FILES[:50], 7)]


def test_every_file_is_as_likely_to_be_first_as_any() -> None:
    firsts = [in_order(FILES[:4], seed)[0] for seed in range(400)]
    assert all(70 <= firsts.count(file) <= 130 for file in FILES[:4])


def test_the_share_and_the_least_are_both_kept() -> None:
    assert drawn([US] * 200, Size(0.05, 30)) == [*range(30)]
    assert drawn([US] * 2000, Size(0.05, 30)) == [*range(100)]
    assert drawn([US] * 12, Size(0.05, 30)) == [*range(12)]


def test_rare_machines_are_in_it_beside_the_random_part() -> None:
    machines = [US] * 500
    for number in (90, 91, 400, 450):
        machines[number] = RARE
    assert drawn(machines, Size(0.01, 10)) == [*range(10), 90, 91, 400]


def test_something_bad_doubles_it_until_a_part_has_nothing() -> None:
    assert len(drawn([US] * 500, Size(0.02, 10), frozenset({3}))) == 20
    assert len(drawn([US] * 500, Size(0.02, 10), frozenset({3, 15}))) == 40
    assert len(drawn([US] * 500, Size(0.02, 10), frozenset({3, 15, 39, 41}))) == 160
    assert len(drawn([US] * 500, Size(0.02, 10), frozenset(range(500)))) == 500


def test_no_more_than_the_most_are_looked_at() -> None:
    assert len(drawn([US] * 500, Size(0.02, 10, most=35), frozenset(range(500)))) == 35


def test_something_bad_beside_it_widens_its_machine_and_no_other() -> None:
    machines = [US] * 100 + [RARE, CT] * 20
    seen = drawn(machines, Size(0.01, 10), frozenset({100}))
    assert seen == sorted([*range(10), *range(100, 112, 2), 101, 103, 105])


@given(
    st.lists(st.sampled_from([US, CT, RARE]), min_size=1, max_size=80),
    st.frozensets(st.integers(0, 79)),
    st.integers(1, 40),
)
def test_widening_ends_and_every_machine_is_in_it(
    machines: list[Machine], bad: frozenset[int], least: int
) -> None:
    seen = drawn(machines, Size(0.05, least), bad)
    assert {*seen} <= {*range(len(machines))}
    for machine in set(machines):
        has = [number for number, one in enumerate(machines) if one == machine]
        assert len({*seen} & {*has}) >= min(3, len(has))
