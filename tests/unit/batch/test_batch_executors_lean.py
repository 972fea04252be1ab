from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from scrub.batch.executors.lean import UNUSED

if TYPE_CHECKING:
    from pathlib import Path

PLANTED = "import sys\nsys.modules['planted.' + __name__] = True\n"
CODE = """
import importlib, sys
from scrub.batch.executors.lean import import_pydicom
sys.path.insert(0, sys.argv[1])
if sys.argv[2] == "early":
    import requests
import_pydicom()
import pydicom
print(sorted(name for name in sys.modules if name.startswith("planted.")))
for name in sys.argv[3:]:
    importlib.import_module(name)
print(sorted(name for name in sys.modules if name.startswith("planted.")))
"""


def brought(folder: str, when: str) -> list[str]:
    words = [sys.executable, "-c", CODE, folder, when, *UNUSED]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    return done.stdout.splitlines()


def test_pydicom_comes_without_what_nobody_uses_which_can_be_had_later(
    tmp_path: Path,
) -> None:
    for name in UNUSED:
        (tmp_path / f"{name}.py").write_text(PLANTED, encoding="utf-8")
    every = str([f"planted.{name}" for name in UNUSED])
    assert brought(str(tmp_path), "late") == ["[]", every]
    assert brought(str(tmp_path), "early") == ["['planted.requests']", every]
