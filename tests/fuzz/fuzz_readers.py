"""Fuzzes all that reads bytes in Python, by atheris: see README.md here."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SECONDS_OF_AN_INPUT = 20
"""Longer is a hang. Instrumented code is several times slower."""

MEGABYTES = 1000
"""More is an over-allocation; all that is imported takes about 100."""

WITHOUT_COVERAGE = ("scrub.pixels.codecs.jpeg_huffman",)
"""atheris keeps what comparisons return, which there are arrays of half a megabyte."""


def main() -> None:
    """Make seeds, and fuzz for so many seconds; a finding ends it, and is left as a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seeds", type=Path, help="a folder of real DICOM files")
    parser.add_argument("--corpus", type=Path, help="where to keep inputs that reach further")
    parser.add_argument("--findings", type=Path, default=Path(), help="where to leave a finding")
    parser.add_argument("--again", type=Path, help="one input to read again")
    chosen = parser.parse_args()
    # Each would be kept, and they are as many as there are inputs.
    warnings.simplefilter("ignore")
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["scrub"], exclude=list(WITHOUT_COVERAGE)):
        targets = importlib.import_module("fuzz.reader_targets")
    if chosen.again:
        print(targets.run(chosen.again.read_bytes()))
        return
    with tempfile.TemporaryDirectory() as folder:
        corpus = chosen.corpus or Path(folder)
        corpus.mkdir(parents=True, exist_ok=True)
        made = _write_seeds(targets, chosen.seeds, corpus)
        print(f"{made} seeds, {len(targets.TARGETS)} targets", flush=True)
        _fuzz(atheris, targets, chosen, corpus)


def _write_seeds(targets: Any, folder: Path | None, corpus: Path) -> int:  # noqa: ANN401 (a module)
    made = 0
    for made, seed in enumerate(targets.seeds(folder), 1):
        Path(corpus, f"seed-{made:05}").write_bytes(seed)
    return made


def _fuzz(atheris: Any, targets: Any, chosen: argparse.Namespace, corpus: Path) -> None:  # noqa: ANN401 (modules)
    came: Counter[str] = Counter()

    def once(octets: bytes) -> None:
        came[targets.run(octets)] += 1

    atheris.Setup(
        [
            sys.argv[0],
            f"-max_total_time={chosen.seconds}",
            f"-timeout={SECONDS_OF_AN_INPUT}",
            f"-rss_limit_mb={MEGABYTES}",
            f"-max_len={targets.LONGEST}",
            f"-artifact_prefix={chosen.findings}/",
            "-len_control=0",
            "-print_final_stats=1",
            str(corpus),
        ],
        once,
    )
    # libFuzzer leaves by exit and returns nowhere; what came of the inputs is said before that.
    importlib.import_module("atexit").register(lambda: print(*_lines(came), sep="\n", flush=True))
    atheris.Fuzz()


def _lines(came: Counter[str]) -> list[str]:
    return [f"{count:9}  {what}" for what, count in sorted(came.items())]


if __name__ == "__main__":
    main()
