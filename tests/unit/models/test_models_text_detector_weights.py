from __future__ import annotations

import hashlib
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from scrub.data import manifest, models_folder
from scrub.ocr import weights

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path(__file__).resolve().parents[3] / "models" / "text_detector"
CARD = (FOLDER / "README.md").read_text(encoding="utf-8")
MOST = 1 << 20
"""Bytes that the network may have."""


def test_the_manifest_has_the_hash_of_the_file() -> None:
    entry = manifest()["text_detector"]
    content = (models_folder() / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert len(content) <= MOST


@pytest.mark.parametrize(("rows", "columns"), [(32, 32), (64, 96), (256, 160)])
def test_the_network_takes_and_answers_what_the_card_says(rows: int, columns: int) -> None:
    session = weights.session("text_detector")
    (given,) = session.get_inputs()
    cores, thick = session.get_outputs()
    assert (given.name, cores.name, thick.name) == ("picture", "cores", "thick")
    assert given.type == "tensor(uint8)"
    picture = np.random.default_rng(1).integers(0, 256, (2, rows, columns, 3), np.uint8)
    probabilities, thicknesses = session.run(None, {"picture": picture})
    assert probabilities.shape == (2, rows // 2, columns // 2)
    assert thicknesses.shape == (2, rows // 4, columns // 4)
    assert probabilities.min() >= 0
    assert probabilities.max() <= 1
    for name in ("picture", "cores", "thick"):
        assert f"`{name}`" in CARD


def test_the_card_counts_the_weights(torch: ModuleType) -> None:
    assert torch
    network = import_module("network")
    assert f" {network.size_of(network.Detector()):,} weights" in CARD.replace("\n", " ")


def test_every_module_is_on_the_card_and_no_other() -> None:
    told = set(re.findall(r"`([a-z_]+\.py)`", CARD))
    assert told == {path.name for path in FOLDER.glob("*.py")}


def test_the_fonts_of_the_card_are_a_list_of_packages() -> None:
    lines = (FOLDER / "FONTS.txt").read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if not line.startswith("#")]
    assert packages == sorted(set(packages))
    assert all(re.fullmatch(r"[a-z0-9.+-]+", one) for one in packages)
    assert str(len(packages)) in CARD
