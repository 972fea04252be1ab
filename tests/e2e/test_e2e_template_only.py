"""A run on templates alone: no engine, nothing that only looking needs, and exactly the mask."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pydicom.pixels.utils import pixel_array

from doubles.made_instances import (
    EXPLICIT,
    Pixels,
    described,
    drawn,
    native_octets,
    natively,
    written,
)

TEMPLATE = """
schema: 1
templates:
  - name: banner
    when: [{attribute: Modality, equals: OT}]
    black: [{x: 3, y: 0, width: 20, height: 9}]
    complete: true
    reviewed: {by: someone, on: 2026-11-21}
"""
CODE = """
import sys
from scrub.cli.main import main
code = main(sys.argv[1:])
print(code, sorted({"cv2", "onnxruntime", "rapidocr", "pytesseract", "av"} & set(sys.modules)))
"""


@pytest.mark.parametrize("pixels", [Pixels(), Pixels("RGB"), Pixels(allocated=16, signed=1)])
def test_it_blacks_the_mask_and_no_more_and_brings_nothing_to_look_with(
    pixels: Pixels, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "own.yaml").write_text(TEMPLATE, encoding="utf-8")
    octets = native_octets(drawn(pixels), pixels, EXPLICIT, "OW")
    source = written(natively(described(pixels), octets), tmp_path / "in" / "a.dcm", EXPLICIT)
    out = tmp_path / "out"
    own = ("--pixel", str(source), str(out), "--ocr", "none", "--workers", "0")
    more = ("--templates", str(tmp_path / "templates"), "--key", str(tmp_path / "key"))
    # Measuring coverage brings some of its own along.
    environment = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    done = subprocess.run(
        [sys.executable, "-c", CODE, *own, *more],
        capture_output=True,
        check=True,
        text=True,
        env=environment,
    )
    assert done.stdout.splitlines()[-1] == "0 []", done.stdout + done.stderr
    (made,) = (path for path in out.rglob("*.dcm") if Path(path).is_file())
    after, before = (np.array(pixel_array(path, raw=True)) for path in (made, source))
    black = before.min() if pixels.signed else 0
    assert (after[:9, 3:23] == black).all()
    after[:9, 3:23] = before[:9, 3:23]
    assert np.array_equal(after, before)
