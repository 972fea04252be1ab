"""The audit log: an array of JSON, one record for each instance, made of the report's records.

    timestamp                 when the instance came to its verdict: UTC, ISO 8601
    input_file                a keyed hash that stands for its path, since paths carry names; the
                              path itself where someone asked to reveal
    output_file               the file written, relative to the output; null if there is none
    verdict, reason           see scrub.model.outcome
    original_patient_id_hash  a keyed hash of the original Patient ID; null where it is not known
    pseudonym                 what stands for it; null where nothing does
    tags_anonymized           [{tag, attribute, action, rule, count}]: of an element in a sequence
                              tag and attribute are the whole way there, without which item;
                              attribute is the keyword, and empty for what has none; the action is
                              remove, empty, replace or clean
    statistics                {total_tags_processed: all elements, those in items too,
                              phi_tags_removed: public ones whose value went or became another,
                              private_tags_removed: private ones that went,
                              image_data_preserved: whether every stored value of every pixel is
                              what it was; null where there are no pixels or nothing was written}

Instances that were held, refused or failed are in it too, with what would have been done. So are
those of earlier runs that need not be done again: it is complete each time.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Self

from pydicom.datadict import keyword_for_tag

from scrub.data import profile_rows
from scrub.errors import OutputError
from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_OPENING = "["
_BEGINNING = b'{"timestamp":'
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_NOT_ABOUT_PERSONS = frozenset({"pixels changed"})


class AuditLog:
    """The log being written: beside its place until it is closed, whatever it was closed by.

    Its owner alone can read it. An earlier log is replaced.

    Raises:
        OutputError: if something else is in its place, or it cannot be written.

    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._part = self._path.with_name(f".{self._path.name}.part")
        self._separator = _OPENING
        if not is_replaceable(path):
            raise OutputError("the audit log's place is taken by a file that is none")
        try:
            self._part.unlink(missing_ok=True)
            handle = os.open(self._part, _NEW, mode=0o600)
            self._file: IO[str] = os.fdopen(handle, "w", encoding="utf-8")
        except OSError as problem:
            raise OutputError(f"cannot write the audit log: {problem.strerror}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, record: Mapping[str, Any]) -> None:
        """Add one instance, by its record as scrub.report.records has it.

        Raises:
            OutputError: if it cannot be written.

        """
        try:
            self._file.write(f"{self._separator}\n{json.dumps(audit_record(record))}")
        except OSError as problem:
            raise OutputError(f"cannot write the audit log: {problem.strerror}") from None
        self._separator = ","

    def add_all(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add many; see `add`.

        Raises:
            OutputError: if they cannot be written.

        """
        for record in records:
            self.add(record)

    def close(self) -> None:
        """End the array, and put the log into its place.

        Raises:
            OutputError: if it cannot be written.

        """
        if self._file.closed:
            return
        try:
            with self._file:
                self._file.write("\n]\n" if self._separator == "," else "[]\n")
                self._file.flush()
                os.fsync(self._file.fileno())
            self._part.replace(self._path)
        except OSError as problem:
            raise OutputError(f"cannot write the audit log: {problem.strerror}") from None


def is_replaceable(path: str) -> bool:
    """Tell whether a place is free, or taken by an earlier audit log."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(64)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    opening = _OPENING.encode()
    return head.strip() == b"[]" or head.startswith(opening + b"\n" + _BEGINNING)


def audit_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the log says of an instance; of an older version's record what it tells."""
    edits = tuple(_edits(record))
    return {
        "timestamp": record.get("ended", ""),
        "input_file": record.get("path", record["source"]),
        "output_file": record["output"] or None,
        "verdict": record["verdict"],
        "reason": record["reason"],
        "original_patient_id_hash": record.get("patient_id_hash") or None,
        "pseudonym": record.get("pseudonym") or None,
        "tags_anonymized": list(edits),
        "statistics": {
            "total_tags_processed": record.get("elements", 0),
            "phi_tags_removed": sum(edit["count"] for edit in edits if _is_phi(edit)),
            "private_tags_removed": sum(
                edit["count"] for edit in edits if _is_private(edit) and edit["action"] == "remove"
            ),
            "image_data_preserved": _is_preserved(record),
        },
    }


def _edits(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for action, rules in record.get("edits", {}).items():
        for rule, elements in rules.items():
            for tag, count in elements.items():
                attribute = ">".join(map(_attribute, tag.split(">")))
                yield {
                    "tag": tag,
                    "attribute": attribute,
                    "action": action,
                    "rule": rule,
                    "count": count,
                }


def _is_preserved(record: Mapping[str, Any]) -> bool | None:
    if not record["has_pixels"] or record["verdict"] != Verdict.WRITTEN:
        return None
    return not record["mask"] and not record.get("clear_bits")


def _is_phi(edit: Mapping[str, Any]) -> bool:
    return not _is_private(edit) and edit["rule"] not in _NOT_ABOUT_PERSONS


def _is_private(edit: Mapping[str, Any]) -> bool:
    return bool(_number(edit["tag"].rpartition(">")[2]) >> 16 & 1)


@cache
def _attribute(tag: str) -> str:
    return keyword_for_tag(_number(tag)) or _newer().get(tag, "")


@cache
def _newer() -> Mapping[str, str]:
    """Return keywords by tag, for what is too new for pydicom's dictionary."""
    rows = profile_rows("ps3.15-2026d")
    return MappingProxyType({row["tag"]: row["keyword"] for row in rows})


def _number(tag: str) -> int:
    """Return the tag of `(gggg,eeee)`."""
    return int(tag[1:5] + tag[6:10], 16)
