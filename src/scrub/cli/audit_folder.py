"""The files of an audit, beside the output and never in it: the record, its page, the findings."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.audit.page import page
from scrub.audit.verdicts import read_verdicts
from scrub.cli.beside import Beside
from scrub.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scrub.audit.pictures import Shown

_RECORD, _PAGE, _FINDINGS = "record.json", "record.html", "findings.json"
_NOT_OF_A_NAME = re.compile(r"[^0-9T]")


class AuditFolder:
    """OUT.audit. Records of earlier audits stay, with their time in their names."""

    def __init__(self, output: str) -> None:
        self._folder = Path(Beside(output).audit)
        self.page = self._folder / _PAGE
        self.findings = self._folder / _FINDINGS

    def prepare(self) -> None:
        """Make the folder, for its owner only.

        Raises:
            OutputError: if it cannot be made.

        """
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._folder.chmod(0o700)
        except OSError as problem:
            raise OutputError(f"cannot make {self._folder}: {problem.strerror}") from None

    def write(
        self, record: Mapping[str, Any], pictures: Mapping[int, Sequence[Shown]], findings: str
    ) -> None:
        """Write the record, the page, and what a person is to fill in unless somebody has.

        Raises:
            OutputError: if they cannot be written.

        """
        try:
            self._put_aside()
            _write(self._folder / _RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
            _write(self.page, page(record, pictures))
            if not self._is_filled_in():
                _write(self.findings, findings)
        except OSError as problem:
            raise OutputError(f"cannot write the record: {problem.strerror}") from None

    def _put_aside(self) -> None:
        """Give an earlier record, and its page, the time of its audit for a name."""
        path = self._folder / _RECORD
        if not path.exists():
            return
        try:
            when = _NOT_OF_A_NAME.sub("", str(json.loads(path.read_text("utf-8"))["audited"])[:19])
        except (ValueError, KeyError, TypeError):
            when = "unknown"
        for name in (_RECORD, _PAGE):
            here = self._folder / name
            if here.exists():
                here.replace(self._free(here, when))

    def _free(self, path: Path, when: str) -> Path:
        names = (f"-{number}" if number else "" for number in range(1 << 16))
        made = (path.with_name(f"{path.stem}-{when}{more}{path.suffix}") for more in names)
        return next(one for one in made if not one.exists())

    def _is_filled_in(self) -> bool:
        if not self.findings.exists():
            return False
        try:
            return bool(read_verdicts(self.findings).by_number)
        except InputError:
            # Whatever is in it, somebody wrote it.
            return True


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
