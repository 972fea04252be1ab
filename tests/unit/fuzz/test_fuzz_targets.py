"""The fuzzer's targets read their own seeds, so that what it finds is a finding."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pydicom
import pytest

from fuzz import reader_targets

PACKAGED = Path(pydicom.__file__).parent / "data" / "test_files"


def test_every_target_reads_some_of_the_seeds() -> None:
    came = Counter(reader_targets.run(seed) for seed in reader_targets.seeds(PACKAGED))
    read = {name for name, _, _ in reader_targets.TARGETS if came[f"{name}: read"]}
    assert read == {name for name, _, _ in reader_targets.TARGETS}


@pytest.mark.parametrize("cut", [1, 7, 9, 40, 200])
def test_no_target_is_brought_down_by_a_seed_that_is_cut_short(cut: int) -> None:
    for seed in reader_targets.seeds():
        reader_targets.run(seed[:cut])
