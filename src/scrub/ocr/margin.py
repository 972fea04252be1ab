"""How much of the ground a box has around its ink. Light to import: a plan asks for it."""

from __future__ import annotations

KEPT = 2
"""So many pixels are left around the ink, for strokes that fade out."""
