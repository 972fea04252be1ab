"""The key that pseudonyms are made with: a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

from scrub.errors import OutputError, RecipeError

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def load_key(path: Path) -> bytes:
    """Return the 32 bytes that a key file holds in hexadecimal.

    Raises:
        RecipeError: if it cannot be read, holds no key, or others may read or write it.

    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(4 * _BYTES)
    except OSError as problem:
        raise RecipeError(f"cannot read the key {path}: {problem.strerror}") from None
    if os.name == "posix" and mode & _OTHERS:
        raise RecipeError(f"others may use the key {path}: chmod 600 it")
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise RecipeError(f"no key in {path}: it wants {2 * _BYTES} hexadecimal digits")
    return key


def make_key(path: Path) -> bytes:
    """Write a new random key to a file that was not there, and return it.

    Raises:
        OutputError: if the file is there already or cannot be made.

    """
    key = secrets.token_bytes(_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise OutputError(f"cannot make the key {path}: {problem.strerror}") from None
    return key
