"""The header of one instance under one profile: planned as a run plans it, and done to a copy.

Nothing is looked at for it. What a run saw is in its record, so what it blacked counts as black
and an instance on which text was looked for as looked at; under a profile with pixels, where
nobody has looked, it is shown as if somebody had and found nothing. 2026-11: overlay planes that
clean-graphics would let stay are shown as if they went, since only looking can tell. Pixel Data
counts as changed where samples, spare bits or comments change; how its bytes are parted is not
compared.
"""

from __future__ import annotations

import os
from copy import deepcopy
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING

from pydicom.uid import ExplicitVRLittleEndian

from scrub.decisions import bytes_id
from scrub.errors import InstanceError, ScrubError
from scrub.header.editing import edit, file_meta, remove
from scrub.header.tags.rows import TagRow
from scrub.header.walk import walk
from scrub.masks.criteria import TemplateMatch
from scrub.model.header import ITEM, TagPath
from scrub.model.instance import Grid
from scrub.model.mask import Mask, Region
from scrub.pixels.value import OFFSET_TABLES
from scrub.review.header_rows import Judged, Row, Said, judged_by, merged, said_of
from scrub.review.header_staging import selector_of
from scrub.review.items import place_of
from scrub.stages.encoded import preamble
from scrub.stages.look import Seen
from scrub.stages.parts import elements, uid_of
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read
from scrub.stages.tagged import opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom.dataset import Dataset

    from scrub.model.instance import Source
    from scrub.model.plan import Plan
    from scrub.review.items import Item, Record
    from scrub.stages.plan import Facts
    from scrub.stages.read import Instance
    from scrub.stages.tagged import Pixels
    from scrub.toolbox import Toolbox

_META_GROUP = 2
_PREAMBLE = 132
"""Bytes before File Meta Information, with the prefix (PS3.10 7.1)."""

