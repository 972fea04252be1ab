"""DicomEdit, as far as it alters pixels: written anew from how it works, for scripts of `if`s.

It shares nothing with how we read or write its scripts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydicom.multival import MultiValue

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

Box = tuple[int, int, int, int]

_CALL = re.compile(
    r'alterPixels\["rectangle", "l=(\d+), t=(\d+), r=(\d+), b=(\d+)", "solid", "v=\d+"\]'
)
_IF = re.compile(r'if \((\S+|\(\S*\{.*\}..\)) (!?[=~]) "(.*)"\) \{')


def altered(script: str, header: Dataset) -> list[Box]:
    """Return left, top, right and bottom (not in it) of what is altered in every frame."""
    found: list[Box] = []
    holding: list[bool] = []
    for line in map(str.strip, script.splitlines()):
        condition, call = _IF.fullmatch(line), _CALL.fullmatch(line)
        if condition:
            holding.append(_holds(condition[1], condition[2], condition[3], header))
        elif line == "}":
            holding.pop()
        elif call and all(holding):
            left, top, right, bottom = map(int, call.groups())
            columns, rows = int(header.Columns), int(header.Rows)
            found.append((left, top, min(right, columns), min(bottom, rows)))
        elif not call and line and not line.startswith(("//", "version")):
            raise ValueError(line)
    return [box for box in found if box[0] < box[2] and box[1] < box[3]]


def _holds(path: str, operator: str, wanted: str, header: Dataset) -> bool:
    value = _value(path, header)
    if operator[-1] == "=":
        held = value == wanted
    else:
        # What stands in a string of DicomEdit goes to Java as it is, backslashes and all.
        pattern = re.sub(r"\\0([0-7]{3})", lambda o: f"\\x{int(o[1], 8):02x}", wanted)
        pattern = pattern.replace("(?iu)", "(?i)")
        held = value is not None and re.fullmatch(pattern, value) is not None
    return held != operator.startswith("!")


def _value(path: str, header: Dataset) -> str | None:
    private = re.fullmatch(r"\((....),\{(.*)\}(..)\)", path)
    try:
        if private:
            element = header.private_block(int(private[1], 16), private[2])[int(private[3], 16)]
        else:
            tag = int(path[1:5] + path[6:10], 16)
            element = (header.file_meta if tag >> 16 == 2 else header)[tag]
    except KeyError:
        return None
    values = element.value if isinstance(element.value, MultiValue) else [element.value]
    return "\\".join("" if value is None else str(value).strip(" \0") for value in values)
