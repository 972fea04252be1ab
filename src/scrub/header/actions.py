"""All that a profile changes in one header: decided and not done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.header.dummies import dummy_item
from scrub.header.judging import judge_of
from scrub.header.patient import stand_in
from scrub.header.text import top_texts
from scrub.header.walk import Snapshot, walk
from scrub.model.header import Effect, HeaderEdit, Removal, TagPath

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydicom.dataset import Dataset

    from scrub.header.profile import Profile
    from scrub.header.rulebook import Rulebook
    from scrub.model.header import Identity

_NAME, _ID = 0x00100010, 0x00100020
_OTHER_IDS = frozenset({0x00101000, 0x00101002})


@dataclass(frozen=True, slots=True)
class Judged:
    """Every change to one header, in order of path; what goes as one is in `private`.

    `elements` is how many there were to judge. `deviates` says that a site's own rules kept what
    the profile would not have; `names_patient` that the patient's name or number is among it.
    """

    edits: tuple[HeaderEdit, ...]
    elements: int
    deviates: bool = False
    names_patient: bool = False
    private: Removal = field(default_factory=Removal)


def header_edits(dataset: Dataset | Snapshot, book: Rulebook, own: Identity) -> Judged:
    """Return every change to one header; the data set stays as it is.

    Patient's Name and Patient ID are always set, to what stands for the patient, unless a site
    has a rule of its own for them.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32, or nothing tells the
            patient from others.

    """
    judge = judge_of(dataset, book, own)
    edits = {path: HeaderEdit(path, Effect.REMOVE, "content item") for path in book.gone}
    whole = frozenset(path.items for path in book.gone)
    deviating, elements = [], 0
    for path, element in walk(dataset, lambda path: path not in edits):
        elements += 1
        if whole and any(path.items[: depth + 1] in whole for depth in range(len(path.items))):
            continue
        rule = book.rule(path, element)
        edit = judge.edit(path, element, rule)
        if edit:
            edits[path] = edit
            if edit.vr == "SQ" and edit.effect is Effect.SET:
                edits.update((one.path, one) for one in dummy_item(edit))
        if rule.asked and rule.is_site and book.profile_takes(path):
            deviating.append(path)
    edits.update(_patient(dataset, book))
    private = _private(dataset, book.policy.profile)
    return Judged(
        edits=tuple(edits[path] for path in sorted(edits)),
        elements=elements + len(private.tags),
        deviates=bool(deviating),
        names_patient=any(map(_names_patient, deviating)),
        private=private,
    )


def _private(dataset: Dataset | Snapshot, profile: Profile) -> Removal:
    """Return what the walk left apart. One rule holds for all that is private."""
    tags = dataset.apart if isinstance(dataset, Snapshot) else ()
    return Removal(profile.rule(tags[0]).source, tags) if tags else Removal()


def _patient(dataset: Dataset | Snapshot, book: Rulebook) -> Iterable[tuple[TagPath, HeaderEdit]]:
    """Return what is set whether it was there or not, but for palettes and others of no patient."""
    new = stand_in(dataset, book.policy)
    for tag, vr, values in ((_NAME, "PN", new.name), (_ID, "LO", new.id)):
        path = TagPath((), tag)
        is_optional = book.policy.profile.attribute_type(path, book.sop_class_uid) == "3"
        is_of_no_one = is_optional and not top_texts(dataset, tag)
        if not is_of_no_one and not book.site_has_rule(path, vr):
            yield path, HeaderEdit(path, Effect.SET, str(book.policy.strategy), vr, values)


def _names_patient(path: TagPath) -> bool:
    return path.tag in _OTHER_IDS | {_NAME, _ID}
