"""Everything that will change in one instance, as data. It holds no dataset and no pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.model.decision import Rulings
from scrub.model.header import Removal, one_by_one
from scrub.model.instance import Grid
from scrub.model.mask import Mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.header import HeaderEdit
    from scrub.model.text import Finding


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that will change.

    `header` are all changes to the header, but for the private elements that go as one: `private`.
    `mask` is what goes black, on the codec's grid and inside the frame. `black` is the stored
    value that it gets, one for each sample of a pixel; of floating point values, the word that
    holds it. `near_templates`, where no template fits, fit in all but the size of the frame or its
    ultrasound regions. `looked` says that every frame was looked at for text. `commented_frames`
    is on how many frames the codestream carries comments or other data besides its image, which
    are removed.

    `codes` are those of CID 7050 that the header is to have; `names_patient` and `keeps_private`
    say that a site, or an option, keeps the patient's name or number, or private elements.
    `patient_hash` is a keyed hash of the
    Patient ID, `pseudonym` what stands for it; `elements` is how many the header had, those in
    sequences too. `rulings` are what people decided about the instance.
    """

    source_sha256: str
    recipe_digest: str
    target: str
    header: tuple[HeaderEdit, ...]
    transfer_syntax_uid: str
    mask: Mask = field(default_factory=Mask)
    grid: Grid = field(default_factory=Grid)
    black: tuple[int, ...] = ()
    clear_bits: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    kept_texts: int = 0
    templates: tuple[str, ...] = ()
    template_is_complete: bool = False
    near_templates: tuple[str, ...] = ()
    has_pixels: bool = False
    looked: bool = False
    commented_frames: int = 0
    codes: tuple[str, ...] = ()
    names_patient: bool = False
    keeps_private: bool = False
    patient_hash: str = ""
    pseudonym: str = ""
    elements: int = 0
    private: Removal = field(default_factory=Removal)
    rulings: Rulings = field(default_factory=Rulings)

    def edits(self) -> Iterator[HeaderEdit]:
        """Yield every change to the header, each element that goes with others by itself too."""
        return one_by_one(self.header, self.private)
