"""What the ledger knows of one source."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, replace
from typing import Any

from scrub.errors import OutputError
from scrub.model.outcome import Verdict

_NOT_DONE = "what was written for it is another's now: run again"
_STRING = rb'"(?:[^"\\]|\\.)*"'
_KEYS = re.compile(
    rb'{"source":"([0-9a-f]+)","size":-?\d+,"modified":-?\d+,"recipe":'
    + _STRING
    + rb',"verdict":'
    + _STRING
    + rb',"target":('
    + _STRING
    + rb'),"target_size":-?\d+,"record":{.*}\n\Z'
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to one source: one line.

    `source` is a keyed hash in hexadecimal. `size` (bytes) and `modified` (ns) are of the source's
    file as it was; `recipe` is a digest. `target` is relative to the output and `target_size` in
    bytes, both empty where nothing was written. `record` is whatever the report keeps, and
    `decisions` a digest of what people had decided, empty where nobody had.

    `models` and `templates` are digests of all that there were, `matched` of what the templates
    asked for; `models` and `matched` are empty where they were of no matter. `contested` is where
    it would have been written, had another instance not been there; `since` is how far the ledger
    went when its job was made and `at` when it was done; `replaced` says that it took the place of
    a file.
    """

    source: str
    size: int
    modified: int
    recipe: str
    verdict: str
    target: str
    target_size: int
    record: dict[str, Any]
    decisions: str = ""
    models: str = ""
    templates: str = ""
    matched: str = ""
    contested: str = ""
    since: int = 0
    at: int = 0
    replaced: bool = False


_NAMES = tuple(one.name for one in fields(Entry))


def told(entry: Entry) -> dict[str, Any]:
    """Return an entry as the ledger has it; not as asdict would, which copies the record."""
    return {name: getattr(entry, name) for name in _NAMES}


def source_and_target(line: bytes) -> tuple[str, str]:
    """Return what the index needs of a line.

    Raises:
        OutputError: if it is none of ours.

    """
    # Reading all of a line takes ten times as long, and there may be millions.
    if found := _KEYS.match(line):
        return found[1].decode(), json.loads(found[2])
    try:
        entry = json.loads(line)
        return str(entry["source"]), str(entry["target"])
    except (ValueError, KeyError, TypeError):
        raise OutputError("the ledger beside the output has a line that is damaged") from None


def not_done(entry: Entry | None) -> Entry:
    """Return the entry of a source that held a file, as one that has to be done again."""
    if entry is None:
        raise AssertionError("who holds a file has an entry")
    verdict = str(Verdict.HELD)
    record = entry.record | {"verdict": verdict, "reason": _NOT_DONE, "output": ""}
    return replace(
        entry,
        recipe="",
        verdict=verdict,
        target="",
        target_size=0,
        record=record,
        contested=entry.target,
    )
