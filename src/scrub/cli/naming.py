"""The key, made on first use, and the names that ledger and report give to sources with it."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.errors import OutputError, RecipeError
from scrub.header.key import load_key, make_key
from scrub.model.place import is_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scrub.model.instance import Source

_NAME_BYTES = 16


@dataclass(frozen=True, slots=True, repr=False)
class Naming:
    """Names sources by hashes that only the owner of the key can make: a path may name a patient.

    Paths count as they are, made absolute; links in them are not followed. URLs count as they are.
    """

    key: bytes

    def name(self, source: Source) -> str:
        """Return the hexadecimal name of a source, the same for every run with the key."""
        path = source.file
        if not is_url(source.root):
            path = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
        return self._hash(b"source", os.fsencode(path), os.fsencode(source.member))

    def contents(self, path: Path) -> str:
        """Return what tells a file's contents from others: they may be numbers of patients.

        Raises:
            RecipeError: if it cannot be read.

        """
        try:
            return self._hash(b"contents", path.read_bytes())
        except OSError as problem:
            raise RecipeError(f"cannot read {path}: {problem.strerror}") from None

    def owner(self) -> str:
        """Return what tells a ledger made with this key from others."""
        return self._hash(b"ledger")

    def _hash(self, *parts: bytes) -> str:
        return hmac.digest(self.key, b"\0".join(parts), "sha256")[:_NAME_BYTES].hex()


def ready_naming(path: Path, say: Callable[[str], object]) -> Naming:
    """Return what names sources with the key of a file; `say` is told if that was made just now.

    Raises:
        RecipeError: if it cannot be read, or others could read it.
        OutputError: if it cannot be made.

    """
    key, is_new = ready_key(path)
    if is_new:
        say(f"scrub: made {path}, the key of pseudonyms: keep it secret")
    return Naming(key)


def ready_key(path: Path) -> tuple[bytes, bool]:
    """Return the key of a file, and whether it was made just now.

    Raises:
        RecipeError: if it cannot be read, or others could read it.
        OutputError: if it cannot be made.

    """
    if path.exists():
        return load_key(path), False
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise OutputError(f"cannot make the key {path}: {problem.strerror}") from None
    return make_key(path), True
