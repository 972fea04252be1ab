"""What a person found on sampled files: a JSON file of verdicts by item number.

    {"reviewer": "A. Reviewer",
     "items": {"12": {"sha256": "…", "verdict": "pass", "note": ""}, …}}

A verdict is `pass` (it is fine, and what recognizers guessed is nobody's), `fail` (something is
wrong), `phi` (something says who it is), or null where nobody has looked yet. `sha256` is of the
file that was looked at: a verdict never counts for other bytes. Without one it counts for what is
there now.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrub.audit.faults import Grade
from scrub.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_GRADES = {"pass": None, "fail": Grade.WRONG, "phi": Grade.IDENTIFIES}

LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class PersonsVerdict:
    """What a person says of one file: `grade` is None where nothing is wrong with it."""

    word: str
    grade: Grade | None
    note: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All that a person says, by number from 0, and who it is."""

    reviewer: str
    by_number: Mapping[int, PersonsVerdict]


NO_VERDICTS = Verdicts("", {})


def read_verdicts(path: Path) -> Verdicts:
    """Return what a file of verdicts says.

    Raises:
        InputError: if it cannot be read, or is not as it should be: which item.

    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise InputError(f"cannot read {path}: {problem.strerror}") from None
    except ValueError:
        raise InputError(f"{path} is no JSON") from None
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, dict):
        raise InputError(f"{path} has no verdicts: it wants items by number")
    told = {key: one for key, one in items.items() if isinstance(one, dict) and one.get("verdict")}
    return Verdicts(
        str(data.get("reviewer") or ""), {_number(key): _verdict(key, told[key]) for key in told}
    )


def _number(key: str) -> int:
    if not key.isdecimal() or int(key) < 1:
        raise InputError(f"verdicts: {key[:20]!r} is no item number")
    return int(key) - 1


def _verdict(key: str, one: Mapping[str, Any]) -> PersonsVerdict:
    word, note = str(one["verdict"]), str(one.get("note") or "")
    if word not in _GRADES:
        raise InputError(f"verdicts: item {key} is none of {', '.join(_GRADES)}")
    if len(note) > LONGEST_NOTE:
        raise InputError(f"verdicts: the note of item {key} is longer than {LONGEST_NOTE}")
    return PersonsVerdict(word, _GRADES[word], note, str(one.get("sha256") or ""))


def blank(reviewer: str, looked: Iterable[tuple[int, str, PersonsVerdict | None]]) -> str:
    """Return a file of verdicts to fill in: numbers from 0, SHA-256, and what is known already."""
    items = {
        str(number + 1): {
            "sha256": sha256,
            "verdict": said.word if said else None,
            "note": said.note if said else "",
        }
        for number, sha256, said in looked
    }
    return json.dumps({"reviewer": reviewer, "items": items}, indent=1, ensure_ascii=False) + "\n"
