"""The figures as one page that opens anywhere: tables, and plots drawn as SVG within it."""

from __future__ import annotations

from html import escape
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scrub.web.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Data = Mapping[str, Any]

MOST_MISSED = 2000
"""Missed texts listed, at most."""

_LINE, _LEFT, _WIDE, _RIGHT, _HEAD = 18, 250, 640, 150, 26
_TICKS = 5
_FULL = 1.0
_PLOTTED = ("all", "height", "contrast", "script", "angle", "look", "kind", "family")


def page(data: Data) -> str:
    """Return the page of what `results.as_data` gives."""
    template = _part("page.html")
    rows = data["rows"]
    places = {
        "cards": "".join(_cards(data)),
        "leaks": plot(rows, "leaked", "leak"),
        "keeps": plot(rows, "kept", "keep"),
        "rows": _table(_ROW_HEADS, (_row_cells(row) for row in rows)),
        "reasons": _table(_REASON_HEADS, (_reason_cells(one) for one in data["reasons"])),
        "speeds": _table(_SPEED_HEADS, (_speed_cells(one) for one in data["speeds"])),
        "missed": _missed(data["missed"]),
    }
    for name, text in places.items():
        template = template.replace(f"<!--{name}-->", text)
    paper = Paper("scrub evaluate", _part("page.css"))
    return paper.opening() + template + paper.closing()


def _part(name: str) -> str:
    return resources.files("scrub.evaluation").joinpath(name).read_text(encoding="utf-8")


def plot(rows: Sequence[Data], rate: str, style: str) -> str:
    """Return dots with their intervals, a line for each bucket that has any text."""
    some = [row for row in rows if row["group"] in _PLOTTED and row[rate]["trials"]]
    shown = sorted(some, key=lambda row: _PLOTTED.index(row["group"]))
    low, high = _scale([row[rate] for row in shown])
    groups = [(name, list(of_it)) for name, of_it in groupby(shown, lambda row: row["group"])]
    parts, y = [], _HEAD
    for group, members in groups:
        for row in members:
            label = group if row["bucket"] == group else f"{group}: {row['bucket']}"
            parts.append(_whisker(label, row[rate], (low, high), y, style))
            y += _LINE
        y += _LINE // 3
    width = _LEFT + _WIDE + _RIGHT
    axis = "".join(_axis(low, high, y))
    return (
        f'<svg viewBox="0 0 {width} {y + 8}" width="{width}" height="{y + 8}" role="img">'
        f"{axis}{''.join(parts)}</svg>"
    )


def _scale(rates: Sequence[Data]) -> tuple[float, float]:
    """Return the ends of the axis: zero or one, and as far as the middles of the dots need."""
    shares = [rate["share"] for rate in rates] or [0.0]
    if sum(shares) / len(shares) > _FULL / 2:
        return max(0.0, min(shares) - 0.1), _FULL
    return 0.0, min(_FULL, max(shares) + 0.1)


def _at(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    share = (min(max(value, low), high) - low) / (high - low)
    return round(_LEFT + share * _WIDE, 1)


def _whisker(label: str, rate: Data, ends: tuple[float, float], y: int, style: str) -> str:
    left, right = _at(rate["low"], ends), _at(rate["high"], ends)
    figures = f"{rate['hits']}/{rate['trials']} = {rate['share']:.3f}"
    return (
        f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(label)}</text>'
        f'<line class="{style}" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'
        f'<circle class="{style}" cx="{_at(rate["share"], ends)}" cy="{y}" r="3.5"/>'
        f'<text class="tick" x="{_LEFT + _WIDE + 8}" y="{y + 4}">{figures}</text>'
    )


def _axis(low: float, high: float, bottom: int) -> Iterator[str]:
    for tick in range(_TICKS + 1):
        value = low + (high - low) * tick / _TICKS
        x = _at(value, (low, high))
        yield f'<line class="axis" x1="{x}" x2="{x}" y1="16" y2="{bottom}"/>'
        yield f'<text class="tick" x="{x}" y="12" text-anchor="middle">{value:.2f}</text>'


def _cards(data: Data) -> Iterator[str]:
    for name, key in (
        ("texts about somebody leaked", "leaked"),
        ("texts about nobody kept", "kept"),
        ("reasons right", "reasons_right"),
    ):
        rate = data[key]
        yield _card(f"{rate['share']:.4f}", f"{name}: {_figures(rate)}")
    yield _card(
        f"{data['pixels_changed_outside']}",
        f"pixels changed away from text, of {data['pixels_outside']}",
    )
    yield _card(f"{data['published']}/{data['files']}", "files published")


def _card(figure: str, what: str) -> str:
    return f'<div class="card"><b>{escape(figure)}</b><span>{escape(what)}</span></div>'


_ROW_HEADS = ("group", "bucket", "leaked", "rate", "95 %", "kept", "rate", "95 %")
_REASON_HEADS = ("kind", "judged", "right", "rate", "95 %")
_SPEED_HEADS = ("family", "clock", "megapixels", "seconds", "seconds a megapixel")


def _row_cells(row: Data) -> tuple[object, ...]:
    return (row["group"], row["bucket"], *_rate_cells(row["leaked"]), *_rate_cells(row["kept"]))


def _reason_cells(one: Data) -> tuple[object, ...]:
    judged = ", ".join(f"{name} {number}" for name, number in one["judged"].items())
    return (one["kind"], judged, *_rate_cells(one))


def _speed_cells(speed: Data) -> tuple[object, ...]:
    clock = "processor" if speed["cpu"] else "wall"
    figures = (speed["megapixels"], speed["seconds"], speed["seconds_a_megapixel"])
    return (speed["family"], clock, *figures)


def _rate_cells(rate: Data) -> tuple[str, str, str]:
    if not rate["trials"]:
        return "", "", ""
    bounds = f"{rate['low']:.4f}–{rate['high']:.4f}"
    return f"{rate['hits']}/{rate['trials']}", f"{rate['share']:.4f}", bounds


def _figures(rate: Data) -> str:
    return f"{rate['hits']} of {rate['trials']}, {rate['low']:.4f}–{rate['high']:.4f}"


def _missed(missed: Sequence[Data]) -> str:
    if not missed:
        return '<p class="soft">None.</p>'
    heads = tuple(missed[0])
    rows = ((_plain(one.get(head)) for head in heads) for one in missed[:MOST_MISSED])
    return f'<div class="words">{_table(heads, rows)}</div>'


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body or '<tr><td>none</td></tr>'}</table>"
