"""Files to prove things on: made here, in the packages of pydicom, and in any folder."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from doubles.made_instances import written
from doubles.made_matrix import made

if TYPE_CHECKING:
    from collections.abc import Iterator

Named = tuple[str, Path]
"""What a file is called in a table, and the file."""


def made_in(folder: Path) -> Iterator[Named]:
    """Make every instance of the matrix there."""
    for number, one in enumerate(made()):
        path = written(one.make(), folder / f"{number}.made", one.syntax)
        yield f"made {number}: {one.name or 'plain'}", path


def at_hand(folder: Path) -> list[Named]:
    """Return all made there, and all that is in pydicom and, if it is installed, pydicom-data."""
    brought = [
        one
        for package in ("pydicom", "data_store")
        if find_spec(package)
        for one in packaged(package)
    ]
    return [*made_in(folder), *brought]


def packaged(package: str) -> list[Named]:
    """Return the files that a package brings, those that are no image too."""
    spec = find_spec(package)
    assert spec, f"{package} is not installed"
    assert spec.submodule_search_locations
    return [one for root in spec.submodule_search_locations for one in found_in(Path(root))]


def found_in(folder: Path) -> list[Named]:
    """Return all DICOM files beneath a folder, by name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.relative_to(folder).as_posix(), path) for path in paths if _is_dicom(path)]


def _is_dicom(path: Path) -> bool:
    with path.open("rb") as file:
        return path.suffix == ".dcm" or file.read(132)[128:] == b"DICM"
