"""Builds fuzz_splice.c with clang, ASAN and UBSAN, and lets it run.

python tests/fuzz/fuzz_run.py --minutes 30 [--seeds FOLDER_OF_REAL_FILES] [--work FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
NATIVE = HERE.parents[1] / "src" / "native"
SOURCES = (HERE / "fuzz_splice.c", *(NATIVE / f"{name}.c" for name in ("bytes", "jpeg", "rle")))
COMPILE = (
    *("-std=c11", "-g", "-O1", "-Wall", "-Wextra", "-Werror"),
    *("-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all", f"-I{NATIVE}"),
)
LIMITS = ("-rss_limit_mb=512", "-timeout=5", "-max_len=8192", "-print_final_stats=1")


def main() -> int:
    """Return libFuzzer's exit code: 0 if nothing was found."""
    parser = argparse.ArgumentParser(description="Fuzz the C core.")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seeds", type=Path, help="a folder of DICOM or JPEG files")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir(), "scrub-fuzz"))
    chosen = parser.parse_args()
    clang = next((found for name in ("clang", "clang-14") if (found := shutil.which(name))), None)
    if clang is None:
        sys.exit("clang is not here: apt install clang-14 libclang-rt-14-dev")
    sys.path.insert(0, str(HERE.parent))
    from fuzz.fuzz_seeds import write_seeds  # noqa: PLC0415 (on the path that was just set)

    corpus, crashes = chosen.work / "corpus", chosen.work / "crashes"
    crashes.mkdir(parents=True, exist_ok=True)
    print(write_seeds(corpus, chosen.seeds), "seeds in", corpus, flush=True)
    program = chosen.work / "fuzz_splice"
    subprocess.run([clang, *COMPILE, *map(str, SOURCES), "-o", str(program)], check=True)
    time = f"-max_total_time={round(chosen.minutes * 60)}"
    run = [str(program), str(corpus), f"-artifact_prefix={crashes}/", time, *LIMITS]
    return subprocess.run(run, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
