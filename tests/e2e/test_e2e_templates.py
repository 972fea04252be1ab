"""`scrub templates` as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from doubles.site_templates import instance, site

if TYPE_CHECKING:
    from pathlib import Path


def templates(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrub", "templates", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_what_is_exported_and_imported_again_fits_the_same_files(tmp_path: Path) -> None:
    own = site(tmp_path / "own")
    instance(tmp_path / "in" / "DOE^JANE.dcm", "Two Three", software="2.4")
    instance(tmp_path / "in" / "other.dcm", "Nine")
    before = templates("match", tmp_path / "in", "--templates", own)
    assert before.returncode == 10, before.stderr
    assert "  black: 0,0 64x12" in before.stdout.splitlines()
    assert "DOE" not in before.stdout + before.stderr

    script = tmp_path / "DicomPixelAnonymizer.script"
    assert templates("export", "ctp", own / "acme.yaml", "-o", script).returncode == 0
    again = tmp_path / "again" / "ctp.yaml"
    again.parent.mkdir()
    done = templates("import", "auto", script, "-o", again)
    assert (done.returncode, done.stdout) == (0, "")
    after = templates("match", tmp_path / "in", "--templates", again.parent)
    assert after.returncode == 10
    assert "  black: 0,0 64x12" in after.stdout.splitlines()


def test_a_wrong_template_ends_with_3_and_no_traceback(tmp_path: Path) -> None:
    own = site(tmp_path / "own", "schema: 2\ntemplates: []\n")
    done = templates("check", own)
    assert done.returncode == 3
    assert f"{own / 'acme.yaml'}:1: wrong: only schema 1 is understood" in done.stdout
    assert done.stderr == ""


def test_whoever_reads_a_part_gets_no_error() -> None:
    words = [sys.executable, "-m", "scrub", "templates", "list", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        os.close(os.dup(process.stdout.fileno()))
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
