"""From the frames of a machine to a template that covers what it burns in, with the real engine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from doubles.instances import dataset_of, saved
from doubles.lettered import ink_of, lettered
from scrub.cli.main import main
from scrub.masks.areas import Frame
from scrub.masks.library import YamlTemplates
from scrub.masks.writing import to_yaml
from scrub.model.geometry import Rect, join_all

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.model.mask import MaskTemplate

NAMES = ("Abernathy", "Montgomery", "Okafor", "Petrov", "Rasmussen", "Villanueva")
GAIN = ("Gain 50 dB", 10, 210)
TOP, BOTTOM = Rect(0, 0, 320, 120), Rect(0, 120, 320, 240)


def burn(folder: Path) -> tuple[Rect, Rect]:
    """Write six instances; return what bounds all ink about patients, and that of the gain."""
    folder.mkdir()
    inks = []
    for number, name in enumerate(NAMES):
        frame = lettered((name.upper(), 10, 8), (f"ID 70{number}31", 210, 8), GAIN, size=16)
        inks.append(ink_of(frame, TOP))
        dataset = dataset_of(
            frame[..., 0].copy(),
            PatientName=f"{name}^Ann",
            PatientID=f"70{number}31",
            StudyInstanceUID=f"1.2.3.{number}",
            SOPInstanceUID=f"1.2.3.{number}.1",
            Manufacturer="Fictive Imaging",
            ManufacturerModelName="Example 7",
        )
        saved(dataset, folder / f"{number}.dcm")
    return join_all(inks), ink_of(lettered(GAIN, size=16), BOTTOM)


def rects(template: MaskTemplate) -> tuple[Rect, ...]:
    return tuple(rect for rect, _ in Frame(240, 320).places(template.black))


def test_a_template_from_six_patients_covers_their_ink_and_leaves_the_settings(
    tmp_path: Path,
) -> None:
    ink, gain = burn(tmp_path / "in")
    made = tmp_path / "made.yaml"
    few = ("--max-outside", "0.4", "--workers", "0")
    assert main(["templates", "suggest", str(tmp_path / "in"), "-o", str(made), *few]) == 0
    (template,) = YamlTemplates((made,)).templates()
    black = rects(template)
    first, last = Rect(ink.left, ink.top, 20, ink.bottom), Rect(ink.right - 9, 8, ink.right, 20)
    assert all(any(rect.covers(end) for rect in black) for end in (first, last))
    assert not any(rect.intersect(gain) for rect in black)
    assert all(rect.bottom < 60 for rect in black)

    (tmp_path / "templates").mkdir()
    agreed = to_yaml([replace(template, proposal=False)], "Fictive Imaging")
    (tmp_path / "templates" / "agreed.yaml").write_text(agreed)
    whole = ("--templates", str(tmp_path / "templates"), "--strict", "--workers", "0")
    assert main(["templates", "coverage", str(tmp_path / "in"), *whole]) == 0
