"""Truth about sets: which text is where, what it tells of whom, and how hard it is to see.

Two forms are read. A *made set* is a folder of `dicom/`, `ink/` and a `truth.json` that maps an
Instance Number to its `file`, `family`, `ts` (Transfer Syntax), `frames`, and `boxes`: `x, y, w,
h`, `text`, `kind`, `phi`, `frames` ("all" or [first, last]) and `span`, the part [left, top, right,
bottom] within the box that tells of somebody. It may say more of a box (`height`, `contrast`,
`script`, `language`, `angle`, `colored`, `over_tissue`, `short`), and of an instance the places
of what is too faint to claim (`unclaimed`: [left, top, right, bottom] each). A *list of pictures*
is a `truth.json` that is a list of frames with their `boxes`, beside the files; kinds that begin
with `phi_` tell of somebody, if there is a letter or a digit behind the label. It has no spans:
what is behind a label, as "Name: ", is taken for the share of the box that it is of the text.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.errors import InputError
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange
from scrub.model.text import Sensitive

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Flag = tuple[str, bool]

_PHI = "phi_"
_LABEL = re.compile(r"[^\W\d][^:]*:\s+")
_SHORT = 3
_FLAGS = ("colored", "over_tissue", "short")
_SCRIPTS = (
    (0x370, 0x400, "greek"),
    (0x400, 0x530, "cyrillic"),
    (0x600, 0x700, "arabic"),
    (0x3040, 0xD7B0, "cjk"),
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What may make a text hard to see, as far as the truth tells it.

    `height` is that of capitals in pixels, `contrast` 0..1, `angle` in degrees counterclockwise.
    """

    script: str
    language: str = ""
    height: float = 0.0
    contrast: float | None = None
    angle: float = 0.0
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One text: `rect` is its box, `span` the part that tells of somebody, or all of it.

    `number` is its place among the boxes of its file. `frames` of None are all.
    """

    number: int
    rect: Rect
    span: Rect
    kind: str
    phi: bool
    words: Sensitive
    frames: FrameRange | None
    traits: Traits


@dataclass(frozen=True, slots=True)
class Case:
    """One instance of a set. `instance_number` and `ink` are empty where the truth has none.

    `number` is its place in the truth, from 1: what it is called where its file is not to be named.
    `unclaimed` are places of text that is too faint for the truth to claim.
    """

    number: int
    file: str
    family: str
    transfer_syntax: str
    texts: tuple[Text, ...]
    instance_number: str = ""
    ink: str = ""
    unclaimed: tuple[Rect, ...] = ()


def read_truth(folder: str) -> tuple[Case, ...]:
    """Return the instances of a set, in the order of its truth.

    Raises:
        InputError: if there is no truth there, or none that can be read.

    """
    path = Path(folder, "truth.json")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        cases = _made_set(folder, told) if isinstance(told, dict) else _pictures(folder, told)
        return tuple(cases)
    except OSError as problem:
        raise InputError(f"no truth of a set: {path}: {problem.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"not the truth of a set: {path}") from None


def _made_set(folder: str, told: Mapping[str, Any]) -> Iterator[Case]:
    for place, (number, case) in enumerate(told.items(), 1):
        texts = tuple(_text(index, box) for index, box in enumerate(case["boxes"]))
        ink = Path(folder, "ink", f"{int(number):03d}.npz")
        yield Case(
            number=place,
            file=str(Path(folder, "dicom", case["file"])),
            family=case["family"],
            transfer_syntax=case["ts"],
            texts=texts,
            instance_number=number,
            ink=str(ink),
            unclaimed=tuple(Rect(*place) for place in case.get("unclaimed", ())),
        )


def _pictures(folder: str, told: Sequence[Mapping[str, Any]]) -> Iterator[Case]:
    """Yield a case a file; overlays are in no picture, so what they show is left out."""
    by_file: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for picture in told:
        if picture["plane"] != "pixels":
            continue
        several = picture.get("number_of_frames", 1) > 1
        on_all = "identical in every frame" in picture.get("frames_note", "") or not several
        frames = "all" if on_all else [picture["frame"], picture["frame"]]
        boxes = by_file[picture["file"]]
        boxes += [box | {"frames": frames} | _behind_label(box) for box in picture["boxes"]]
    for place, (file, boxes) in enumerate(by_file.items(), 1):
        texts = tuple(_text(index, box) for index, box in enumerate(boxes))
        yield Case(place, str(Path(folder, file)), f"picture {place}", "", texts)


def _behind_label(box: Mapping[str, Any]) -> dict[str, Any]:
    words, wide, high = box["text"], box["w"], box["h"]
    label = _LABEL.match(words) if box["kind"].startswith(_PHI) and wide > high else None
    start = label.end() if label else 0
    phi = box["kind"].startswith(_PHI) and any(map(str.isalnum, words[start:]))
    return {"phi": phi, "span": [round(wide * start / len(words)), 0, wide, high]}


def _text(number: int, box: Mapping[str, Any]) -> Text:
    rect = Rect(box["x"], box["y"], box["x"] + box["w"], box["y"] + box["h"])
    phi = bool(box["phi"])
    span = Rect(*box["span"]).move(box["x"], box["y"]) if phi else rect
    frames = box["frames"]
    return Text(
        number=number,
        rect=rect,
        span=span,
        kind=box["kind"],
        phi=phi,
        words=Sensitive(box["text"]),
        frames=None if frames == "all" else FrameRange(frames[0], frames[1] + 1),
        traits=_traits(box),
    )


def _traits(box: Mapping[str, Any]) -> Traits:
    words: str = box["text"]
    flags = {flag: bool(box[flag]) for flag in _FLAGS if flag in box}
    flags.setdefault("short", len(words.replace(" ", "")) <= _SHORT)
    flags["on some frames"] = box["frames"] != "all"
    for tag in box.get("tags", ()):
        flags.setdefault(tag, True)
    upright = box["h"] > 2 * box["w"] and not flags["short"]
    return Traits(
        script=box.get("script") or _script(words),
        language=box.get("language", ""),
        # A line's box is as high as its capitals, or a third more where letters go below.
        height=box.get("height", min(box["w"], box["h"])),
        contrast=box.get("contrast"),
        angle=box.get("angle", 90.0 if upright else 0.0),
        flags=tuple(sorted(flags.items())),
    )


def _script(words: str) -> str:
    for letter in words:
        for first, stop, script in _SCRIPTS:
            if first <= ord(letter) < stop:
                return script
    return "latin"
