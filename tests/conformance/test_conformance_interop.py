from __future__ import annotations

import subprocess
import sys
import warnings
from typing import TYPE_CHECKING

import pytest

from conformance import interop
from conformance.blacked import blacked, tools_at
from doubles.made_instances import written
from doubles.made_matrix import made
from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[interop.Pair]:
    """The first instance that is made of each Transfer Syntax, before and after."""
    folder = tmp_path_factory.mktemp("interop")
    tools = tools_at(folder)
    first = {one.syntax: one for one in reversed(list(made())) if not one.refused}
    found = []
    for number, (syntax, one) in enumerate(first.items()):
        source = written(one.make(), folder / f"{number}.made", syntax)
        done = blacked(source, folder / f"{number}.dcm", tools)
        assert done.verdict is Verdict.WRITTEN, (syntax, done.reason)
        found.append((syntax, source, done.draft))
    return found


def test_whatever_reads_the_source_reads_what_was_written(pairs: list[interop.Pair]) -> None:
    assert interop.program("gdcminfo"), "of the development dependencies"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {name: interop.faults(source, draft) for name, source, draft in pairs}
    assert not {name: each for name, each in found.items() if any(each.values())}


def test_a_file_cut_short_is_noticed(pairs: list[interop.Pair], tmp_path: Path) -> None:
    _, source, draft = pairs[0]
    (tmp_path / "cut").write_bytes(draft.read_bytes()[:300])
    assert any(interop.faults(source, tmp_path / "cut").values())


@pytest.mark.slow
def test_whatever_reads_any_source_reads_what_was_written() -> None:
    command = (sys.executable, interop.__file__)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0
