"""Seconds and requests that small instances take from and to a folder, memory, and a server of S3.

Run by hand: `python tests/bench/bench_stores.py [COUNT]`. The server is moto, in Python and in
another process of this machine: much of the time is its own, which is told, too, as seconds of the
processor that this process took. The requests are what a real one would be asked.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import fsspec
import pydicom
from pydicom.uid import UID

from doubles.stores import BUCKET, memory_store, s3_server
from scrub.cli.main import main

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

SAMPLE = Path(__file__).resolve().parents[2] / "fixtures" / "sample"


def make(folder: Path, count: int) -> None:
    folder.mkdir()
    dataset = pydicom.dcmread(SAMPLE / "mr-technical.dcm")
    for number in range(count):
        uid = UID(f"2.25.{10**30 + number}")
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uid
        dataset.save_as(folder / f"{number:05}.dcm")


def timed(name: str, folder: Path, words: list[str], count: int) -> None:
    key = ["--workers", "0", "--key", str(folder / "key")]
    for again in ("first", "again"):
        began, busy = time.perf_counter(), time.process_time()
        if main([*words, *key]):
            sys.exit(f"{name} failed")
        each = 1000 / count
        seconds, busy = time.perf_counter() - began, time.process_time() - busy
        print(f"{name:8} {again}: {seconds * each:6.2f} ms each, {busy * each:6.2f} of processor")


def bench(folder: Path, count: int) -> None:
    make(folder / "in", count)
    # The first of all pays for imports.
    timed("warm-up", folder, [str(folder / "in"), str(folder / "zero")], count)
    timed("folder", folder, [str(folder / "in"), str(folder / "out")], count)
    beside = ["--beside", str(folder / "beside")]
    with memory_store() as url:
        for path in (folder / "in").iterdir():
            fsspec.filesystem("memory").pipe_file(f"/in/{path.name}", path.read_bytes())
        timed("memory", folder, [url, "memory://memory-out", *beside], count)
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, folder / "in"))
    process.start()
    os.environ.update(ours.recv())
    timed("s3", folder, [f"s3://{BUCKET}/in", f"s3://{BUCKET}/s3-out", *beside], count)
    ours.send(count)
    process.join()


def serve(pipe: Connection, inputs: Path) -> None:
    """Serve what is in a folder until it is said how many that were, and tell the requests."""
    with s3_server() as server:
        server.put(inputs, "in")
        server.asked.clear()
        pipe.send(server.environment())
        count = pipe.recv()
        each = {method: round(number / count, 2) for method, number in server.asked.items()}
        print(f"requests for each object, in both runs: {each}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        bench(Path(made), int(sys.argv[1]) if len(sys.argv) > 1 else 300)
