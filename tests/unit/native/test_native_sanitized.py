from __future__ import annotations

import subprocess
import sysconfig
from shutil import which
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fuzz.fuzz_run import SOURCES
from fuzz.fuzz_seeds import write_seeds

if TYPE_CHECKING:
    from pathlib import Path

CC = which((sysconfig.get_config_var("CC") or "cc").split()[0])
SANITIZED = (
    *("-std=c11", "-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
    *("-DWITHOUT_LIBFUZZER", f"-I{SOURCES[-1].parent}"),
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sanitized") / "fuzz_splice"
    if CC is None:
        pytest.skip("no compiler here")
    command = [CC, *SANITIZED, *map(str, SOURCES), "-o", str(made)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "cannot find" in done.stderr:
        pytest.skip("no sanitizers here")
    assert done.returncode == 0, done.stderr
    return made


def holds(program: Path, inputs: list[Path]) -> str:
    """Return what the sanitizers, or checks of ours, have against inputs."""
    done = subprocess.run(
        [str(program), *map(str, inputs)], capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stderr or str(done.returncode)


def test_every_seed_of_the_fuzzer_holds(program: Path, tmp_path: Path) -> None:
    write_seeds(tmp_path)
    assert holds(program, sorted(tmp_path.iterdir())) == ""


def test_damaged_seeds_hold(program: Path, tmp_path: Path) -> None:
    write_seeds(tmp_path / "seeds")
    rng = np.random.default_rng(1)
    damaged = []
    for seed in sorted((tmp_path / "seeds").iterdir()):
        octets = bytearray(seed.read_bytes())
        for at in rng.integers(0, len(octets), 3):
            octets[at] = rng.integers(0, 256)
        cut = int(rng.integers(len(octets) // 2, len(octets)))
        damaged.append(tmp_path / seed.name)
        damaged[-1].write_bytes(octets[:cut] if cut % 2 else octets)
    assert holds(program, damaged) == ""
