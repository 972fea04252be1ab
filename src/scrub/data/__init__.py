"""Where our own files live; no other module knows.

Tables are CSV with a header row (or the same, gzipped), word lists one word or phrase a line,
templates YAML. What is learned lies in `models`: beside this file once installed, and at the top
of the repository in an editable checkout.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_HERE = Path(__file__).parent
_CODE = frozenset({".py", ".pyc"})
_MANIFEST = "MANIFEST.toml"
_MODELS = "models"
_PROFILES = "profiles"
_TEMPLATES = "templates"


@cache
def table(folder: str, name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of folder/name.csv, or of name.csv.gz, by column.

    Raises:
        FileNotFoundError: if there is neither.

    """
    return tuple(csv.DictReader(_lines(folder, name)))


@cache
def _lines(folder: str, name: str) -> tuple[str, ...]:
    plain = _HERE / folder / f"{name}.csv"
    if plain.exists():
        text = plain.read_text("utf-8")
    else:
        text = gzip.decompress(plain.with_suffix(".csv.gz").read_bytes()).decode()
    return tuple(text.splitlines())


def profile_rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table in profiles, by column."""
    return table(_PROFILES, name)


def profile_rows_of(name: str, first: str) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a table in profiles that have a value, without quotes, in the first column.

    2026-11: reading all of a long table takes as long as scrubbing some instances does.
    """
    head, *lines = _lines(_PROFILES, name)
    begin = f"{first},"
    rows = csv.DictReader((head, *(line for line in lines if line.startswith(begin))))
    return (row for row in rows if next(iter(row.values())) == first)


def template_files() -> tuple[Path, ...]:
    """Return the mask templates that come with us, by name."""
    return tuple(sorted((_HERE / _TEMPLATES).glob("*.yaml")))


@cache
def words(name: str) -> frozenset[str]:
    """Return the words and phrases of words/name.txt, casefolded; `#` starts a comment."""
    lines = (_HERE / "words" / f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(filter(None, (line.partition("#")[0].strip().casefold() for line in lines)))


def models_folder() -> Path:
    """Return the folder of models/MANIFEST.toml, whether installed or in a checkout."""
    packaged = _HERE / _MODELS
    return packaged if packaged.is_dir() else _HERE.parents[2] / _MODELS


def manifest() -> Mapping[str, Any]:
    """Return what models/MANIFEST.toml says.

    Raises:
        FileNotFoundError: if it is not there.

    """
    return tomllib.loads((models_folder() / _MANIFEST).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256 over the names and bytes of files that outcomes rest on.

    `tables` are those that count for every instance: profiles and words. `templates` are the mask
    templates, ours and a site's; `models` what finds and reads text.
    """

    tables: str
    templates: str
    models: str


def digests(template_folders: Sequence[str] = ()) -> Digests:
    """Return the digests, apart, so that what a change does not touch need not be done again.

    A folder counts by its place in the sequence and by what is in it, not by its path.

    2026-11: of models only the manifest counts. It has the hash of each file, and a file with
    another is refused; what lies beside them, as how they were trained, changes no result.
    """
    ours = tuple((name.partition("/")[0], name, path) for name, path in _files(_HERE))
    tables = (one for one in ours if one[0] not in {_MODELS, _TEMPLATES})
    templates = (one for one in ours if one[0] == _TEMPLATES)
    return Digests(
        tables=_digest(tables),
        templates=_digest((*templates, *_of_site(template_folders))),
        models=_digest([(_MODELS, _MANIFEST, models_folder() / _MANIFEST)]),
    )


def _digest(files: Iterable[tuple[str, str, Path]]) -> str:
    """Return the digest of files, each with whose it is and its path there."""
    digest = hashlib.sha256()
    for whose, name, path in files:
        contents = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{whose}\0{name}\0{contents}\n".encode())
    return digest.hexdigest()


def _of_site(folders: Sequence[str]) -> Iterator[tuple[str, str, Path]]:
    for place, folder in enumerate(folders):
        for name, path in _files(Path(folder)):
            yield str(place), name, path


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file that is no code, with its path inside the folder, in one order."""
    found = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*"))
    for name, path in sorted(found):
        if path.is_file() and path.suffix not in _CODE:
            yield name, path
