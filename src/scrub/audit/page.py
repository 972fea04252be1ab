"""The record of an audit as one page to print: made from the record, and pictures of the sample.

It opens anywhere, runs nothing and fetches nothing.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scrub.audit.pictures import Shown

    Record = Mapping[str, Any]

MOST_PICTURED = 500
"""Items with pictures, at most: a page of more is too large to open. Failed ones come first."""

_MOST_FAULTS = 8
"""Faults of an item that are listed with its pictures; the table above them has all."""


def page(record: Record, pictures: Mapping[int, Sequence[Shown]]) -> str:
    """Return the page. `pictures` are by item number."""
    template = resources.files("scrub.audit").joinpath("page.html").read_text(encoding="utf-8")
    places = {
        "head": _head(record),
        "conclusion": _conclusion(record),
        "statement": _statement(record),
        "facts": _facts(record),
        "machines": _machines(record),
        "checks": _checks(record),
        "found": _found(record),
        "items": _items(record, pictures),
        "reviewer": f": {escape(record['reviewer'])}" if record["reviewer"] else "",
    }
    for name, text in places.items():
        template = template.replace(f"<!--{name}-->", text)
    return template


def percent(share: float) -> str:
    """Return a share in percent, with two digits that count, and rounded up."""
    digits = 2 if share < 0.01 else 1  # noqa: PLR2004 (a percent)
    unit = 10**digits
    up = -int(-share * 100 * unit // 1) / unit
    return f"{up:.{digits}f} %"


def _head(record: Record) -> str:
    tool = record["tool"]
    return escape(f"{tool['name']} {tool['version']} · {record['audited']}")


def _conclusion(record: Record) -> str:
    bad = "" if record["conclusion"] == "passed" else " bad"
    looked, by_person = record["sample"]["looked_at"], record["by_person"]
    person = f"A person has looked at {by_person or 'none'} of the {looked} files."
    said = f"{record['conclusion'].capitalize()}. {person}"
    return f'<p class="conclusion{bad}">{escape(said)}</p>'


def _statement(record: Record) -> str:
    """Return what the sample says of all files, in a sentence or two."""
    files, result = record["files"]["count"], record["result"]
    sampled, failed, most = result["sampled"], result["failed"], result["at_most"]
    drawn = f"Of {files} files {sampled} were drawn at random; of these {failed} failed."
    if sampled == files:
        said = f"{drawn} All files were looked at."
    else:
        share = percent(most["share"])
        said = (
            f"{drawn} So with 95 % confidence no more than {share} of all files, that is"
            f" {most['files']} of them, fail what was checked."
        )
    beside = record["sample"]["beside"]
    if beside:
        said += f" {beside} more were looked at, so that each machine is in the sample."
    if result["doubtful"]:
        said += f" {result['doubtful']} of all looked at have text that a person has to judge."
    if not record["checked_with"]["looked"]:
        said += " Text in the pixels was not looked for."
    return f"<p>{escape(said)}</p>"


def _facts(record: Record) -> str:
    run, sample, checked = record["run"], record["sample"], record["checked_with"]
    sizes = ", then ".join(map(str, sample["sizes"]))
    engines = ", ".join(checked["engines"]) or "none"
    facts = [
        ("Files", f"{record['files']['count']}; SHA-256 of their list {record['files']['sha256']}"),
        *(_of_run(run) if run else [("Made by", "no run.json beside the output tells")]),
        ("Sample", f"{sizes} files, simple at random, seed {sample['seed']}"),
        ("Rule", _rule(sample)),
        ("Text looked for by", f"{engines}; {checked['text_mode']}"),
        ("Compared with sources", f"{checked['sources']} of the files looked at"),
        ("Reviewer", record["reviewer"] or "not named"),
    ]
    rows = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in facts)
    return f'<table class="facts">{rows}</table>'


def _rule(sample: Record) -> str:
    most = f", {sample['most']} at most" if sample["most"] else ""
    return (
        f"{percent(sample['share'])} of the files, at least {sample['minimum']}{most}, and at least"
        f" {sample['each_machine']} of each machine; doubled while the part that was looked at last"
        " has a file that fails"
    )


def _of_run(run: Record) -> Iterator[tuple[str, str]]:
    yield "Made by", f"scrub {run['version']}, {run['started']}"
    yield "Profile", f"{run['profile']}{' with pixels' if run['pixel'] else ', header only'}"
    yield "Options", ", ".join(run["options"]) or "none"
    rules = f"; {run['site_rules']} rules of the site's own" if run["site_rules"] else ""
    yield "Recipe", f"{run['recipe']}; {run['strategy']}{rules}"


def _machines(record: Record) -> str:
    heads = ("modality", "equipment", "files", "looked at", "failed")
    keys = ("modality", "equipment", "files", "looked_at", "failed")
    return _table(heads, ([one[key] for key in keys] for one in record["machines"]))


def _checks(record: Record) -> str:
    whole = (
        (one["name"], "all files" if one["done"] else one["note"], _failed(len(one["faults"])), "")
        for one in record["whole"]
    )
    sample = (
        (one["name"], one["done"], _failed(one["failed"]), _failed(one["doubtful"]))
        for one in record["checks"]
    )
    return _table(("check", "done on", "failed", "in doubt"), (*whole, *sample))


def _failed(count: int) -> str:
    return str(count) if count else "none"


def _found(record: Record) -> str:
    rows = [("", *row) for check in record["whole"] for row in _fault_rows(check)]
    rows += [
        (item["number"], *row)
        for item in record["items"]
        for check in item["checks"]
        for row in _fault_rows(check)
    ]
    if not rows:
        return "<p>Nothing.</p>"
    return _table(("item", "check", "grade", "where", "what", "characters"), rows)


def _fault_rows(check: Record) -> Iterator[tuple[object, ...]]:
    for fault in check["faults"]:
        length = fault["length"] or ""
        yield check["name"], fault["grade"], fault["where"], fault["what"], length


def _items(record: Record, pictures: Mapping[int, Sequence[Shown]]) -> str:
    def urgency(item: Record) -> tuple[bool, bool, int]:
        return item["passed"], not item["doubts"], item["number"]

    order = sorted(record["items"], key=urgency)
    shown = {item["number"] for item in order[:MOST_PICTURED]}
    cards = (
        _card(item, pictures.get(item["number"], ()) if item["number"] in shown else None)
        for item in record["items"]
    )
    return f'<div class="items">{"".join(cards)}</div>'


def _card(item: Record, pictures: Sequence[Shown] | None) -> str:
    size = f", {item['columns']} × {item['rows']}" if item["rows"] else ""
    frames = f", {item['frames']} frames" if item["frames"] > 1 else ""
    machine = " ".join(filter(None, (item["modality"], item["equipment"])))
    faults = [fault for check in item["checks"] for fault in check["faults"]]
    bad = " doubt" * item["doubts"] if item["passed"] else " bad"
    return (
        f'<section class="item{bad}"><h3>{item["number"]} · {escape(machine + size + frames)}</h3>'
        f"{_pictured(item, pictures)}"
        f'<p class="uid">{escape(item["file"] or "its name is no UID")}</p>'
        f"{_faults(faults)}{_asking(item['person'])}</section>"
    )


def _pictured(item: Record, pictures: Sequence[Shown] | None) -> str:
    if pictures is None:
        return '<p class="soft">Not shown here, since there are so many: open the file.</p>'
    if not pictures:
        return '<p class="soft">No picture.</p>'
    first, *rest = (_image(item, one) for one in pictures)
    return first + (f'<div class="strip">{"".join(rest)}</div>' if rest else "")


def _image(item: Record, shown: Shown) -> str:
    hidden = f", {shown.hidden} texts covered" if shown.hidden else ""
    alt = f"Item {item['number']}, frame {shown.frame}{hidden}"
    data = b64encode(shown.jpeg).decode("ascii")
    return f'<img alt="{escape(alt)}" src="data:image/jpeg;base64,{data}">'


def _faults(faults: Sequence[Record]) -> str:
    if not faults:
        return ""
    lines = [
        f"<li>{escape(fault['where'])} {escape(fault['what'])}</li>"
        for fault in faults[:_MOST_FAULTS]
    ]
    more = len(faults) - _MOST_FAULTS
    lines += [f"<li>and {more} more</li>"] if more > 0 else []
    return f"<ul>{''.join(lines)}</ul>"


def _asking(person: Record | None) -> str:
    word = person["verdict"] if person else ""
    boxes = "".join(
        f'<span class="box{" ticked" if word == of else ""}"></span>{text}'
        for of, text in (("pass", "fine"), ("fail", "wrong"), ("phi", "identifies"))
    )
    note = f"<p>{escape(person['note'])}</p>" if person and person["note"] else ""
    return f'<div class="ask">{boxes}</div>{note}'


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"
