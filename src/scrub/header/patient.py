"""Which patient an instance is of, what stands for the patient, and where the output goes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.errors import UnsupportedInstanceError
from scrub.header.dummies import dummy
from scrub.header.options import UIDS
from scrub.header.text import top_texts
from scrub.recipe import Strategy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydicom.dataset import Dataset

    from scrub.header.policy import Policy
    from scrub.header.walk import Snapshot
    from scrub.model.header import HeaderEdit

_NAME = 0x00100010
_ID = 0x00100020
_BIRTH_DATE = 0x00100030
_STUDY = 0x0020000D
_SERIES = 0x0020000E
_INSTANCE = 0x00080018
_UID = re.compile(r"[0-9][0-9.]{0,63}")
_WANTED = frozenset({_NAME, _ID, _BIRTH_DATE, _STUDY, _SERIES, _INSTANCE})


@dataclass(frozen=True, slots=True)
class StandIn:
    """The values written as Patient's Name and Patient ID; none where they are left empty."""

    name: tuple[str, ...] = field(repr=False)
    id: tuple[str, ...] = field(repr=False)


def patient_key(dataset: Dataset | Snapshot) -> str:
    """Return what tells the patient from others: to make a pseudonym of, never to show.

    Patient ID where there is one. Else name and birth date together, else the study, else the
    instance: two patients without an ID must not become one.

    Raises:
        UnsupportedInstanceError: if there is none of these.

    """
    said = _said(dataset)
    if said.get(_ID):
        return f"id\0{said[_ID]}"
    if said.get(_NAME) and said.get(_BIRTH_DATE):
        return f"person\0{said[_NAME]}\0{said[_BIRTH_DATE]}"
    for tag in (_STUDY, _INSTANCE):
        if said.get(tag):
            return f"{tag:08X}\0{said[tag]}"
    raise UnsupportedInstanceError("neither patient, study nor instance has an identifier")


def patient_id(dataset: Dataset | Snapshot) -> str:
    """Return the Patient ID, or nothing."""
    return _said(dataset).get(_ID, "")


def stand_in(dataset: Dataset | Snapshot, policy: Policy) -> StandIn:
    """Return what is written instead of a patient's name and number.

    Raises:
        UnsupportedInstanceError: if nothing tells the patient from others, or the pseudonyms that
            were brought along have none for this one.

    """
    match policy.strategy:
        case Strategy.REMOVE:
            return StandIn((), ())
        case Strategy.DUMMY:
            return StandIn(("ANONYMOUS^PATIENT",), dummy("LO"))
        case Strategy.PSEUDONYMIZE if policy.patients is None:
            pseudonym = policy.pseudonyms.patient(patient_key(dataset))
        case Strategy.PSEUDONYMIZE:
            pseudonym = policy.patients.get(patient_id(dataset), "")
            if not pseudonym:
                raise UnsupportedInstanceError("its patient is not in the patient map")
    return StandIn((pseudonym,), (pseudonym,))


def scope(dataset: Dataset | Snapshot) -> str:
    """Return what makes an instance's identifiers its own, where relations are to be broken."""
    said = _said(dataset)
    return "\0".join(said.get(tag, "") for tag in sorted(_WANTED))


def safe_target(
    dataset: Dataset | Snapshot, policy: Policy, edits: Iterable[HeaderEdit] = ()
) -> str:
    """Return the output path, `study/series/instance.dcm`, made of the UIDs that are written.

    A level that has no UID, or none that is a UID, gets a token of what the others say. A UID that
    is to be retained is not in the path if one of the edits changes it: it may say who it is.
    """
    said = _said(dataset)
    changed = {edit.path.tag for edit in edits if not edit.path.items}
    rest = scope(dataset)
    pseudonyms = policy.pseudonyms

    def level(tag: int) -> str:
        old = said.get(tag, "")
        if UIDS in policy.profile.options and _UID.fullmatch(old) and tag not in changed:
            return old
        return pseudonyms.uid(old) if old else pseudonyms.token(f"no {tag:08X}", rest, 32)

    return f"{level(_STUDY)}/{level(_SERIES)}/{level(_INSTANCE)}.dcm"


def _said(dataset: Dataset | Snapshot) -> dict[int, str]:
    """Return the first value of each attribute that tells patients and instances apart."""
    texts = ((tag, top_texts(dataset, tag)) for tag in _WANTED)
    return {tag: values[0] for tag, values in texts if values}
