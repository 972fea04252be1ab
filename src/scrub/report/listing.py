"""Which instances the page lists: all, or of very many those that need a person and a sample.

2026-11: a page of a million rows does not open. The totals are always of all, and report.jsonl has
each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 20_000
_NEED_NOBODY = frozenset({str(Verdict.WRITTEN), str(Verdict.NOT_DICOM)})


class Listing:
    """Chooses from records as they come. `counts` are those of the run by verdict."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        needing = sum(count for name, count in counts.items() if name not in _NEED_NOBODY)
        others = sum(counts.values()) - needing
        room = max(0, MOST - needing)
        self._share = {True: _share(needing, MOST), False: _share(others, room)}
        self._seen = {True: 0, False: 0}
        self.listed = 0
        self.left_out = 0

    def wants(self, record: Mapping[str, Any]) -> bool:
        """Tell whether a record is listed; those of a kind are chosen evenly."""
        needs_someone = record["verdict"] not in _NEED_NOBODY
        share, seen = self._share[needs_someone], self._seen[needs_someone]
        self._seen[needs_someone] += 1
        wanted = int((seen + 1) * share) > int(seen * share)
        self.listed += wanted
        self.left_out += not wanted
        return wanted

    def notice(self) -> str:
        """Return what the page says of what is not listed."""
        if not self.left_out:
            return ""
        return (
            f"{self.listed:,} of {self.listed + self.left_out:,} instances are listed: those that"
            " need a person, and an even sample of the others. The totals are of all, and"
            " report.jsonl beside this page has each of them."
        )


def _share(count: int, places: int) -> float:
    return min(1.0, places / count) if count else 1.0
