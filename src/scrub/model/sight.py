"""What was seen on one instance, as far as mask templates are concerned. No text is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrub.model.geometry import Rect
    from scrub.model.instance import Source
    from scrub.model.mask import FrameRange


@dataclass(frozen=True, slots=True, order=True)
class Machine:
    """The equipment that made an instance, and the size of its frames.

    Texts are as the header has them, empty where it says nothing, or where the patient's name or
    number is in them.
    """

    manufacturer: str
    model: str
    software: str
    modality: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class SeenText:
    """A text that was found: where, on which frames, and why it would go black.

    `kind` is that of a finding (see scrub.model.text.PhiKind), or empty if the text would stay.
    """

    rect: Rect
    frames: FrameRange
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """One instance, as it was seen.

    `patient` and `study` are keyed hashes that tell patients and studies apart, empty if they are
    not known. `templates` are the names of those that fit, `near` of those that fit in all but the
    size. `masked` is what the templates that fit would black, by template. `looked` tells whether
    text was looked for; `texts` is what was found, outside and inside the templates. `problem` is
    why the instance could not be seen, and then nothing else is known.
    """

    source: Source
    machine: Machine
    number_of_frames: int = 1
    patient: str = ""
    study: str = ""
    templates: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    masked: tuple[tuple[str, Rect], ...] = ()
    looked: bool = False
    texts: tuple[SeenText, ...] = ()
    problem: str = ""
