"""Where the last line of each source begins in a ledger, and which sources ever came to a file."""

from __future__ import annotations

import hashlib

from scrub.batch.numbers import Numbers


class Index:
    """The index of one ledger. Sources are in hexadecimal."""

    def __init__(self, path: str) -> None:
        self._numbers = Numbers(path)

    def add(self, source: str, target: str, offset: int) -> None:
        """Note a line. `target` is empty where it tells of no file."""
        key = bytes.fromhex(source)
        self._numbers.put(key, offset)
        if target:
            self._numbers.put(_target_key(target) + key, offset)

    def last(self, source: str) -> int | None:
        """Return where the last line of a source begins, or None if there is none."""
        return self._numbers.get(bytes.fromhex(source))

    def holders(self, target: str) -> list[str]:
        """Return the sources whose last line tells of a file, in one order."""
        key = _target_key(target)
        ever = ((found[len(key) :], offset) for found, offset in self._numbers.under(key))
        return [source.hex() for source, offset in ever if self._numbers.get(source) == offset]

    def close(self) -> None:
        """Let go of it."""
        self._numbers.close()


def _target_key(target: str) -> bytes:
    # No source's key begins like one: they are shorter.
    return b"t" + hashlib.blake2b(target.encode(), digest_size=16).digest()
