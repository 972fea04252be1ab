"""The report as one page that opens anywhere: made from the records alone, in one pass.

The records come first, hidden, so that the totals after them can be counted while they are
written, however many there are. `page.html` has a place for each, as `<!--name-->`.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any, TextIO

from scrub.errors import OutputError
from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

NEXT = {
    Verdict.WRITTEN: "Nothing to do.",
    Verdict.HELD: "Not published. See the reason and the checks, then look at the original at the "
    "places listed. A mask template for the machine, or --text all, may settle it.",
    Verdict.REFUSED: "Known, and not touched. Leave it out of what you share, or have its maker "
    "export it as a kind that is not refused.",
    Verdict.FAILED: "It could not be read or written faithfully. Have it sent again; if other "
    "software reads it well, report the reason as a bug.",
    Verdict.NOT_DICOM: "Nothing was copied. Leave it out.",
}
"""What a person should do, by verdict."""

MOST_MACHINES = 100
"""Lines of the table by machine, at most; the fullest ones."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL

_Counts = Counter[str]


class _Totals:
    """Counts records as they pass."""

    def __init__(self) -> None:
        self.verdicts: _Counts = Counter()
        self.kinds: _Counts = Counter()
        self.machines: _Counts = Counter()
        self.findings: _Counts = Counter()
        self.withheld: _Counts = Counter()

    def add(self, record: Mapping[str, Any]) -> None:
        machine = _machine(record)
        findings = record.get("findings", ())
        self.verdicts[record["verdict"]] += 1
        self.kinds.update(finding["kind"] for finding in findings)
        self.machines[machine] += 1
        self.findings[machine] += len(findings)
        self.withheld[machine] += record["verdict"] != Verdict.WRITTEN


def write_html(records: Iterable[Mapping[str, Any]], run: Mapping[str, Any], path: Path) -> None:
    """Write the page, readable by the owner only; an earlier one is replaced when it is whole.

    `records` are those of scrub.report.records and may carry
    `pictures: [{frame: from 1, png: base64}]`; `run` is the run's record.

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


def _write(records: Iterable[Mapping[str, Any]], run: Mapping[str, Any], page: TextIO) -> None:
    template = resources.files("scrub.report").joinpath("page.html").read_text(encoding="utf-8")
    before, after = template.split("<!--records-->")
    page.write(before)
    totals = _Totals()
    for number, record in enumerate(records):
        totals.add(record)
        page.writelines(_embedded(number, record))
    places = {
        "run": _run_line(run),
        "warning": _warning(run),
        "verdicts": "".join(_verdict_cards(totals)),
        "kinds": _table(("what was blacked", "texts"), totals.kinds.most_common()),
        "machines": _machines_table(totals),
        "next": _embed("next", {str(verdict): text for verdict, text in NEXT.items()}),
    }
    for name, text in places.items():
        after = after.replace(f"<!--{name}-->", text)
    page.write(after)


def _embedded(number: int, record: Mapping[str, Any]) -> Iterator[str]:
    """Yield a record, and apart from it its pictures, which are parsed only when looked at."""
    pictures = record.get("pictures")
    # The page says how many elements each rule changed, not which.
    rest = {key: value for key, value in record.items() if key not in {"pictures", "edits"}}
    yield _embed(f"r{number}", rest, kind="r")
    if pictures:
        yield _embed(f"p{number}", pictures)


def _embed(name: str, value: object, kind: str = "") -> str:
    """Return data for the page's script; no `<` in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}" class="{kind}">{text}</script>\n'


def _machine(record: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (record.get("modality"), record.get("equipment")))) or "unknown"


def _run_line(run: Mapping[str, Any]) -> str:
    version = run.get("versions", {}).get("dicom-scrub", "")
    recipe = run.get("recipe", {})
    job = f"pixels and header, text: {recipe.get('text_mode')}" if recipe.get("pixel") else "header"
    facts = (
        f"scrub {version}".strip(),
        str(run.get("started", "")),
        f"{run.get('frames', 0)} frames in {run.get('seconds', 0):.1f} s",
        job,
        f"profile: {recipe.get('profile', '')}",
    )
    return escape(" · ".join(filter(None, facts)))


def _warning(run: Mapping[str, Any]) -> str:
    warnings = (
        ("revealed", "This report shows patients' data. Keep it as you keep the originals."),
        ("interrupted", "The run was interrupted. Run the same command again to go on."),
    )
    return "".join(f'<p class="warning">{text}</p>' for key, text in warnings if run.get(key))


def _verdict_cards(totals: _Totals) -> Iterator[str]:
    for verdict, todo in NEXT.items():
        count, name = totals.verdicts[verdict], escape(verdict)
        style = verdict.replace(" ", "-") if count else "none"
        yield f'<div class="card {style}"><b>{count}</b> {name}<p>{escape(todo)}</p></div>'


def _machines_table(totals: _Totals) -> str:
    rows = [
        (machine, count, totals.withheld[machine], totals.findings[machine])
        for machine, count in totals.machines.most_common(MOST_MACHINES)
    ]
    table = _table(("machine", "instances", "not written", "texts blacked"), rows)
    left = len(totals.machines) - len(rows)
    return table + (f"<p>and {left} more machines</p>" if left > 0 else "")


def _table(heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body or '<tr><td>none</td></tr>'}</table>"
