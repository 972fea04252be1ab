"""What a line of a pydicom/deid recipe asks of a header, as deid 0.4.13 asks it.

`contains` searches a regular expression in the value, `equals` compares all of it, both without
regard to case; several values are to deid one text in Python's writing of a list. Attributes are
those of the top level. Inside of a line + and || are taken from the left, neither before the other.

2026-11: || at the start of a line is in deid's documents an or, and so it is here; deid 0.4.13
takes all lines for an and. That is wider, as is whatever else is said to be: more is black.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pydicom.datadict import dictionary_VM, dictionary_VR, keyword_for_tag, tag_for_keyword

from scrub.masks.formats.deid_recipe import COMPARING
from scrub.masks.formats.exchange import Note
from scrub.masks.formats.java_patterns import PatternError
from scrub.masks.formats.made import ALWAYS, NEVER
from scrub.masks.formats.normal_forms import simplified
from scrub.masks.formats.patterns import searched
from scrub.model.mask import AllOf, AnyOf, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.masks.formats.deid_recipe import Atom, Label, Line
    from scrub.model.mask import Test

_MODALITIES = """
    ANN AR ASMT AU BDUS BI BMD CFM CR CT CTPROTOCOL DMS DG DOC DX ECG EEG EMG EOG EPS ES FID GM HC
    HD IO IOL IVOCT IVUS KER KO LEN LS M3D MG MR NM OAM OCT OP OPM OPT OPTBSV OPTENF OPV OSS OT PA
    PLAN POS PR PT PX REG RESP RF RG RTDOSE RTIMAGE RTINTENT RTPLAN RTRAD RTRECORD RTSEGANN RTSTRUCT
    RWV SEG SM SMR SR SRF STAIN TEXTUREMAP TG US VA XA XAPROTOCOL XC AS CD CF CP CS DD DF DM DS EC
    FA FS LP MA MS OPR ST VF
