from __future__ import annotations

import pytest

from scrub.model.outcome import Verdict
from scrub.report.advice import NEXT, next_step


def test_every_verdict_says_what_to_do_next() -> None:
    assert set(NEXT) == set(Verdict)
    assert all(NEXT.values())


def test_those_that_need_a_person_come_first() -> None:
    assert list(NEXT)[:3] == [Verdict.HELD, Verdict.REFUSED, Verdict.FAILED]
    assert list(NEXT)[-1] is Verdict.WRITTEN


@pytest.mark.parametrize(
    ("verdict", "reason", "told"),
    [
        (Verdict.HELD, "not verified: no identifying text is left", "scrub review"),
        (Verdict.HELD, "not verified: the mask is black", "bug"),
        (Verdict.HELD, "no text was looked for, and no template that fits", "templates tune"),
        (Verdict.REFUSED, "its patient is not in the patient map", "--retry"),
        (Verdict.REFUSED, "no codec for transfer syntax 1.2", "doctor"),
        (Verdict.REFUSED, "video, H.264: pip install 'dicom-scrub[video]'", "Install"),
        (Verdict.FAILED, "its data set is cut short", "damaged"),
        (Verdict.FAILED, "the worker died", "--workers"),
        (Verdict.FAILED, "took longer than 5 s", "--limit"),
        (Verdict.FAILED, "unexpected KeyError", "bug"),
    ],
)
def test_the_reason_tells_more_than_the_verdict(verdict: Verdict, reason: str, told: str) -> None:
    step = next_step(verdict, reason)
    assert told in step
    assert step != NEXT[verdict]


def test_a_reason_that_is_not_known_gets_what_the_verdict_says() -> None:
    assert next_step("held", "something new") == NEXT[Verdict.HELD]
    assert next_step("a verdict of a later version", "") == ""
