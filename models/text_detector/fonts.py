"""Indexes a folder of fonts by the scripts they write: python fonts.py FONTS makes faces.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont
from PIL import ImageFont

SAMPLES = {
    "latin": "AZaz09:-",
    "accented": "éøőžłçßñŠ",
    "cyrillic": "АЯая",
    "greek": "ΑΩαω",
    "hebrew": "את",
    "han": "一国医龙",
    "kanji": "国医龍働",
    "hangul": "가힣",
    "hiragana": "あん",
    "katakana": "アン",
    "thai": "กฮ",
    "devanagari": "अह",
    "arabic": "\ufe8f\ufe91\ufee1",
}
"""A font that has these letters can write the script."""

KINDS = frozenset({".ttf", ".otf", ".ttc"})


def index(folder: Path) -> None:
    """Write which fonts of a folder write which script."""
    found: dict[str, list[str]] = {script: [] for script in SAMPLES}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in KINDS:
            continue
        try:
            letters = _letters(path)
        except Exception as error:  # noqa: BLE001 (fonts are broken in many ways)
            print("skipped", path.name, type(error).__name__)
            continue
        for script, sample in SAMPLES.items():
            if letters.issuperset(map(ord, sample)):
                found[script].append(str(path.relative_to(folder)))
    (folder / "faces.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    print("fonts:", {script: len(files) for script, files in found.items()})


def _letters(path: Path) -> set[int]:
    """Return the code points a font has glyphs for, if it can be drawn with at all."""
    ImageFont.truetype(str(path), 20).getmask("A")
    font = TTCollection(path).fonts[0] if path.suffix == ".ttc" else TTFont(path)
    return set(font.getBestCmap() or ())


if __name__ == "__main__":
    index(Path(sys.argv[1]))