_BASIC = "113100"
_PIXEL_DATA = "PixelData"
_LENGTH_OF_ALL = OFFSET_TABLES[-1]
"""Encapsulated Pixel Data Value Total Length, which is not written again."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An instance as it was read. Its streams are closed; `stamp` tells whether it changed since.

    `before` is every element, File Meta Information and what is behind Pixel Data too; `behind`
    are those.
    """

    instance: Instance
    record: Record = field(repr=False)
    stamp: tuple[int, int]
    before: Mapping[TagPath, Said] = field(repr=False)
    behind: frozenset[TagPath]
    pixels: TagPath | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every element before and after, and what the header then says of having been scrubbed."""

    rows: tuple[Row, ...] = field(repr=False)
    is_basic: bool
    names_patient: bool

    @property
    def changed(self) -> int:
        """How many elements do not say the same."""
        return sum(row.is_changed for row in self.rows)


def stamp_of(source: Source) -> tuple[int, int]:
    """Return what is another where a file changed.

    Raises:
        InstanceError: if it is not there.

    """
    try:
        found = os.stat(source.file)  # noqa: PTH116 (names of files are bytes)
    except OSError:
        raise InstanceError("its source is not there any more") from None
    return found.st_mtime_ns, found.st_size


def open_item(item: Item, key: bytes) -> Opened:
    """Return an instance of a run.

    Raises:
        InstanceError: if it cannot be read, or is not what the run read.

    """
    if item.source is None:
        raise InstanceError("its source was not found again")
    try:
        return _opened(item, item.source, key)
    except ScrubError:
        raise
    except Exception as problem:  # noqa: BLE001 (its message may quote a name: only its type)
        raise InstanceError(f"unexpected {type(problem).__name__}") from None


def _opened(item: Item, source: Source, key: bytes) -> Opened:
    stamp = stamp_of(source)
    with read(source) as instance:
        known = item.record.get("bytes_id")
        if known and known != bytes_id(key, instance.sha256):
            raise InstanceError("its bytes changed since the run: run scrub again")
    with opened(source) as file:
        before = {**said_of(file.parts.meta), **said_of(file.parts.dataset)}
        behind = said_of(file.after) if file.after else {}
        pixels = TagPath((), file.pixels.tag) if file.pixels else None
        if pixels and file.pixels:
            before[pixels] = Said(_row(file.pixels), (_PIXEL_DATA,))
    if stamp != stamp_of(source):
        raise InstanceError("its bytes changed while it was read")
    apart = replace(instance, stream=BytesIO(), raw=BytesIO())
    return Opened(apart, item.record, stamp, before | behind, frozenset(behind), pixels)


def _row(pixels: Pixels) -> TagRow:
    tag = f"({pixels.tag >> 16:04X},{pixels.tag & 0xFFFF:04X})"
    length = pixels.stop - pixels.value
    return TagRow(_PIXEL_DATA, tag, pixels.vr, _PIXEL_DATA, 0, 1, length, "K", ())


def sheet_of(one: Opened, tools: Toolbox) -> Sheet:
    """Return every element before and after what tools would do.

    Raises:
        InstanceError: if the instance cannot be scrubbed.

    """
    try:
        facts = _facts(one, tools)
        plan = make_plan(facts, tools)
        after = _after(one, plan, tools.version)
    except ScrubError:
        raise
    except Exception as problem:  # noqa: BLE001 (its message may quote a name: only its type)
        raise InstanceError(f"unexpected {type(problem).__name__}") from None
    edits = {change.path: change for change in plan.edits()}
    rules = _rules(one, facts, plan)
    gone = frozenset(path.items for path in edits if path.tag == ITEM)
    return Sheet(
        rows=tuple(
            Row(
                path,
                was,
                will,
                judged_by(path, edits, rules),
                selector_of(path, was, one.instance.dataset) if path not in one.behind else None,
            )
            for path, was, will in merged(one.before, after, gone)
        ),
        is_basic=_BASIC in plan.codes,
        names_patient=plan.names_patient,
    )


def _facts(one: Opened, tools: Toolbox) -> Facts:
    """Return what a plan is made from, without a look at the frames."""
    # Frames are read only to count those with comments, which the record tells.
    without = replace(one.instance, image=None)
    seen, match = None, TemplateMatch()
    if one.instance.image is not None and tools.recipe.pixel:
        bits = tuple(one.record.get("clear_bits", ()))
        seen = Seen((), 0.0, Grid(), stray_bits=bits, text_in_stray_bits=bool(bits))
        places = ((place_of(told), told["reason"]) for told in one.record["mask"])
        match = TemplateMatch(Mask(tuple(Region(at.rect, at.frames, why) for at, why in places)))
    facts = gather(without, tools, seen, match)
    commented = one.record.get("commented_frames", 0)
    return replace(facts, instance=one.instance, commented_frames=commented)


def _after(one: Opened, plan: Plan, version: str) -> dict[TagPath, Said]:
    dataset = deepcopy(one.instance.dataset)
    remove(dataset, plan.private.tags)
    edit(dataset, plan.header)
    meta = file_meta(
        plan.transfer_syntax_uid,
        _uid(dataset, "SOPClassUID"),
        _uid(dataset, "SOPInstanceUID"),
        version,
    )
    # As it is written: with its group length.
    written, _ = elements(BytesIO(preamble(meta)[_PREAMBLE:]), ExplicitVRLittleEndian)
    after = {**said_of(written), **said_of(dataset)}
    after.pop(TagPath((), _LENGTH_OF_ALL), None)
    if one.pixels and (plan.mask or plan.clear_bits or plan.commented_frames):
        after |= {
            path: replace(one.before[path], mark=("changed",))
            for path in (one.pixels, *(TagPath((), tag) for tag in OFFSET_TABLES))
            if path in after or path == one.pixels
        }
    elif one.pixels:
        after[one.pixels] = one.before[one.pixels]
    return after


def _uid(dataset: Dataset, keyword: str) -> str:
    return str(uid_of(dataset, keyword) or getattr(dataset, keyword))


def _rules(one: Opened, facts: Facts, plan: Plan) -> dict[TagPath, Judged]:
    """Return what is asked of every element, whether or not it comes to a change."""
    book = facts.book
    rules = {}
    for path, element in walk(facts.header):
        rule = book.rule(path, element)
        takes = book.profile_takes(path)
        rules[path] = Judged(str(book.action(path, rule)), rule.source, takes)
    for tag in plan.private.tags:
        rules[TagPath((), tag)] = Judged("X", plan.private.rule, takes=True)
    for path in one.before:
        if path.tag >> 16 == _META_GROUP:
            rules[path] = Judged("", "made anew")
    rules |= dict.fromkeys(one.behind, Judged("X", "behind Pixel Data"))
    for tag in OFFSET_TABLES:
        rules[TagPath((), tag)] = Judged("", "made anew with the frames")
    if one.pixels:
        regions = len(plan.mask.regions)
        rules[one.pixels] = Judged("C", f"{regions} places go black") if regions else _pixels(plan)
    return rules


def _pixels(plan: Plan) -> Judged:
    if plan.clear_bits or plan.commented_frames:
        return Judged("C", "what stands beside the image goes")
    return Judged("K", "pixels stay")
