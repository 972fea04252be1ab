"""Mask templates as a script for CTP's DicomPixelAnonymizer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.masks.formats.carrying import LONGEST, carried
from scrub.masks.formats.ctp_order import Signature, in_order
from scrub.masks.formats.ctp_terms import can_ask, script
from scrub.masks.formats.exchange import WHOLE_FILE, Exported, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.masks.formats.carrying import Carried
    from scrub.model.mask import MaskTemplate, Pixels

_HEAD = """\
Mask templates for the DicomPixelAnonymizer of RSNA CTP.
Each rectangle is one pixel less wide and high than meant, since CTP blacks one more.
"""


def write(templates: Sequence[MaskTemplate]) -> Exported:
    """Return a script by which CTP blacks at least what the templates do, and what it is not."""
    whole = [carried(template, can_ask, edges=True) for template in templates]
    signatures, unsaid = in_order(
        Signature(one.when, one.black, (one.template.name,)) for one in whole if one.black
    )
    lines = _HEAD.splitlines() if signatures else []
    places: dict[str, int] = {}
    for signature in signatures:
        lines += ["", _comment(signature.names)]
        for name in signature.names:
            if len(signature.names) == 1 or name not in places:
                places[name] = len(lines) + 1
        lines += _signature(signature)
    text = "".join(f"{line}\n" for line in lines)
    return Exported(text, tuple(_notes(whole, places, unsaid)))


def _comment(names: Sequence[str]) -> str:
    """Return a comment, which must hold no brackets that CTP would read."""
    kept = "".join(" " if c in "{}()" or not c.isprintable() else c for c in " + ".join(names))
    return f"{'template' if len(names) == 1 else 'templates together'}: {kept}"


def _signature(signature: Signature) -> Iterator[str]:
    first, *rest = map(script, signature.when)
    yield f"{{ {first}"
    for term in rest:
        yield f"  * {term}"
    yield "}"
    for rect in signature.black:
        yield _region(rect)


def _region(rect: Pixels) -> str:
    width, height = (
        LONGEST if length is None else length - 1 for length in (rect.width, rect.height)
    )
    return f"({rect.x},{rect.y},{width},{height})"


def _notes(
    whole: Iterable[Carried], places: dict[str, int], unsaid: Iterable[str]
) -> Iterator[Note]:
    if places:
        yield Note(
            WHOLE_FILE,
            "on Baseline JPEG, CTP blacks each rectangle as it is written here, which is one "
            "pixel less on the right and below",
        )
        yield Note(
            WHOLE_FILE,
            "CTP takes the first signature that fits; where two makers or models are in one "
            "attribute, it is that of one of them",
        )
    for one in whole:
        for lost in one.lost:
            yield Note(places.get(one.template.name, WHOLE_FILE), f"{one.template.name}: {lost}")
    for name in unsaid:
        yield Note(places[name], f"{name}: where it fits with others, CTP may black less")
