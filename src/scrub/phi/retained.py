"""Text on a frame that is nothing but what the header goes on saying, such as dates.

Where an option keeps dates, those in the pixels may stay too. A birth date is the header's own
value still, as no option about dates keeps it; neither does text that says anything more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.phi.own_values import OwnValues

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from scrub.model.header import Identity
    from scrub.model.text import Finding, PhiKind, Span
    from scrub.seams import Recognizer


def says_only(
    finding: Finding,
    kinds: Collection[PhiKind],
    own: Identity,
    recognizers: Sequence[Recognizer],
) -> bool:
    """Tell whether every letter and digit of a text is of these kinds, none the header's own."""
    if finding.kind not in kinds:
        return False
    text = finding.text.reveal()
    spans = [(one.name, span) for one in recognizers for span in one.find(text, own)]
    if any(name == OwnValues.name for name, _ in spans):
        return False
    kept = [span for _, span in spans if span.kind in kinds]
    if any(span.kind not in kinds and not _is_within(span, kept) for _, span in spans):
        return False
    left = list(text)
    for span in kept:
        left[span.start : span.stop] = " " * (span.stop - span.start)
    return not any(map(str.isalnum, left))


def _is_within(span: Span, others: Iterable[Span]) -> bool:
    """Tell whether a span lies in one that is surer: the number that a date looks like."""
    return any(
        one.start <= span.start and span.stop <= one.stop and one.score > span.score
        for one in others
    )
