"""The table of what is proved: `python tests/conformance/table.py [--files] [FOLDER...]`.

For each Transfer Syntax, Photometric Interpretation, bits, planar configuration and number of
frames that is found in the instances that the tests make, in pydicom's own files, in those of
pydicom-data if it is installed, and in the folders given. Ends with 1 if something does not hold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from conformance.matrix import rows
from conformance.sources import at_hand, found_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conformance.matrix import Row

HEAD = (
    "Transfer Syntax",
    "Photometric",
    "bits",
    "planar",
    "frames",
    "files",
    "outside",
    "inside",
    "size",
    "decoders that agree on all",
)


def markdown(made: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of the table, a line for each kind of pixels."""
    yield f"| {' | '.join(HEAD)} |"
    yield "|" + "---|" * len(HEAD)
    kinds: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in made:
        kinds[row.key].append(row)
    for key, group in sorted(kinds.items()):
        yield _line(key, group)


def _line(key: Sequence[str], group: Sequence[Row]) -> str:
    judged = [j for row in group for j in row.judgments if not j.silent]
    sizes = sorted(row.ratio for row in group)
    span = f"{sizes[0]:.2f}" if len(sizes) == 1 else f"{sizes[0]:.2f} to {sizes[-1]:.2f}"
    agreeing = [
        {f"{j.decoder} ({j.library})": None for j in row.judgments if j.agrees} for row in group
    ]
    names = [name for name in agreeing[0] if all(name in one for one in agreeing)]
    outside = sum(j.outside for j in judged)
    inside = max((j.inside for j in judged), default=0.0)
    cells = (*key, len(group), outside, f"{inside:.1f}", span, ", ".join(names))
    return f"| {' | '.join(map(str, cells))} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, what was not done and why, and what does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="further files to prove it on")
    parser.add_argument("--files", action="store_true", help="a line for each file")
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = at_hand(folder)
        for one in options.folders:
            sources += found_in(one)
        done = list(rows(sources, folder))
    proved = [row for row in done if row.judgments]
    if options.files:
        print("\n".join(_line((row.name, *row.key), [row]) for row in proved))
    print("\n".join(markdown(proved)))
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for row in done:
        if not row.judgments:
            reasons[f"{row.done.verdict}, {row.done.reason}"].append(row.name)
    for reason, names in sorted(reasons.items()):
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        print(f"{reason}: {', '.join(names[:5])}{more}")
    wrong = [row for row in proved if row.faults]
    for row in wrong:
        print(f"WRONG: {row.name} {row.key}: {'; '.join(row.faults)}")
    print(f"{len(proved)} files proved, {len(wrong)} of them wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
