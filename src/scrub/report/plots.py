"""The totals, drawn: cards, and tables whose rows have bars, to be read without a script too."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from scrub.report.advice import NEXT
from scrub.report.totals import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scrub.report.totals import Totals

MOST_MACHINES = 100
"""Lines of the table by machine, at most; the fullest ones."""

_MINUTE, _HOUR, _PATIENCE = 60, 3600, 100


def cards(totals: Totals) -> str:
    """Return a card for each verdict, those that need a person first, each also a filter."""
    return "".join(
        f'<button type="button" class="card {_style(verdict)}{"" if count else " none"}"'
        f' data-filter="verdict" data-value="{verdict}" aria-pressed="false">'
        f"<b>{count:,}</b> <span>{escape(verdict)}</span>"
        f"<small>{escape(step) if count else ''}</small></button>"
        for verdict, step in NEXT.items()
        for count in [totals.verdicts[verdict]]
    )


def kinds(totals: Totals) -> str:
    """Return a line for each kind of finding."""
    counted = totals.kinds.most_common()
    most = max(totals.kinds.values(), default=1)
    lines = (
        (_choice("kind", kind), _bar([("plain", count / most)]), f"{count:,}")
        for kind, count in counted
    )
    return _table("Findings by kind", ("kind", "", "texts"), lines)


def machines(totals: Totals) -> str:
    """Return a line for each machine, with a bar of its verdicts."""
    fullest = totals.fullest(MOST_MACHINES)
    most = max((verdicts.total() for _, verdicts in fullest), default=1)
    lines = (
        (
            _choice("machine", machine),
            _bar([(_style(verdict), verdicts[verdict] / most) for verdict in NEXT]),
            f"{verdicts.total():,}",
            f"{totals.withheld(machine):,}",
            f"{totals.texts[machine]:,}",
        )
        for machine, verdicts in fullest
    )
    heads = ("machine", "", "instances", "not written", "texts")
    left = len(totals.machines) - len(fullest)
    more = f'<p class="soft">and {left:,} more machines</p>' if left else ""
    return _table("Instances by machine", heads, lines) + more


def times(totals: Totals) -> str:
    """Return where the time went, and how long instances took."""
    if not totals.seconds:
        return '<p class="soft">Nobody measured.</p>'
    stages: Mapping[str, float] = totals.stages
    longest = max(stages.values(), default=0) or 1
    by_stage = (
        (_head(stage), _bar([("plain", spent / longest)]), duration(spent))
        for stage, spent in stages.items()
    )
    most = max(totals.durations) or 1
    by_length = (
        (_head(label), _bar([("plain", count / most)]), f"{count:,}")
        for label, count in zip(_labels(), totals.durations, strict=True)
    )
    return (
        '<div class="pair">'
        + _table("Time by stage", ("stage", "", "all together"), by_stage)
        + _table("Instances by time", ("an instance took", "", "instances"), by_length)
        + "</div>"
    )


def duration(seconds: float) -> str:
    """Return a length of time for people."""
    if seconds < _PATIENCE:
        return f"{seconds:.1f} s"
    if seconds < _PATIENCE * _MINUTE:
        return f"{seconds / _MINUTE:.1f} min"
    return f"{seconds / _HOUR:.1f} h"


def _labels() -> Iterator[str]:
    yield f"< {STEPS[0]:g} s"
    for low, high in pairwise(STEPS):
        yield f"{low:g}–{high:g} s"
    yield f"> {STEPS[-1]:g} s"


def _style(verdict: str) -> str:
    return verdict.replace(" ", "-")


def _head(text: str) -> str:
    return f'<th scope="row">{escape(text)}</th>'


def _choice(name: str, value: str) -> str:
    shown = escape(value)
    return (
        f'<th scope="row"><button type="button" class="plain" data-filter="{name}"'
        f' data-value="{shown}" aria-pressed="false" title="{shown}">{shown}</button></th>'
    )


def _bar(parts: Iterable[tuple[str, float]]) -> str:
    """Return pieces side by side, each a part of the whole width. What it says is also a number."""
    drawn, left = "", 0.0
    for style, share in parts:
        if share:
            drawn += f'<rect class="{style}" x="{left:.2f}" width="{share * 100:.2f}" height="8"/>'
            left += share * 100
    svg = f'<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'
    return f'<td class="bar">{svg}</td>'


def _table(caption: str, heads: Iterable[str], lines: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{text}</th>' if text else "<td></td>" for text in heads)
    body = "".join(
        f"<tr>{first}{bar}{''.join(f'<td>{figure}</td>' for figure in figures)}</tr>"
        for first, bar, *figures in lines
    )
    return (
        f'<table class="bars"><caption class="unseen">{caption}</caption><thead><tr>{head}</tr>'
        f"</thead><tbody>{body or '<tr><td>none</td></tr>'}</tbody></table>"
    )
