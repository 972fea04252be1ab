from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from doubles.header_samples import header, scrubbed, with_options
from scrub.header.pseudonym import Pseudonyms

KEYS = st.binary(min_size=32, max_size=32)
TEXTS = st.text(min_size=1, max_size=80)
UID = re.compile(r"2\.25\.(0|[1-9][0-9]{0,38})")

ELSEWHERE = """
import json, sys
from scrub.header.pseudonym import Pseudonyms
asked = json.load(sys.stdin)
made = Pseudonyms(bytes.fromhex(asked["key"]), "ANON_", asked["scope"])
said = {text: [made.uid(text), made.patient(text), made.days(text)] for text in asked["texts"]}
json.dump(said, sys.stdout)
"""


def elsewhere(key: bytes, texts: list[str], seed: int, scope: str = "") -> dict[str, list[object]]:
    """Return the pseudonyms that another process makes under a hash seed of its own."""
    asked = json.dumps({"key": key.hex(), "texts": texts, "scope": scope})
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
    )
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found


@settings(max_examples=4, deadline=None)
@given(KEYS, st.lists(TEXTS, min_size=20, max_size=40, unique=True), st.integers(0, 1000))
def test_the_same_key_gives_the_same_in_another_process(
    key: bytes, texts: list[str], seed: int
) -> None:
    here = Pseudonyms(key)
    said = {text: [here.uid(text), here.patient(text), here.days(text)] for text in texts}
    assert elsewhere(key, texts, seed) == elsewhere(key, texts, seed + 1) == said


@given(KEYS, KEYS, st.lists(TEXTS, min_size=1, max_size=20, unique=True))
def test_different_keys_share_no_identifier(one: bytes, other: bytes, texts: list[str]) -> None:
    if one == other:
        return
    first = {made for text in texts for made in (Pseudonyms(one).patient(text), uid(one, text))}
    second = {
        made for text in texts for made in (Pseudonyms(other).patient(text), uid(other, text))
    }
    assert not first & second


def uid(key: bytes, text: str) -> str:
    made = Pseudonyms(key).uid(text)
    return made if made != text.strip(" \0\t\r\n") else f"kept {key.hex()}"


@given(KEYS, TEXTS)
def test_every_new_uid_is_one(key: bytes, text: str) -> None:
    made = Pseudonyms(key).uid(text)
    if not made.startswith("1.2.840.10008."):
        assert UID.fullmatch(made)
        assert len(made) <= 64


@given(KEYS, TEXTS, TEXTS, TEXTS)
def test_scopes_share_nothing_and_each_is_the_same_again(
    key: bytes, text: str, one: str, other: str
) -> None:
    scoped = Pseudonyms(key).within(one)
    assert scoped.patient(text) == Pseudonyms(key).within(one).patient(text)
    if one != other:
        assert scoped.patient(text) != Pseudonyms(key).within(other).patient(text)
    assert scoped.patient(text) != Pseudonyms(key).patient(text)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dates(), min_size=2, max_size=6))
def test_dates_of_a_patient_keep_their_order_and_gaps_in_every_instance(dates: list[date]) -> None:
    moved = []
    for place, day in enumerate(dates):
        dataset = header(StudyDate=f"{day:%Y%m%d}".zfill(8), SOPInstanceUID=f"1.2.3.{place}")
        moved.append(scrubbed(dataset, with_options("retain-modified-dates")).StudyDate)
    gaps = {(day - day_of(text)).days for day, text in zip(dates, moved, strict=True) if text}
    assert len(gaps) <= 1
    assert not gaps or min(gaps) > 0


def day_of(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
