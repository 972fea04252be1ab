"""`scrub serve` as a process of its own: started, sent to, killed, ended."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from pydicom import dcmread
from pynetdicom import AE
from pynetdicom.presentation import build_context

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LISTENS = re.compile(r"port (\d+) \(DICOM\)(?:, port (\d+) \(HTTP)?")
_SECONDS = 60


@dataclass
class Serving:
    """A node in a folder, with these words more."""

    base: Path
    words: Sequence[str] = ()
    process: subprocess.Popen[str] | None = None
    port: int = 0
    http: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.base / "node"

    @property
    def key(self) -> Path:
        return self.base / "key"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = [sys.executable, "-m", "scrub", "serve", str(self.folder)]
        ports = ["--port", "0", "--http-port", "0", "--workers", "1", "--key", str(self.key)]
        self.process = subprocess.Popen(
            [*command, *ports, *self.words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for line in _lines(self.process.stderr):
            self.said.append(line)
            if found := _LISTENS.search(line):
                self.port, self.http = int(found[1]), int(found[2])
                return
        raise AssertionError(self.said)

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def end(self) -> dict[str, int]:
        """End it in good order, and return the numbers that it says last."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        said, problems = self.process.communicate(timeout=_SECONDS)
        self.said.append(problems)
        assert self.process.returncode == 0, problems
        words = said.splitlines()[-1].removeprefix("scrub: ").split()
        return {name: int(number) for name, number in (word.split("=") for word in words)}

    def written(self) -> list[Path]:
        return sorted((self.folder / "out").rglob("*.dcm"))

    def received(self) -> list[Path]:
        return sorted((self.folder / "received").glob("??/*.dcm"))

    def queued(self) -> list[Path]:
        return sorted((self.folder / "outbox").glob("*/*.dcm"))

    def store(self, *paths: Path) -> list[int]:
        """Send by C-STORE, and return what was answered."""
        kinds = {_kind(path) for path in paths}
        association = AE().associate(
            "127.0.0.1", self.port, contexts=[build_context(*kind) for kind in kinds]
        )
        assert association.is_established
        statuses = [int(association.send_c_store(path).Status) for path in paths]
        association.release()
        return statuses

    def post(self, *paths: Path) -> int:
        """Send by STOW-RS, and return the status."""
        before = b"--b0\r\nContent-Type: application/dicom\r\n\r\n"
        body = b"".join(before + path.read_bytes() + b"\r\n" for path in paths) + b"--b0--\r\n"
        kind = 'multipart/related; type="application/dicom"; boundary=b0'
        request = urllib.request.Request(self._url("studies"), body, {"Content-Type": kind})
        return _status(request)

    def health(self) -> int:
        return _status(urllib.request.Request(self._url("health")))

    def metrics(self) -> str:
        with urllib.request.urlopen(self._url("metrics"), timeout=_SECONDS) as answer:
            return str(answer.read().decode())

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.http}/{path}"


def _kind(path: Path) -> tuple[str, str]:
    meta = dcmread(path, stop_before_pixels=True).file_meta
    return str(meta.MediaStorageSOPClassUID), str(meta.TransferSyntaxUID)


def _lines(stream: IO[str] | None) -> IO[str]:
    assert stream
    return stream


def _status(request: urllib.request.Request) -> int:
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as problem:
        return problem.code
