"""New identifiers, made from the old ones and a key.

No table is kept, so every worker on every machine gives the same answer without asking another.
Whoever holds the key can tell which pseudonym an old identifier got: it is as secret as they are.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field, replace

from scrub.header.cleaning.dates import days_of

_WELL_KNOWN = "1.2.840.10008."


def is_well_known(uid: str) -> bool:
    """Tell whether a UID is the standard's own: of a class, a syntax or a term (PS3.6 A)."""
    return uid.startswith(_WELL_KNOWN)


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Keyed HMAC-SHA-256 of old identifiers, each purpose apart from the others.

    Those of one `scope` have nothing in common with those of another.
    """

    key: bytes = field(repr=False)
    prefix: str = "ANON_"
    scope: str = field(default="", repr=False)

    def within(self, scope: str) -> Pseudonyms:
        """Return those of a scope: what is the same in two of them can no longer be told."""
        return replace(self, scope=scope)

    def uid(self, old: str) -> str:
        """Return the UID that stands for another: 2.25 and a UUID in decimal (PS3.5 B.2).

        UIDs of the standard itself are returned as they are. Any other text gets one too,
        however malformed, and padding does not count.
        """
        old = old.strip(" \0\t\r\n")
        if is_well_known(old):
            return old
        number = int.from_bytes(self._digest("uid", old)[:16])
        # RFC 9562, version 8 and its variant: what makes 128 bits a UUID.
        number = number & ~(0xF << 76) | (8 << 76)
        number = number & ~(3 << 62) | (2 << 62)
        return f"2.25.{number}"

    def patient(self, key: str) -> str:
        """Return the name that stands for a patient: the prefix and 16 hexadecimal digits."""
        return self.prefix + self.token("patient", key, 16)

    def days(self, key: str) -> int:
        """Return by how many days a patient's dates move: always the same, always back."""
        return days_of(self._digest("days", key)[:8])

    def token(self, purpose: str, text: str, length: int) -> str:
        """Return so many hexadecimal digits in capitals, 1..64, that stand for a text."""
        return self._digest(purpose, text).hex()[:length].upper()

    def source_id(self, text: str) -> str:
        """Return what a report calls an input whose own name may say who it is of."""
        return "in-" + self.token("source", text, 12).lower()

    def _digest(self, purpose: str, text: str) -> bytes:
        parts = (purpose, text, self.scope) if self.scope else (purpose, text)
        message = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self.key, message, hashlib.sha256).digest()
