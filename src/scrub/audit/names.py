"""Names of files and folders of an output, which may hold UIDs and nothing else.

A name that is none may be somebody's: it is told by its length.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from scrub.audit.faults import identifies, wrong
from scrub.audit.forms import is_our_uid, is_valid_uid
from scrub.audit.reading import texts_at
from scrub.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from scrub.audit.faults import Fault

_STANDS_IN = re.compile(r"[0-9A-F]{32}", re.ASCII)
"""What a level is called that has no UID."""

_LEVELS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
_SUFFIX = ".dcm"


@dataclass(frozen=True, slots=True)
class Names:
    """What a name may be: a UID of ours, or any where UIDs were retained."""

    retained: bool = False

    def are_fine(self, file: str) -> bool:
        """Tell whether a path, relative to the output, is `study/series/instance.dcm` of UIDs."""
        levels = _levels(file)
        return len(levels) == len(_LEVELS) and file.endswith(_SUFFIX) and all(map(self._is, levels))

    def shown(self, file: str) -> str:
        """Return a path as a record may show it: nothing where a part of it is no UID."""
        return file if self.are_fine(file) else ""

    def faults(self, file: str) -> Iterator[Fault]:
        """Yield what is wrong with a path."""
        *folders, name = PurePosixPath(file).parts
        if len(folders) != len(_LEVELS) - 1:
            yield wrong("folders", f"{len(folders)} where study and series should be")
        for level, folder in enumerate(folders):
            if not self._is(folder):
                yield identifies(f"folder {level + 1}", "its name is no UID", len(folder))
        if not name.endswith(_SUFFIX) or not self._is(name.removesuffix(_SUFFIX)):
            yield identifies("file", "its name is no UID and .dcm", len(name))

    def _is(self, name: str) -> bool:
        is_uid = is_valid_uid if self.retained else is_our_uid
        return is_uid(name) or bool(_STANDS_IN.fullmatch(name))


def uid_faults(file: str, dataset: Dataset, meta: Dataset) -> Iterator[Fault]:
    """Yield where UIDs of a data set are not those of its File Meta Information or its path."""
    if texts_at(meta, "MediaStorageSOPInstanceUID") != texts_at(dataset, "SOPInstanceUID"):
        yield wrong("(0002,0003)", "is not SOP Instance UID")
    if texts_at(meta, "MediaStorageSOPClassUID") != texts_at(dataset, "SOPClassUID"):
        yield wrong("(0002,0002)", "is not SOP Class UID")
    levels = _levels(file)
    of_path = levels if len(levels) == len(_LEVELS) else ("",) * len(_LEVELS)
    for keyword, name in zip(_LEVELS, of_path, strict=True):
        said = texts_at(dataset, keyword)
        if not all(map(is_valid_uid, said)):
            yield wrong(keyword, "is no valid UID", len("".join(said)))
        if said and name and said != (name,):
            yield wrong("file", f"its path does not say the {keyword}")


def _levels(file: str) -> tuple[str, ...]:
    return PurePosixPath(file.removesuffix(_SUFFIX)).parts


def files_of(folder: str) -> Iterator[str]:
    """Yield every file of an output, relative to it, and empty folders whose names are no UIDs.

    Raises:
        InputError: if a folder cannot be read.

    """

    def stop(problem: OSError) -> None:
        raise InputError(f"a folder of the output cannot be read: {problem.strerror}") from None

    for here, folders, files in os.walk(folder, onerror=stop):
        links = [name for name in folders if Path(here, name).is_symlink()]
        is_empty = not folders and not files and here != folder
        if is_empty and not is_valid_uid(Path(here).name):
            yield Path(here).relative_to(folder).as_posix()
        for name in (*files, *links):
            yield Path(here, name).relative_to(folder).as_posix()
