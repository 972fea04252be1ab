"""What every test stands on."""

from __future__ import annotations

import os
import signal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doubles.stores import S3

settings.register_profile("scrub", deadline=None, print_blob=True)
settings.load_profile("scrub")

# A shell ignores interrupts for what it starts in the background, and that is inherited; tests
# that interrupt a process need it not to be.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Programs that tests start are judged by what they do; with coverage counted in them too they take
# nearly twice the time. The process that hands out the tests has to tell its workers.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)

SAMPLE = Path(__file__).resolve().parent.parent / "fixtures" / "sample"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, so that no test sees or leaves a key, a setting or a cache of the person's."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def sample() -> Path:
    """The folder of the sample."""
    return SAMPLE


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Where a key may be made."""
    return tmp_path / "key"


@pytest.fixture(scope="session")
def s3_of_all() -> Iterator[S3]:
    """A server of S3, started once."""
    with import_module("doubles.stores").s3_server() as server:
        yield server


@pytest.fixture
def s3(s3_of_all: S3, monkeypatch: pytest.MonkeyPatch) -> S3:
    """That server, with nothing in it, and the one that clients in this process talk to."""
    for name, value in s3_of_all.environment().items():
        monkeypatch.setenv(name, value)
    s3_of_all.reset()
    return s3_of_all
