from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from doubles.reported import Reported
from scrub.report.sampling import sample

few = st.integers(0, 40)


def instance(source: str, verdict: str = "written", machine: str = "A") -> dict[str, Any]:
    return {"source": source, "verdict": verdict, "equipment": machine}


def test_those_that_were_not_written_come_first() -> None:
    records = [instance(f"{n:04x}") for n in range(50)] + [instance("ffff", "held")]
    assert "ffff" in sample(records, 3)
    assert sample(records, 1) == {"ffff"}


def test_a_machine_of_few_instances_is_seen_beside_one_of_many() -> None:
    records = [instance(f"{n:04x}") for n in range(500)] + [instance("ffff", machine="B")]
    assert "ffff" in sample(records, 2)


@given(many=few, most=few)
def test_there_are_as_many_as_may_be(many: int, most: int) -> None:
    records = list(Reported(many).records())
    chosen = sample(records, most)
    assert len(chosen) == min(many, most)
    assert chosen <= {one["source"] for one in records}


def test_it_is_the_same_sample_in_any_order_of_the_written() -> None:
    records = list(Reported(24).records())
    assert sample(records, 9) == sample(reversed(records), 9)
