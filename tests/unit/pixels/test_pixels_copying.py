"""A stretch of a file copied."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pytest

from scrub.errors import CodecError
from scrub.pixels.copying import Stretch, copy

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Buffer

MANY = 5 << 20
OCTETS = np.random.default_rng(3).integers(0, 256, MANY, np.uint8).tobytes()
STRETCHES = [(0, MANY), (7, MANY - 7), (3, 10), (1 << 20, 1 << 20), (MANY, 0), (5, (3 << 20) + 1)]


def written(out: Path, source: BinaryIO, start: int, length: int) -> bytes:
    with out.open("wb") as file:
        file.write(b"before")
        copy(file, source, start, length)
        file.write(b"after")
    return out.read_bytes()


@pytest.mark.parametrize(("start", "length"), STRETCHES)
def test_a_stretch_goes_where_writing_stands(tmp_path: Path, start: int, length: int) -> None:
    meant = b"before" + OCTETS[start : start + length] + b"after"
    (tmp_path / "source").write_bytes(OCTETS)
    with (tmp_path / "source").open("rb") as source:
        source.read(11)
        assert written(tmp_path / "out", source, start, length) == meant
    assert written(tmp_path / "plain", io.BytesIO(OCTETS), start, length) == meant


def test_it_can_be_deflated_on_its_way() -> None:
    deflater, written = zlib.compressobj(wbits=-15), io.BytesIO()

    class Deflated(io.BytesIO):
        def write(self, octets: Buffer) -> int:
            return written.write(deflater.compress(octets))

    Stretch(io.BytesIO(OCTETS), 3, MANY - 5).write_to(Deflated())
    written.write(deflater.flush())
    assert zlib.decompress(written.getvalue(), -15) == OCTETS[3:-2]


@pytest.mark.parametrize("length", [2, MANY])
def test_a_source_that_ends_before_is_a_codec_error(tmp_path: Path, length: int) -> None:
    (tmp_path / "source").write_bytes(OCTETS)
    with (tmp_path / "source").open("rb") as source, pytest.raises(CodecError):
        written(tmp_path / "out", source, MANY - 1, length)
    with pytest.raises(CodecError):
        copy(io.BytesIO(), io.BytesIO(OCTETS), MANY - 1, length)
