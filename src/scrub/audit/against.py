"""An output searched for what its source says of somebody, as text and as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.audit.faults import AuditCheck, identifies, wrong
from scrub.audit.reading import places, texts_at, texts_of
from scrub.data import profile_rows
from scrub.errors import InstanceError
from scrub.header.identity import identity
from scrub.header.rulebook import rulebook
from scrub.header.statements import STATEMENT
from scrub.header.walk import snapshot
from scrub.model.header import Effect, HeaderEdit, TagPath
from scrub.model.plan import Plan
from scrub.stages.header_search import header_checks
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from scrub.model.header import Identity
    from scrub.model.instance import Source
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox

SOURCE = "no value of its source is in it"

_SEARCHES = frozenset(
    {"no name of the person is in the header", "no value of the person is in the bytes"}
)
_METHOD = 0x00120063
_EQUIPMENT = "De-identifying Equipment"
_DATES = frozenset({"DA", "DT"})


def own_values(source: Source, tools: Toolbox) -> Identity:
    """Return what a source says of somebody, less what the run was asked to keep.

    Raises:
        InstanceError: if it cannot be read.

    """
    with read(source) as original:
        header = snapshot(original.dataset)
        return identity(header, rulebook(header, tools.policy).is_asked)


def source_check(written: Instance, dataset: Dataset, own: Identity, *, moved: bool) -> AuditCheck:
    """Return which of a source's values an output still has.

    `moved` says that dates were moved: then one of them may fall on another that was there.
    """
    said = tuple(_said(dataset, moved=moved))
    plan = Plan("", "", "", said, written.transfer_syntax_uid)
    try:
        found = [check for check in header_checks(written, plan, own) if check.name in _SEARCHES]
    except InstanceError as problem:
        return AuditCheck(SOURCE, (wrong("header", str(problem)),))
    faults = (
        identifies("header and pixel data", f"{check.name}: {check.detail}")
        for check in found
        if not check.passed
    )
    return AuditCheck(SOURCE, tuple(faults))


def _said(dataset: Dataset, *, moved: bool) -> Iterator[HeaderEdit]:
    """Yield what the output says of itself, in which a word may be a name elsewhere."""
    phrases = (*texts_at(dataset, "DeidentificationMethod"), _EQUIPMENT, *_meanings())
    yield HeaderEdit(TagPath((), _METHOD), Effect.SET, STATEMENT, "LO", phrases)
    for place in places(dataset) if moved else ():
        if place.vr in _DATES:
            path = TagPath(place.items, place.tag)
            yield HeaderEdit(path, Effect.SET, "", place.vr, texts_of(place.element))


def _meanings() -> tuple[str, ...]:
    return tuple(row["code_meaning"] for row in profile_rows("cid7050"))
