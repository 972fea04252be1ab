"""The report as one page that opens anywhere: made from the records alone, in one pass.

The records come first, hidden, so that the totals after them can be counted while they are
written, however many there are. `page.html` has a place for each, as `<!--name-->`. The rows of
the table are read when the page opens; what is shown of an instance when it is opened stands in
blocks of BLOCK instances, and its pictures by themselves, which nobody reads before.
"""

from __future__ import annotations

import os
from html import escape
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

from scrub.errors import OutputError
from scrub.report import plots
from scrub.report.compact import Words, compact, detail, row
from scrub.report.listing import Listing
from scrub.report.totals import Totals
from scrub.web.paper import Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    Record = Mapping[str, Any]

BLOCK = 100
"""Instances of a block; the page's script has the same number."""

SCRIPTS = ("parts", "rows", "detail", "table", "choices")
"""They are one script, in this order."""

_WARNINGS = {
    "revealed": "This report shows patients' data: paths, texts and pictures as they were. "
    "Keep it as you keep the originals.",
    "interrupted": "The run was interrupted. Run the same command again to go on.",
}

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def write_html(records: Iterable[Record], run: Record, path: Path) -> None:
    """Write the page, readable by the owner only; an earlier one is replaced when it is whole.

    `records` are those of scrub.report.records and may carry `pictures`, as scrub.report.pictures
    has them; `run` is the run's record.

    Raises:
        OutputError: if it cannot be written.

    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, _NEW, mode=0o600), "w", encoding="utf-8") as page:
            _write(records, run, page)
        part.replace(path)
    except OSError as problem:
        raise OutputError(f"cannot write {path.name}: {problem.strerror}") from None


def _write(records: Iterable[Record], run: Record, page: TextIO) -> None:
    paper = Paper("scrub report", _part("static/report.css"), _script())
    page.write(paper.opening())
    before, after = _part("page.html").split("<!--records-->")
    page.write(before)
    totals, words, listing = Totals(), Words(), Listing(run.get("counts", {}))
    for number, block in enumerate(_blocks(_listed(records, totals, listing))):
        page.writelines(_embedded(number, block, words))
    facts = {"revealed": bool(run.get("revealed"))}
    places = {
        "words": _embed("words", words.listed()) + _embed("facts", compact(facts)),
        "run": _run_line(run, totals),
        "warning": _warning(run) + _notice(listing),
        "verdicts": plots.cards(totals),
        "kinds": plots.kinds(totals),
        "machines": plots.machines(totals),
        "times": plots.times(totals),
    }
    for name, text in places.items():
        # From the left, and once: what was put in is not looked at again.
        ahead, _, after = after.partition(f"<!--{name}-->")
        page.write(ahead + text)
    page.write(after + paper.closing())


def _listed(records: Iterable[Record], totals: Totals, listing: Listing) -> Iterator[Record]:
    """Yield what is to be listed; all count."""
    for record in records:
        totals.add(record)
        if listing.wants(record):
            yield record


def _notice(listing: Listing) -> str:
    notice = listing.notice()
    return f'<p class="notice" role="note">{notice}</p>' if notice else ""


def _part(name: str) -> str:
    return resources.files("scrub.report").joinpath(name).read_text(encoding="utf-8")


def _script() -> str:
    """Return the page's script, which leaves nothing in the window."""
    parts = "\n".join(_part(f"static/{name}.js") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _blocks(records: Iterable[Record]) -> Iterator[list[Record]]:
    waiting = iter(records)
    while block := list(islice(waiting, BLOCK)):
        yield block


def _embedded(number: int, block: list[Record], words: Words) -> Iterator[str]:
    """Yield the rows of a block, the rest of it, and the pictures of each instance."""
    yield _embed(f"rows{number}", compact([row(one, words) for one in block]), kind="rows")
    yield _embed(f"block{number}", compact([detail(one, words) for one in block]))
    for place, record in enumerate(block):
        if pictures := record.get("pictures"):
            yield _embed(f"pictures{number * BLOCK + place}", compact(pictures))


def _embed(name: str, text: str, kind: str = "") -> str:
    """Return JSON for the page's script; no `<` in it can end the element."""
    safe = text.replace("<", "\\u003c")
    style = f' class="{kind}"' if kind else ""
    return f'<script type="application/json" id="{name}"{style}>{safe}</script>\n'


def _run_line(run: Record, totals: Totals) -> str:
    version = run.get("versions", {}).get("dicom-scrub", "")
    recipe = run.get("recipe", {})
    job = f"pixels and header, text: {recipe.get('text_mode')}" if recipe.get("pixel") else "header"
    options = ", ".join(recipe.get("options", ()))
    facts = (
        f"{totals.instances:,} instances, {run.get('frames', 0):,} frames",
        f"scrub {version}".strip(),
        str(run.get("started", "")),
        plots.duration(run.get("seconds", 0)),
        job,
        f"profile: {recipe.get('profile', '')}{f', {options}' * bool(options)}",
    )
    return escape(" · ".join(filter(None, facts)))


def _warning(run: Record) -> str:
    return "".join(
        f'<p class="notice bad" role="note">{text}</p>'
        for key, text in _WARNINGS.items()
        if run.get(key)
    )
