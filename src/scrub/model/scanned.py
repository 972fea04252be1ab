"""What was found on one instance by who only looks: nothing is changed, and nothing written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrub.model.instance import Source
    from scrub.model.outcome import Verdict
    from scrub.model.text import Finding, PhiKind


@dataclass(frozen=True, slots=True)
class Scanned:
    """One instance, as it was found.

    `findings` are texts on frames that may identify someone; `plane_texts` counts those on overlay
    planes, and `in_unused_bits` tells of text in bits that no viewer shows. `looked` says that
    every frame was looked at. `header` counts the header's attributes whose values may identify,
    by kind, where someone asked for it. `problem` is why the instance could not be looked at, with
    `reason`, and then nothing else is known. `seconds` is wall time.
    """

    source: Source
    modality: str = ""
    equipment: str = ""
    number_of_frames: int = 0
    rows: int = 0
    columns: int = 0
    transfer_syntax_uid: str = ""
    has_pixels: bool = False
    looked: bool = False
    findings: tuple[Finding, ...] = ()
    kept_texts: int = 0
    plane_texts: int = 0
    in_unused_bits: bool = False
    templates: tuple[str, ...] = ()
    header: tuple[tuple[PhiKind, int], ...] = ()
    problem: Verdict | None = None
    reason: str = ""
    seconds: float = 0.0

    @property
    def in_pixels(self) -> int:
        """How many texts in the pixels may identify someone."""
        return len(self.findings) + self.plane_texts + self.in_unused_bits

    @property
    def in_header(self) -> int:
        """How many attributes of the header have values that may."""
        return sum(count for _, count in self.header)

    @property
    def identifies(self) -> bool:
        """Tell whether anything that was looked at may identify someone."""
        return bool(self.in_pixels or self.in_header)
