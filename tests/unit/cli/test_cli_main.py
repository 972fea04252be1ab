from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scrub.cli.main import guarded, main
from scrub.errors import InputError

PATIENT = "DOE^JANE"


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from scrub.cli.main import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit:\n"
        "    heavy = {'numpy', 'pydicom', 'cv2', 'onnxruntime', 'multiprocessing'}\n"
        "    print(sorted(heavy & set(sys.modules)))\n"
    )
    said = _alone(code)
    assert said[-1] == "[]"
    assert any("exit codes:" in line for line in said)


def test_the_process_that_hands_out_the_work_needs_no_library() -> None:
    code = (
        "import sys\n"
        "import scrub.cli.run, scrub.batch.executors.processes\n"
        "heavy = {'numpy', 'pydicom', 'cv2', 'onnxruntime', 'PIL', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    assert _alone(code)[-1] == "[]"


def test_a_worker_which_imports_what_was_started_brings_no_options() -> None:
    code = "import sys, scrub.__main__\nprint('scrub.cli.options' in sys.modules)\n"
    assert _alone(code)[-1] == "False"


def _alone(code: str) -> list[str]:
    """Return the lines that another Python prints."""
    # Measuring coverage brings multiprocessing along.
    environment = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, check=True, text=True, env=environment)
    return done.stdout.splitlines()


def test_a_wrong_option_is_exit_code_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--nonsense", "in", "out"])
    assert caught.value.code == 2


def test_an_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise InputError("nothing there")

    assert guarded(fail, debug=False) == 5
    assert capsys.readouterr().err == "scrub: nothing there\n"


def test_a_bug_is_told_by_its_type_alone(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise ValueError(PATIENT)

    assert guarded(fail, debug=False) == 1
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert PATIENT not in said


def test_debug_shows_a_traceback_and_says_what_it_may_show(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> int:
        raise ValueError(PATIENT)

    assert guarded(fail, debug=True) == 1
    said = capsys.readouterr().err
    assert said.index("may show patients' data") < said.index("Traceback")


def test_an_interrupt_is_130(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise KeyboardInterrupt

    assert guarded(fail, debug=False) == 130
    assert capsys.readouterr().err == "scrub: interrupted; run again to go on\n"


def test_a_full_disk_is_not_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        with Path("/dev/full").open("w") as file:
            file.write("x")
        return 0

    assert guarded(fail, debug=False) == 6
    assert capsys.readouterr().err == "scrub: cannot go on: No space left on device\n"
