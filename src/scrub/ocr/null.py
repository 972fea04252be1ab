"""The engine that sees nothing, for runs on templates alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.text import TextBox, Word
    from scrub.seams import Picture


class NullEngine:
    """Sees nothing."""

    name = "none"

    def find(
        self,
        picture: Picture,  # noqa: ARG002 (the seam's)
        *,
        quick: bool = False,  # noqa: ARG002 (the seam's)
    ) -> Sequence[TextBox]:
        """Return nothing."""
        return ()

    def find_again(self, picture: Picture) -> Sequence[TextBox]:  # noqa: ARG002 (the seam's)
        """Return nothing."""
        return ()

    def read(
        self,
        picture: Picture,  # noqa: ARG002 (the seam's)
        boxes: Sequence[TextBox],
    ) -> Sequence[Sequence[Word]]:
        """Return no words."""
        return [() for _ in boxes]
