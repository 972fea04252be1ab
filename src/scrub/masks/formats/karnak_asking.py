"""What Karnak asks of an instance before it masks it."""

from __future__ import annotations

from scrub.model.mask import AnyOf, Condition

_CLASSES = tuple(f"1.2.840.10008.5.1.4.1.1.{number}" for number in (6, 7, 3))
_ENDOSCOPIC = "1.2.840.10008.5.1.4.1.1.77.1.1"

CLEANED = AnyOf(
    (
        Condition("SOPClassUID", "equals", (*_CLASSES, _ENDOSCOPIC)),
        Condition("SOPClassUID", "startswith", tuple(f"{root}." for root in _CLASSES)),
        Condition("BurnedInAnnotation", "equals", ("YES",)),
    )
)
"""The instances that clean.pixel.data is about: of ultrasound, secondary capture, endoscopy."""


def is_station(name: str) -> Condition:
    """Return the condition that the Station Name is this, in small and capital letters."""
    return Condition("StationName", "equals", (name,), exact_case=True)
