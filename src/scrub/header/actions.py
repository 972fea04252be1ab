"""Action × VR → HeaderEdit: all that a profile changes in one header, decided and not done.

What a profile keeps is still looked at. An element goes if it cannot be judged: a value that is
not of its VR, or text that its character set does not allow. It is emptied if one of the header's
own words is in it. An Attribute Tag goes if it points at what goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.header.dummies import dummy
from scrub.header.patient import patient_key
from scrub.header.pseudonym import is_well_known
from scrub.header.text import (
    TEXT_VRS,
    OwnWords,
    is_declared,
    is_doubtful,
    own_words,
    texts_of,
)
from scrub.header.walk import PIXEL_DATA, walk
from scrub.model.header import Action, Effect, HeaderEdit, TagPath

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.header.profile import Profile
    from scrub.header.pseudonym import Pseudonyms
    from scrub.model.header import Identity

_PATIENT = {0x00100010: "PN", 0x00100020: "LO"}
_SOP_CLASS = 0x00080016
_OWN_UIDS = frozenset({0x00080018, 0x0020000D, 0x0020000E, 0x00200052})

# Words that say how to read the rest; they come from lists of the standard (PS3.3).
_TERMS = frozenset({0x00080005, 0x00080060})
_IMAGE_PIXEL_GROUP = 0x0028

# Type 1 or 1C wherever they stand (PS3.3 8.8, C.7.6.1, C.8.16.1): a dummy, never empty.
_REQUIRED = frozenset({0x00080008, 0x00080100, 0x00080102, 0x00080104, 0x00089007})

_NUMBERS = ("DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV")
_FAMILIES = (
    dict.fromkeys(TEXT_VRS - {"UI"}, "text")
    | dict.fromkeys(_NUMBERS, "numbers")
    | dict.fromkeys(("OB", "OD", "OF", "OL", "OV", "OW"), "bytes")
)


def header_edits(
    dataset: Dataset, profile: Profile, pseudonyms: Pseudonyms, own: Identity
) -> tuple[HeaderEdit, ...]:
    """Return every change to one header, in order of path; the data set stays as it is.

    Patient's Name and Patient ID are always set, to the patient's pseudonym.

    Raises:
        UnsupportedInstanceError: if sequences are nested deeper than 32, or nothing tells the
            patient from others.

    """
    judge = _judge(dataset, profile, pseudonyms, own)
    edits: dict[TagPath, HeaderEdit] = {}
    for path, element in walk(dataset, lambda path: path not in edits):
        edit = judge.edit(path, element)
        if edit:
            edits[path] = edit
    patient = pseudonyms.patient(patient_key(dataset))
    for tag, vr in _PATIENT.items():
        path = TagPath((), tag)
        edits[path] = HeaderEdit(path, Effect.SET, "pseudonym", vr, (patient,))
    return tuple(edits[path] for path in sorted(edits))


def _judge(dataset: Dataset, profile: Profile, pseudonyms: Pseudonyms, own: Identity) -> _Judge:
    top = {
        path.tag: texts_of(element)
        for path, element in walk(dataset, lambda _: False)
        if path.tag in _OWN_UIDS or path.tag == _SOP_CLASS
    }
    sop_class_uid = next(iter(top.pop(_SOP_CLASS, ())), "")
    words = own_words(own, (uid for uids in top.values() for uid in uids))
    return _Judge(profile, pseudonyms, words, sop_class_uid, is_declared(dataset))


@dataclass(frozen=True, slots=True)
class _Judge:
    """All that deciding about one element takes."""

    profile: Profile
    pseudonyms: Pseudonyms
    words: OwnWords
    sop_class_uid: str
    declared: bool

    def edit(self, path: TagPath, element: DataElement) -> HeaderEdit | None:
        """Return what happens to an element, or None if it stays."""
        rule = self.profile.rule(path.tag)
        vr = _vr(element, rule.vr)
        match self.profile.action(path, self.sop_class_uid):
            case Action.REMOVE:
                return HeaderEdit(path, Effect.REMOVE, rule.source, vr)
            case Action.KEEP | Action.CLEAN:
                return self._kept(path, element, vr)
            case _ if _is_empty(element):
                return None
            case Action.EMPTY:
                return HeaderEdit(path, Effect.EMPTY, rule.source, vr)
            case Action.DUMMY if vr != "UI":
                return HeaderEdit(path, Effect.SET, rule.source, vr, dummy(vr))
            case _:
                return self._mapped(path, element, rule.source)

    def _mapped(self, path: TagPath, element: DataElement, source: str) -> HeaderEdit | None:
        old = texts_of(element)
        new = tuple(self.pseudonyms.uid(uid) for uid in old)
        if not new:
            return HeaderEdit(path, Effect.EMPTY, source, "UI")
        return HeaderEdit(path, Effect.SET, source, "UI", new) if new != old else None

    def _kept(self, path: TagPath, element: DataElement, vr: str) -> HeaderEdit | None:
        if path.tag in PIXEL_DATA or _is_empty(element):
            return None
        if not _is_of(element, vr):
            return HeaderEdit(path, Effect.REMOVE, "not of its VR", vr)
        if vr == "AT":
            return self._pointing(path, element)
        if _is_term(path.tag, vr):
            return None
        return self._spoken(path, texts_of(element), vr)

    def _spoken(self, path: TagPath, texts: tuple[str, ...], vr: str) -> HeaderEdit | None:
        """Return what happens to text that the profile keeps."""
        if any(is_doubtful(text, declared=self.declared) for text in texts):
            return HeaderEdit(path, Effect.REMOVE, "not of its character set", vr)
        own = [not is_well_known(text) and self.words.are_in(text) for text in texts]
        if not any(own):
            return None
        if vr == "UI":
            new = tuple(self.pseudonyms.uid(text) for text in texts)
            return HeaderEdit(path, Effect.SET, "own words", vr, new)
        if path.tag not in _REQUIRED:
            return HeaderEdit(path, Effect.EMPTY, "own words", vr)
        new = tuple(dummy(vr)[0] if o else text for o, text in zip(own, texts, strict=True))
        return HeaderEdit(path, Effect.SET, "own words", vr, new)

    def _pointing(self, path: TagPath, element: DataElement) -> HeaderEdit | None:
        tags = [element.value] if element.VM == 1 else list(element.value)
        stay = [tag for tag in tags if not self._goes(int(tag))]
        if len(stay) == len(tags):
            return None
        effect = Effect.SET if stay else Effect.REMOVE
        return HeaderEdit(path, effect, "pointer", "AT", tuple(f"{int(tag):08X}" for tag in stay))

    def _goes(self, tag: int) -> bool:
        return self.profile.action(TagPath((), tag), self.sop_class_uid) is Action.REMOVE


def _vr(element: DataElement, listed: str) -> str:
    """Return the VR to write: the listed one, or the element's where that is left open."""
    choices = listed.split(" or ") if listed else [str(element.VR)]
    return str(element.VR) if element.VR in choices else choices[0]


def _is_empty(element: DataElement) -> bool:
    return not element.value if element.VR == "SQ" else bool(element.is_empty)


def _is_of(element: DataElement, vr: str) -> bool:
    """Tell whether a value can be judged as what the dictionary says it is.

    Bytes are no text and a sequence is no value, whatever a file declares. pydicom leaves long
    values of unknown VR as they are; look-up tables of the Image Pixel Module may be such.
    """
    if element.VR == "UN" and element.tag >> 16 == _IMAGE_PIXEL_GROUP:
        return not texts_of(element)
    if element.VR in {"DS", "IS"}:
        values = [element.value] if element.VM == 1 else element.value
        return vr in _NUMBERS and not any(isinstance(value, str) and value for value in values)
    return _FAMILIES.get(element.VR, element.VR) == _FAMILIES.get(vr, vr)


def _is_term(tag: int, vr: str) -> bool:
    return tag in _TERMS or (vr == "CS" and tag >> 16 == _IMAGE_PIXEL_GROUP)
