"""What becomes of one element: its rule, and what it holds.

What a profile keeps is still looked at. An element goes if it cannot be judged: a value that is
not of its VR, or text that its character set does not allow. Text that one of the header's own
words is in becomes a dummy, since it may be Type 1. An Attribute Tag goes if it points at what
goes.

What is to be cleaned and cannot be is treated as the profile would without the option.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.header.cleaning.ages import capped, is_over_89
from scrub.header.cleaning.dates import shifted, year_only
from scrub.header.cleaning.free_text import Cleaner
from scrub.header.cleaning.zip_codes import three_digits
from scrub.header.dummies import HAS_DUMMY, dummy
from scrub.header.options import UIDS
from scrub.header.patient import patient_key
from scrub.header.pseudonym import is_well_known
from scrub.header.rules import Cleaning
from scrub.header.terms import are_terms
from scrub.header.text import (
    TEXT_VRS,
    OwnWords,
    is_declared,
    is_doubtful,
    own_words,
    texts_of,
    top_texts,
)
from scrub.header.values import is_empty, is_of, vr_of
from scrub.header.walk import PIXEL_DATA
from scrub.model.header import Action, Effect, HeaderEdit, TagPath

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

    from scrub.header.pseudonym import Pseudonyms
    from scrub.header.rulebook import Rulebook
    from scrub.header.rules import Rule
    from scrub.header.walk import Snapshot
    from scrub.model.header import Identity

_BIRTH_DATE, _AGE = 0x00100030, 0x00101010
_BIRTH = frozenset({_BIRTH_DATE, 0x00100033})
_DATES = frozenset({0x00080012, *range(0x00080020, 0x00080024), 0x0008002A})
_OWN_UIDS = frozenset({0x00080018, 0x0020000D, 0x0020000E, 0x00200052})

_CODE_STRING = re.compile("[A-Z0-9 _]{1,16}")
"""What a CS may be (PS3.5 6.2); what is not is text that someone typed in."""

_NO_WORDS = frozenset({"AS", "DA", "DT", "TM", "UR"})
"""VRs whose dummy would say something: they are emptied."""

_CODED = frozenset({"AE", "CS"})
"""VRs of which nothing can be cut out: what is left would be another term."""

_HASH_LENGTH = 16


def judge_of(dataset: Dataset | Snapshot, book: Rulebook, own: Identity) -> Judge:
    """Return what judges the elements of one header.

    Raises:
        UnsupportedInstanceError: if nothing tells the patient from others.

    """
    profile = book.policy.profile
    uids = [uid for tag in _OWN_UIDS for uid in top_texts(dataset, tag)]
    words = own_words(own, () if UIDS in profile.options else uids)
    birth = next(iter(top_texts(dataset, _BIRTH_DATE)), "")
    on = [date for tag in _DATES for date in top_texts(dataset, tag)]
    return Judge(
        book=book,
        pseudonyms=book.policy.pseudonyms,
        words=words,
        cleaner=Cleaner(
            book.policy.recognizers, own, words, profile.retained_kinds, book.policy.vocabulary
        ),
        days=book.policy.pseudonyms.days(patient_key(dataset)),
        over_89=is_over_89(top_texts(dataset, _AGE), birth, on),
        declared=is_declared(dataset),
    )


@dataclass(frozen=True, slots=True)
class Judge:
    """All that deciding about one element takes."""

    book: Rulebook
    pseudonyms: Pseudonyms
    words: OwnWords
    cleaner: Cleaner
    days: int
    over_89: bool
    declared: bool

    def edit(self, path: TagPath, element: DataElement, rule: Rule) -> HeaderEdit | None:
        """Return what happens to an element, or None if it stays."""
        vr = vr_of(element, rule.vr)
        action = self.book.action(path, rule)
        match action:
            case Action.KEEP:
                return self._kept(path, element, vr)
            case Action.CLEAN:
                return self._cleaned(path, element, rule, vr)
            case Action.REMOVE:
                return HeaderEdit(path, Effect.REMOVE, rule.source, vr)
        one = rule if rule.vr == vr else replace(rule, vr=vr)
        return self._replaced(path, element, action, one)

    def _replaced(
        self, path: TagPath, element: DataElement, action: Action, rule: Rule
    ) -> HeaderEdit | None:
        """Return what happens to an element whose value is to be another, or empty."""
        if action is not Action.REPLACE and is_empty(element):
            return None
        if rule.vr == "SQ":
            return self._sequence(path, action, rule)
        new = self._instead(action, rule, element)
        if new and new == texts_of(element) and rule.vr == element.VR:
            return None
        return HeaderEdit(path, Effect.SET if new else Effect.EMPTY, rule.source, rule.vr, new)

    def _sequence(self, path: TagPath, action: Action, rule: Rule) -> HeaderEdit | None:
        """Return what happens to a sequence that is to be empty, or to hold a dummy."""
        if action is not Action.DUMMY:
            return HeaderEdit(path, Effect.EMPTY, rule.source, "SQ")
        return HeaderEdit(path, Effect.SET, rule.source, "SQ") if path.tag in HAS_DUMMY else None

    def _instead(self, action: Action, rule: Rule, element: DataElement) -> tuple[str, ...]:
        """Return the values to stand where an element's are; none where it is emptied."""
        if action is Action.REPLACE:
            return rule.value
        if action is Action.EMPTY:
            return ()
        texts = texts_of(element)
        if rule.vr == "UI" or action is Action.REPLACE_UID:
            return tuple(map(self.pseudonyms.uid, texts))
        if action is Action.HASH:
            return tuple(self.pseudonyms.token("value", text, _HASH_LENGTH) for text in texts)
        return dummy(rule.vr)

    def _cleaned(
        self, path: TagPath, element: DataElement, rule: Rule, vr: str
    ) -> HeaderEdit | None:
        if rule.clean is Cleaning.OWN_WORDS:
            return self._kept(path, element, vr)
        if is_empty(element):
            return None
        texts = texts_of(element)
        # Text of unknown VR is what the table says it is, as far as it prints (PS3.5 6.2.2).
        is_text = is_of(element, vr) or (element.VR == "UN" and vr in TEXT_VRS)
        new = self._clean(path.tag, rule.clean, vr, texts) if is_text else None
        if new is None or (vr in _CODED and new != texts):
            without = replace(rule, code=rule.otherwise, clean=Cleaning.OWN_WORDS)
            return self.edit(path, element, without)
        # Of January 1 the year alone says as much: it is written, not left over.
        is_year = rule.clean is Cleaning.YEAR
        if new != texts or is_year or element.VR == "UN":
            return HeaderEdit(path, Effect.SET, rule.source, vr, new)
        return None

    def _clean(
        self, tag: int, how: Cleaning, vr: str, texts: tuple[str, ...]
    ) -> tuple[str, ...] | None:
        """Return the values as they may be written; None if one of them cannot be judged."""
        if any(is_doubtful(text, declared=self.declared) for text in texts):
            return None
        if how is Cleaning.YEAR and self.over_89 and tag in _BIRTH:
            return None
        cleaned = [self._clean_one(how, vr, text) for text in texts]
        values = tuple(value for value in cleaned if value)
        return values if values and None not in cleaned else None

    def _clean_one(self, how: Cleaning, vr: str, text: str) -> str | None:
        match how:
            case Cleaning.SHIFT:
                return shifted(vr, text, self.days)
            case Cleaning.YEAR:
                return year_only(vr, text)
            case Cleaning.AGE:
                return capped(text, self.book.policy.profile.age_cap)
            case Cleaning.ZIP:
                return three_digits(text)
            case _:
                return self.cleaner.clean(text)

    def _kept(self, path: TagPath, element: DataElement, vr: str) -> HeaderEdit | None:
        if path.tag in PIXEL_DATA or is_empty(element):
            return None
        if not is_of(element, vr):
            return HeaderEdit(path, Effect.REMOVE, "not of its VR", vr)
        if vr == "AT":
            return self._pointing(path, element)
        texts = texts_of(element)
        return None if are_terms(path.tag, vr, texts) else self._spoken(path, texts, vr)

    def _spoken(self, path: TagPath, texts: tuple[str, ...], vr: str) -> HeaderEdit | None:
        """Return what happens to text that the profile keeps."""
        if any(is_doubtful(text, declared=self.declared) for text in texts):
            return HeaderEdit(path, Effect.REMOVE, "not of its character set", vr)
        against = [self._against(text, vr) for text in texts]
        reason = next(filter(None, against), "")
        if not reason:
            return None
        if vr == "UI":
            new = tuple(self.pseudonyms.uid(text) for text in texts)
            return HeaderEdit(path, Effect.SET, reason, vr, new)
        if vr in _NO_WORDS:
            return HeaderEdit(path, Effect.EMPTY, reason, vr)
        new = tuple(dummy(vr)[0] if a else text for a, text in zip(against, texts, strict=True))
        return HeaderEdit(path, Effect.SET, reason, vr, new)

    def _against(self, text: str, vr: str) -> str:
        """Return what speaks against keeping a text, if anything does."""
        if vr == "CS" and not (_CODE_STRING.fullmatch(text) or self.cleaner.knows(text)):
            return "not of its VR"
        is_own = not is_well_known(text) and self.words.are_in(text)
        return "own words" if is_own else ""

    def _pointing(self, path: TagPath, element: DataElement) -> HeaderEdit | None:
        tags = [element.value] if element.VM == 1 else list(element.value)
        stay = [tag for tag in tags if not self._goes(int(tag))]
        if len(stay) == len(tags):
            return None
        effect = Effect.SET if stay else Effect.REMOVE
        return HeaderEdit(path, effect, "pointer", "AT", tuple(f"{int(tag):08X}" for tag in stay))

    def _goes(self, tag: int) -> bool:
        path = TagPath((), tag)
        return self.book.action(path, self.book.policy.profile.rule(tag)) is Action.REMOVE
