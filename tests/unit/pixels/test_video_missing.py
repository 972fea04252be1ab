"""Without PyAV a video is refused by name, and nothing else minds."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pydicom.encaps import encapsulate

from doubles.instances import dataset_of, saved

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT_AV = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "av":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
from scrub.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    video = dataset_of(
        Rows=96,
        Columns=128,
        NumberOfFrames=8,
        SamplesPerPixel=3,
        PlanarConfiguration=0,
        PhotometricInterpretation="YBR_PARTIAL_420",
        BitsAllocated=8,
        BitsStored=8,
        HighBit=7,
        PixelRepresentation=0,
        PixelData=encapsulate([b"\x47" + bytes(187)], has_bot=False),
    )
    video["PixelData"].VR = "OB"
    saved(video, tmp_path / "in" / "video", "1.2.840.10008.1.2.4.102")
    return tmp_path


@pytest.mark.parametrize("options", [["--pixel", "--ocr", "none"], []])
def test_a_video_is_refused_by_name_and_told_how_to_serve_it(
    options: list[str], folder: Path
) -> None:
    command = [sys.executable, "-c", WITHOUT_AV, *options, "--workers", "0", "--verbose"]
    command += ["--key", str(folder / "key"), str(folder / "in"), str(folder / "out")]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 10, done.stderr
    report = (folder / "out.report" / "report.jsonl").read_text()
    assert "MPEG-4 AVC/H.264 High Profile / Level 4.1: pip install 'dicom-scrub[video]'" in report
    assert '"refused"' in report
    assert not [path for path in (folder / "out").rglob("*") if path.suffix == ".dcm"]


def test_scrub_is_imported_without_pyav() -> None:
    program = (
        "import sys; import scrub.cli.main, scrub.stages.scrub, scrub.toolbox;"
        "from scrub.pixels.encoding import codecs; codecs();"
        "sys.exit('av' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
