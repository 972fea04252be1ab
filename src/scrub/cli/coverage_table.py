"""How templates cover machines, as a table with what is to be done, and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrub.cli.tag_files import printable
from scrub.cli.template_words import place, size
from scrub.masks.suggestion import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.masks.coverage import Coverage, Covered, Found
    from scrub.model.geometry import Rect
    from scrub.model.sight import Machine

SCHEMA = 1

_HEADINGS = (
    *("manufacturer", "model", "software", "modality", "rows x columns"),
    *("instances", "template", "none", "hole", "stale"),
)
_TEXTS = 5
"""So many columns are texts, the others numbers."""

_WIDEST = 32
_MOST_SHOWN = 6


def as_text(coverage: Coverage) -> str:
    """Return a line for each machine, then what was found of each that is not wholly covered.

    `template` is how many instances a template fits, `none` how many it does not, `hole` on how
    many text was found outside, `stale` how many rectangles nothing was ever found in.
    """
    lines = [*_table(coverage.machines)] if coverage.machines else ["no pixels were seen"]
    for machine in coverage.machines:
        lines += _details(machine)
    lines += ["", *_total(coverage)]
    return "\n".join(lines)


def as_data(coverage: Coverage) -> dict[str, Any]:
    """Return the same, for programs: rectangles are x, y, width, height from the top left."""
    return {
        "schema": SCHEMA,
        "machines": [_machine_data(machine) for machine in coverage.machines],
        "without_pixels": coverage.without_pixels,
        "not_seen": [{"reason": reason, "instances": n} for reason, n in coverage.problems],
    }


def called(machine: Machine) -> str:
    """Return what a machine is called, in one line."""
    names = (machine.manufacturer, machine.model, machine.software, machine.modality)
    told = [printable(name) for name in names if name]
    return f"{' '.join(told) or 'no name'} {size(machine.rows, machine.columns)}"


def _table(machines: Iterable[Covered]) -> Iterator[str]:
    rows = [_HEADINGS, *map(_row, machines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    for row in rows:
        cells = [
            cell.ljust(width) if column < _TEXTS else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _row(covered: Covered) -> tuple[str, ...]:
    machine = covered.machine
    names = (machine.manufacturer, machine.model, machine.software, machine.modality)
    counts = (
        covered.instances,
        covered.instances - covered.bare,
        covered.bare,
        covered.hole.instances if covered.hole else 0,
        len(covered.stale),
    )
    return (
        *(_clipped(printable(name)) or "-" for name in names),
        size(machine.rows, machine.columns),
        *(str(number) if number else "-" for number in counts),
    )


def _details(covered: Covered) -> Iterator[str]:
    said = [*_said(covered)]
    if said:
        yield ""
        yield called(covered.machine)
        yield from (f"  {line}" for line in said)


def _said(covered: Covered) -> Iterator[str]:
    names = ", ".join(f"{name} ({n})" for name, n in covered.templates)
    if covered.hole:
        yield f"hole: {_found(covered.hole, covered.looked)}"
    for stale in covered.stale:
        yield (
            f"stale: {stale.template} {place(stale.rect)}: nothing in it on {stale.instances}"
            " that were looked at"
        )
    if covered.bare:
        near = ", ".join(name for name, _ in covered.near[:_MOST_SHOWN])
        yield f"no template: {covered.bare}{f'; of another size: {near}' if near else ''}"
    if covered.bare_text:
        yield f"text on these: {_found(covered.bare_text, covered.looked)}"
    if names and not covered.is_whole:
        yield f"templates: {names}"


def _found(found: Found, looked: int) -> str:
    kinds = ", ".join(f"{kind} {n}" for kind, n in found.kinds)
    more = len(found.areas) - _MOST_SHOWN
    areas = "; ".join(place(rect) for rect in found.areas[:_MOST_SHOWN])
    rest = f" and {more} more places" if more > 0 else ""
    return (
        f"{count(found.texts, 'text')} ({kinds}) on {found.instances} of {looked}, in {areas}{rest}"
    )


def _total(coverage: Coverage) -> Iterator[str]:
    machines = coverage.machines
    instances = sum(machine.instances for machine in machines)
    looked = sum(machine.looked for machine in machines)
    whole = sum(machine.is_whole for machine in machines)
    yield (
        f"{count(instances, 'instance')}, {looked} looked at; of"
        f" {count(len(machines), 'machine')}, each size counted, {whole} covered."
    )
    if coverage.without_pixels:
        yield f"{coverage.without_pixels} have no pixels."
    for reason, instances in coverage.problems:
        yield f"{instances} could not be seen: {reason}"


def _machine_data(covered: Covered) -> dict[str, Any]:
    machine = covered.machine
    return {
        "manufacturer": machine.manufacturer,
        "model": machine.model,
        "software": machine.software,
        "modality": machine.modality,
        "rows": machine.rows,
        "columns": machine.columns,
        "instances": covered.instances,
        "patients": covered.patients,
        "looked_at": covered.looked,
        "covered": covered.is_whole,
        "templates": _pairs("name", covered.templates),
        "near": _pairs("name", covered.near),
        "without_template": covered.bare,
        "text_without_template": _found_data(covered.bare_text),
        "hole": _found_data(covered.hole),
        "stale": [
            {"template": one.template, "rectangle": _rect(one.rect), "instances": one.instances}
            for one in covered.stale
        ],
    }


def _pairs(key: str, counts: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{key: name, "instances": instances} for name, instances in counts]


def _found_data(found: Found | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "instances": found.instances,
        "texts": found.texts,
        "kinds": dict(found.kinds),
        "areas": [_rect(rect) for rect in found.areas],
    }


def _rect(rect: Rect) -> dict[str, int]:
    return {"x": rect.left, "y": rect.top, "width": rect.width, "height": rect.height}


def _clipped(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
