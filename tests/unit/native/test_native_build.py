from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path
from shutil import which

import pytest

pytest.importorskip("setuptools")

ROOT = Path(__file__).resolve().parents[3]
NATIVE = ROOT / "src" / "native"
CC = which((sysconfig.get_config_var("CC") or "cc").split()[0])
STRICT = (
    *("-std=c11", "-fsyntax-only", "-Werror", "-Wall", "-Wextra", "-Wshadow", "-Wconversion"),
    *("-pedantic", f"-I{sysconfig.get_path('include')}"),
)


def built(folder: Path, target: str, **environment: str) -> tuple[Path, str]:
    """Return what hatchling makes, and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    (made,) = folder.iterdir()
    return made, done.stdout


def members(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as opened:
        return [name for name in opened.namelist() if "_splice" in name or "native/" in name]


@pytest.mark.skipif(CC is None, reason="no compiler here")
@pytest.mark.parametrize("source", sorted(path.name for path in NATIVE.glob("*.c")))
def test_the_compiler_has_nothing_to_warn_of(source: str) -> None:
    assert CC
    subprocess.run([CC, *STRICT, str(NATIVE / source)], check=True)


@pytest.mark.skipif(CC is None, reason="no compiler here")
def test_a_wheel_made_with_a_compiler_serves_all_later_pythons(tmp_path: Path) -> None:
    wheel, _ = built(tmp_path, "wheel")
    assert "-cp311-abi3-" in wheel.name
    assert len(members(wheel)) == 2
    assert {Path(name).suffix for name in members(wheel)} - {".so", ".pyd"} == {".pyi"}


def test_without_a_compiler_the_wheel_is_pure_and_says_so(tmp_path: Path) -> None:
    wheel, said = built(tmp_path, "wheel", CC="/bin/false", PATH="")
    assert wheel.name.endswith("-py3-none-any.whl")
    assert members(wheel) == ["scrub/pixels/codecs/_splice.pyi"]
    assert "pure route" in said


def test_the_source_distribution_has_the_sources_and_nothing_compiled(tmp_path: Path) -> None:
    archive, _ = built(tmp_path, "sdist")
    with tarfile.open(archive) as opened:
        names = opened.getnames()
    files = {Path(name).name for name in names if "/src/native/" in name}
    assert files == {path.name for path in NATIVE.iterdir() if path.is_file()}
    assert not [name for name in names if name.endswith((".so", ".pyd"))]
