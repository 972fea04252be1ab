"""A node that is killed while it is sent to: `python tests/chaos/node.py [--count 1000] [--pixel]`.

Instances of many kinds are sent to `scrub serve` on four associations at once, two by storescu and
two by dcmsend, each again and again until all are taken, while the node is killed with -9 and
started anew. It sends to two archives (Orthanc), to one by C-STORE and to the other by STOW-RS.
Afterwards each of them must have exactly the instances that the plain command makes of the same
files with the same key, under the same UIDs, with the bytes that lie in the node's output; and must
be able to show each of which it can show the original. Ends with 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from pydicom.filereader import read_file_meta_info
from pydicom.uid import DeflatedExplicitVRLittleEndian

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chaos.archives import PROGRAM, Archive, free_port, has_dicom_web
from chaos.crowd import make
from chaos.senders import send
from doubles.dcmtk_programs import dcmtk

_ASSOCIATIONS = 4
_STUDIES = 8
_LONGEST = 1800.0
_GROUP_LENGTH = 128 + 4 + 12
"""Where the value of File Meta Information Group Length ends (PS3.10 7.1)."""


@dataclass
class Node:
    """`scrub serve`, as a process that may be killed."""

    folder: Path
    port: int
    words: list[str]
    process: subprocess.Popen[str] | None = None
    said: list[str] = field(default_factory=list)

    def start(self) -> None:
        log = (self.folder.parent / "node.log").open("a", encoding="utf-8")
        with log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scrub", "serve", str(self.folder), *self.words],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.communicate()

    def end(self) -> int:
        if not self.process:
            return -1
        self.process.send_signal(signal.SIGTERM)
        said, _ = self.process.communicate(timeout=_LONGEST)
        self.said.append(said.strip())
        return self.process.returncode

    def written(self) -> list[Path]:
        return sorted((self.folder / "out").rglob("*.dcm"))


def shared_out(source: Path, folder: Path) -> list[Path]:
    """Return folders of links to the files, one for each association."""
    folders = [folder / f"part{number}" for number in range(_ASSOCIATIONS)]
    for part in folders:
        part.mkdir()
    for number, path in enumerate(sorted(source.iterdir())):
        (folders[number % _ASSOCIATIONS] / path.name).hardlink_to(path)
    return folders


def wait_for(what: str, is_so: object, node: Node) -> None:
    """Wait until something is so, or it takes too long."""
    until = time.monotonic() + _LONGEST
    while not (callable(is_so) and is_so()):
        if time.monotonic() > until or (node.process and node.process.poll() is not None):
            raise SystemExit(f"in vain: {what}")
        time.sleep(0.2)


def uids(folder: Path) -> set[str]:
    paths = folder.rglob("*.dcm")
    return {str(read_file_meta_info(path).MediaStorageSOPInstanceUID) for path in paths}


def after_meta(content: bytes) -> bytes:
    """Return the data set of a file, as it is encoded, inflated."""
    length = int.from_bytes(content[_GROUP_LENGTH - 4 : _GROUP_LENGTH], "little")
    meta, rest = content[: _GROUP_LENGTH + length], content[_GROUP_LENGTH + length :]
    # An archive deflates anew what it is sent.
    return (
        zlib.decompress(rest, -zlib.MAX_WBITS)
        if DeflatedExplicitVRLittleEndian.encode() in meta
        else rest
    )


@dataclass
class Right:
    """What is to be: the files of the node by UID, those expected, and those that can be shown."""

    out: dict[str, Path]
    expected: set[str]
    shown: set[str]

    def table(self, name: str, archive: Archive) -> bool:
        """Print how an archive compares, and tell whether all is well."""
        there = list(archive.instances())
        found = {uid for _, uid in there}
        known = [(one, uid) for one, uid in there if uid in self.out]
        wrong = (
            ("lost", len(self.expected - found)),
            ("under other UIDs", len(found - self.expected)),
            ("twice", len(there) - len(found)),
            ("other bytes", sum(not _is_same(archive, one, self.out[uid]) for one, uid in known)),
            ("not shown", sum(bool(archive.problem(n)) for n, uid in known if uid in self.shown)),
        )
        print(
            f"{name:12}{len(there):10}", *(f"{number:>{len(said) + 2}}" for said, number in wrong)
        )
        return not any(number for _, number in wrong)


def _is_same(archive: Archive, name: str, path: Path) -> bool:
    return after_meta(archive.file(name)) == after_meta(path.read_bytes())


def chaos(folder: Path, options: argparse.Namespace) -> bool:
    source, plain, key = folder / "in", folder / "plain", folder / "key"
    how = ["--key", str(key), *(["--pixel"] if options.pixel else [])]
    make(source, options.count, _STUDIES)
    command = [sys.executable, "-m", "scrub", str(source), str(plain), *how, "--reveal"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    print("the plain command:", done.stdout.splitlines()[-1])
    with Archive(folder / "originals") as originals:
        shown = can_be_shown(originals, plain)
    with Archive(folder / "one") as one, Archive(folder / "two") as two:
        places = ["--to", f"dicom://ARCHIVE@127.0.0.1:{one.dicom}", "--to", two.web]
        port = free_port()
        node = Node(folder / "node", port, ["--port", str(port), "--workers", "2", *how, *places])
        right = Right({}, uids(plain), shown)
        attack(node, shared_out(source, folder), options.kills, len(right.expected))
        wait_for("the archives", lambda: min(one.count(), two.count()) >= len(right.expected), node)
        wait_for("the outboxes", lambda: not list(node.folder.glob("outbox/*/*.dcm")), node)
        code = node.end()
        print(f"ended with {code}: {node.said[-1]}")
        right.out = {uid_of(path): path for path in node.written()}
        print(f"expected {len(right.expected)}, in out {len(right.out)}, to be shown {len(shown)}")
        print(" " * 12, "instances  lost  under other UIDs  twice  other bytes  not shown")
        fine = [right.table("by C-STORE", one), right.table("by STOW-RS", two)]
        return all(fine) and code == 0 and right.out.keys() == right.expected


def can_be_shown(originals: Archive, plain: Path) -> set[str]:
    """Return the UIDs, as scrubbed, of those whose originals an archive can show."""
    lines = (plain.with_name("plain.report") / "report.jsonl").read_text(encoding="utf-8")
    records = [json.loads(line) for line in lines.splitlines()]
    written = [one for one in records if one["output"]]
    names = [(originals.put(Path(one["path"])), plain / one["output"]) for one in written]
    return {uid_of(path) for name, path in names if not originals.problem(name)}


def uid_of(path: Path) -> str:
    return str(read_file_meta_info(path).MediaStorageSOPInstanceUID)


def attack(node: Node, parts: list[Path], kills: int, count: int) -> None:
    """Send all of it while the node is killed so often."""
    node.start()
    tries = [0] * _ASSOCIATIONS
    threads = [
        threading.Thread(target=send, args=(number, part, node.port, tries))
        for number, part in enumerate(parts)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for number in range(1, kills + 1):
        share = count * number // (kills + 2)
        wait_for("scrubbing", lambda share=share: len(node.written()) >= share, node)
        print(f"killed with {len(node.written())} written")
        node.kill()
        node.start()
    for thread in threads:
        thread.join()
    print(f"sent in {time.monotonic() - began:.1f} s; tries that failed, by association: {tries}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--pixel", action="store_true")
    parser.add_argument("--folder", help="to work in; it is kept")
    options = parser.parse_args()
    if not (PROGRAM.exists() and has_dicom_web() and dcmtk("dcmsend") and dcmtk("storescu")):
        raise SystemExit("this needs Orthanc with its DICOMweb plugin, and DCMTK")
    folder = Path(options.folder or tempfile.mkdtemp(prefix="scrub-node-"))
    folder.mkdir(exist_ok=True)
    is_fine = chaos(folder, options)
    if not options.folder:
        shutil.rmtree(folder)
    print("all is well" if is_fine else "SOMETHING IS WRONG")
    return int(not is_fine)


if __name__ == "__main__":
    sys.exit(main())
