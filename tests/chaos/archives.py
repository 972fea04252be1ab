"""Orthanc, started with a folder of its own, and what it says of what is in it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path("/usr/sbin/Orthanc")
_PLUGINS = Path("/usr/share/orthanc/plugins")
_SECONDS = 60


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def has_dicom_web() -> bool:
    """Tell whether Orthanc can receive by STOW-RS."""
    return any(_PLUGINS.glob("libOrthancDicomWeb*"))


class Archive:
    """An Orthanc that runs while it is entered."""

    def __init__(self, folder: Path) -> None:
        self.dicom, self._http = free_port(), free_port()
        self._folder = folder
        folder.mkdir()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        settings = {
            "Name": "archive",
            "StorageDirectory": str(self._folder / "storage"),
            "IndexDirectory": str(self._folder / "index"),
            "HttpPort": self._http,
            "DicomPort": self.dicom,
            "DicomAet": "ARCHIVE",
            "AuthenticationEnabled": False,
            "RemoteAccessAllowed": False,
            "DicomAlwaysAllowStore": True,
            "UnknownSopClassAccepted": True,
            "OverwriteInstances": False,
            "ConcurrentJobs": 1,
            "HttpThreadsCount": 4,
            "Plugins": [str(_PLUGINS)],
            "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
        }
        path = self._folder / "orthanc.json"
        path.write_text(json.dumps(settings), encoding="utf-8")
        log = (self._folder / "log").open("wb")
        with log:
            self._process = subprocess.Popen(
                [PROGRAM, path], stdout=log, stderr=log, env=os.environ | {"LC_ALL": "C.UTF-8"}
            )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(_SECONDS)

    @property
    def web(self) -> str:
        """The root of its STOW-RS."""
        return f"http://127.0.0.1:{self._http}/dicom-web"

    def count(self) -> int:
        """Return how many instances it has."""
        return int(self.asked("/statistics")["CountInstances"])

    def instances(self) -> Iterator[tuple[str, str]]:
        """Yield its name for each instance, and the SOP Instance UID."""
        for one in self.asked("/instances?expand"):
            yield one["ID"], one["MainDicomTags"]["SOPInstanceUID"]

    def put(self, path: Path) -> str:
        """Store a file, and return the name that it has there."""
        request = urllib.request.Request(self._url("/instances"), path.read_bytes())
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(json.load(answer)["ID"])

    def file(self, name: str) -> bytes:
        """Return an instance as it keeps it."""
        return self._get(f"/instances/{name}/file")

    def problem(self, name: str) -> str:
        """Return why its viewer cannot show an instance; empty if it can."""
        try:
            shown = self._get(f"/instances/{name}/frames/0/preview")
        except urllib.error.HTTPError as problem:
            return str(problem.code)
        return "" if shown.startswith(b"\x89PNG") else "not a picture"

    def asked(self, path: str) -> Any:  # noqa: ANN401 (JSON)
        """Return what it answers."""
        return json.loads(self._get(path))

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(self._url(path), timeout=60) as answer:
            content: bytes = answer.read()
            return content

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._http}{path}"

    def _wait(self) -> None:
        until = time.monotonic() + _SECONDS
        while True:
            try:
                self._get("/system")
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
            else:
                return
