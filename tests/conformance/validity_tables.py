"""The IODs of PS3.3 for dicom-validator, from the tables that highdicom brings: no network.

Of them there are modules and types; conditions and enumerated values there are not, so that an
attribute of type 1C or 2C may always be missing.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dicom_validator.validator.dicom_file_validator import DicomFileValidator
from dicom_validator.validator.dicom_info import DicomInfo
from dicom_validator.validator.error_handler import NullValidationResultHandler
from dicom_validator.validator.validation_result import Status
from pydicom.datadict import tag_for_keyword

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_JUDGED = frozenset({Status.Passed, Status.Failed})


def validated(path: Path) -> set[str] | None:
    """Return what dicom-validator has against a file; None if it cannot judge it."""
    validator = DicomFileValidator(_tables(), error_handler=NullValidationResultHandler())
    result = next(iter(validator.validate_file(str(path)).values()))
    if result.status not in _JUDGED:
        return None
    return {
        f"{module}: {tag}: {error.code.name}"
        for module, errors in result.module_errors.items()
        for tag, error in errors.items()
    }


@cache
def _tables() -> DicomInfo:
    modules = {key: _module(rows) for key, rows in _standard("module_attribute_map").items()}
    iods = {key: _iod(rows) for key, rows in _standard("iod_module_map").items()}
    classes = _standard("sop_class_iod_map")
    return DicomInfo(
        # It is for messages alone.
        dictionary={},
        iods={uid: iods[name] for uid, name in classes.items()},
        modules=modules,
    )


def _iod(rows: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    used = {row["key"]: {"ref": row["key"], "use": row["usage"]} for row in rows}
    return {"title": "", "modules": used, "group_macros": {}}


def _module(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the attributes of a module by tag, those of a sequence's items within its own."""
    made: dict[str, Any] = {}
    for row in rows:
        level = made
        for keyword in row["path"]:
            level = level.setdefault(_key(keyword), {"type": "3"}).setdefault("items", {})
        level.setdefault(_key(row["keyword"]), {}).update(name=row["keyword"], type=row["type"])
    return made


def _key(keyword: str) -> str:
    tag = tag_for_keyword(keyword)
    # One that pydicom does not know is in no file that it reads.
    return _shown(tag) if tag is not None else "(FFFF,FFFF)"


def _shown(tag: int) -> str:
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _standard(name: str) -> dict[str, Any]:
    content = files("highdicom").joinpath(f"_standard/{name}.json").read_bytes()
    found: dict[str, Any] = json.loads(content)
    return found