"""
MODALITIES = frozenset(_MODALITIES.split())
"""Defined terms of Modality, with the retired ones (PS3.3 C.7.3.1.1.1)."""

_META_GROUP = 0x0002
_IN_ITEMS = frozenset({"CodeMeaning", "CodeValue", "CodingSchemeDesignator"})
_SIZES = frozenset({"Rows", "Columns"})
_TAG = re.compile(r"0x([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})")
_COMMENT = re.compile(r"\s#.*")
_AT_AN_END = re.compile(r"[\^$]|\\[AZbB]")
_OF_A_LIST = re.compile(r"\\\['|'\\\]")
_OF_TAGS = "deid asks the printed element, with its tag and VR; here it is the value"
_CLASS_IN_CAPITALS = re.compile(r"\\[A-Z]")


@dataclass(slots=True)
class Asked:
    """What a rule asks, as it is put together: `test`, and what is to be said of it.

    `is_wider` says that here it may hold of more headers than with deid.
    """

    test: Test = ALWAYS
    notes: list[Note] = field(default_factory=list)
    is_wider: bool = False

    def widen(self, line: int, text: str) -> None:
        """Say that something holds of more headers than with deid."""
        self.notes.append(Note(line, text))
        self.is_wider = True


def asked(label: Label) -> Asked:
    """Return what all lines of a rule ask together."""
    all_asked = Asked()
    for place, line in enumerate(label.lines):
        test = _line(line, all_asked)
        if not place or line.joint != "or":
            all_asked.test = AllOf((all_asked.test, test))
            continue
        all_asked.test = AnyOf((all_asked.test, test))
        all_asked.widen(line.number, "|| at the start is an or here; deid 0.4.13 takes it for and")
    all_asked.test = simplified(all_asked.test)
    return all_asked


def _line(line: Line, said: Asked) -> Test:
    result: Test = ALWAYS
    absent = _absent(line.atoms, line.joints)
    for place, atom in enumerate(line.atoms):
        test = _atom(atom, line.number, said) if atom not in absent else _is_absent(atom)
        if not place:
            result = test
        elif line.joints[place - 1] == "or":
            result = AnyOf((result, test))
        else:
            result = AllOf((result, test))
    return result


def _absent(atoms: Sequence[Atom], joints: Sequence[str]) -> frozenset[Atom]:
    """Return pairs of missing and empty, of which one must hold: that is what we call absent."""
    if set(joints) != {"or"}:
        return frozenset()
    fields = {(atom.word, atom.field) for atom in atoms}
    both = {f for word, f in fields if word == "missing" and ("empty", f) in fields}
    return frozenset(a for a in atoms if a.word in {"missing", "empty"} and a.field in both)


def _is_absent(atom: Atom) -> Test:
    return Condition(atom.field, "absent") if tag_for_keyword(atom.field) else ALWAYS


def _atom(atom: Atom, line: int, said: Asked) -> Test:
    turned = atom.word in {"notcontains", "notequals"}
    tag = _TAG.fullmatch(_bare(atom.field))
    name = (keyword_for_tag(int(tag[1] + tag[2], 16)) or f"{tag[1]},{tag[2]}") if tag else ""
    if tag and atom.word in COMPARING:
        said.notes.append(Note(line, _OF_TAGS))
        if turned and (atom.word == "notequals" or _AT_AN_END.search(atom.value)):
            return ALWAYS
    elif not tag:
        name, problem = _attribute(atom, line, said)
        if problem:
            said.notes.append(Note(line, problem))
            return ALWAYS if turned or atom.word == "missing" else NEVER
    if atom.word not in COMPARING:
        return _presence(name, atom.word, line, said)
    tests = [_compared(name, atom, value, line, said) for value in _values(atom, line, said)]
    if not turned:
        return AnyOf(tuple(tests))
    return AnyOf(tuple(Not(AllOf((test, *_of_one_value(name, atom)))) for test in tests))


def _of_one_value(name: str, atom: Atom) -> tuple[Test, ...]:
    """Return what else must be so if deid is to find it: an end of a value is none in a list."""
    tag = tag_for_keyword(name)
    has_several = tag is not None and dictionary_VM(tag) != "1"
    is_at_an_end = _AT_AN_END.search(atom.value) and not _OF_A_LIST.search(atom.value)
    if atom.word != "notcontains" or not has_several or not is_at_an_end:
        return ()
    return (Condition(name, "contains", ("\\",), negated=True),)


def _bare(field: str) -> str:
    return _COMMENT.sub("", field).strip()


def _attribute(atom: Atom, line: int, said: Asked) -> tuple[str, str]:
    """Return our name of a field, and why the field is never there, if it is not."""
    name = _bare(atom.field)
    number = tag_for_keyword(name)
    if number is None:
        return "", f"{name[:40]!r} is no keyword of DICOM: deid never finds it"
    if number >> 16 == _META_GROUP:
        said.widen(line, f"deid does not see {name}, of the File Meta Information; we do")
    if name in _IN_ITEMS:
        said.notes.append(Note(line, f"{name} stands in sequences only, so this never holds"))
    return name, ""


def _presence(name: str, word: str, line: int, said: Asked) -> Test:
    if word == "present":
        said.notes.append(Note(line, f"{name} is present to deid even if it is empty, here not"))
        return Condition(name, "present")
    other = "empty" if word == "missing" else "missing"
    said.widen(line, f"{word} {name} holds here if it is {other}, too")
    return Condition(name, "absent")


def _values(atom: Atom, line: int, said: Asked) -> tuple[str, ...]:
    """Return the values of which any will do: the one written, and what deid makes of it."""
    turned = atom.word.startswith("not")
    written = atom.value
    if _COMMENT.search(written) and not turned:
        said.widen(line, "deid takes the comment for a part of the value; we do not")
        written = _COMMENT.sub("", written).strip()
        if not written:
            return (atom.value,)
        return (written,)
    if atom.values == (written,):
        return (written,)
    used = atom.values[0] if atom.values else "none"
    said.widen(line, "deid mixes up the values of this line; here each word has its own")
    return written, used


def _compared(name: str, atom: Atom, value: str, line: int, said: Asked) -> Test:
    if _is_sequence(name):
        said.notes.append(Note(line, f"{name} is a sequence, whose text cannot be asked for"))
        return NEVER
    if atom.word.endswith("equals"):
        sizes = value.split("|")
        if name in _SIZES and len(sizes) > 1 and all(size.strip().isdigit() for size in sizes):
            said.widen(line, f"{name} never equals {value} to deid; here any of them will do")
            return Condition(name, "equals", tuple(size.strip() for size in sizes))
        return Condition(name, "equals", (value,))
    return _found(name, value, line, said)


def _found(name: str, value: str, line: int, said: Asked) -> Test:
    if _CLASS_IN_CAPITALS.search(value.replace("\\\\", "")):
        said.notes.append(Note(line, "deid makes small letters of this pattern, and so do we"))
        value = value.lower()
    if value == ".":
        return Condition(name, "present")
    try:
        condition = searched(name, value)
        if re.search(value, ""):
            said.notes.append(Note(line, "deid finds this in an empty value, too; we do not"))
    except PatternError as error:
        said.notes.append(Note(line, f"{error}; the rule is left out"))
        raise
    if name == "Modality":
        said.notes += _unheard_of(condition, line)
    return condition


def _unheard_of(condition: Condition, line: int) -> Iterator[Note]:
    for value in condition.values:
        if condition.op == "matches":
            return
        probe = replace(condition, values=(value,))
        if not any(_passes(modality, probe) for modality in MODALITIES):
            yield Note(line, f"no Modality is {value}: this never holds")


def _passes(modality: str, condition: Condition) -> bool:
    (value,) = condition.values
    text, wanted = modality.casefold(), value.casefold()
    return {
        "equals": text == wanted,
        "startswith": text.startswith(wanted),
        "endswith": text.endswith(wanted),
        "contains": wanted in text,
    }[condition.op]


def _is_sequence(name: str) -> bool:
    tag = tag_for_keyword(name)
    return tag is not None and dictionary_VR(tag) == "SQ"
