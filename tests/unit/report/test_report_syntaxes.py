from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pydicom.uid import MPEG2MPML, UID, JPEGBaseline8Bit

from scrub.report.syntaxes import COMMON, name_of

NOT_NEEDED = """
import sys
from scrub.report.syntaxes import name_of
said = name_of(sys.argv[1])
print("pydicom" in sys.modules, said)
"""


@pytest.mark.parametrize("uid", [*COMMON, MPEG2MPML])
def test_a_syntax_is_called_what_the_standard_calls_it(uid: str) -> None:
    assert name_of(uid) == UID(uid).name


@pytest.mark.parametrize("uid", ["", "1.2.3", "no UID"])
def test_what_is_no_syntax_is_called_what_it_is(uid: str) -> None:
    assert name_of(uid) == uid


@pytest.mark.parametrize(("uid", "brought"), [(JPEGBaseline8Bit, False), (MPEG2MPML, True)])
def test_a_common_syntax_needs_no_library(uid: str, *, brought: bool) -> None:
    # Measuring coverage brings some of its own along.
    environment = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    words = [sys.executable, "-c", NOT_NEEDED, uid]
    done = subprocess.run(words, capture_output=True, check=True, text=True, env=environment)
    assert done.stdout.split()[0] == str(brought)
    assert done.stdout.split(maxsplit=1)[1].strip() == UID(uid).name
