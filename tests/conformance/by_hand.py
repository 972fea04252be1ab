"""Frames that need no codec, read in few lines after the standard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from conformance.opened import Array, Opened

PAIRED = ("YBR_FULL_422", "YBR_PARTIAL_422")
BIG_ENDIAN = "1.2.840.10008.1.2.2"


def native_frames(source: Opened) -> tuple[Array, ...]:
    """Return the words of native frames (PS3.5 8.1, 8.2, Annex D)."""
    dataset = source.dataset
    octets = np.frombuffer(dataset.PixelData, np.uint8)
    big = source.syntax == BIG_ENDIAN
    if big and dataset["PixelData"].VR == "OW" and dataset.BitsAllocated <= 8:
        octets = octets.reshape(-1, 2)[:, ::-1].ravel()
    if dataset.BitsAllocated == 1:
        words: Array = np.unpackbits(octets, bitorder="little")
    else:
        words = octets[: len(octets) // (dataset.BitsAllocated // 8) * (dataset.BitsAllocated // 8)]
        words = words.view(f"{'>' if big else '<'}u{dataset.BitsAllocated // 8}")
    size = _samples(source)
    return tuple(_pixels(words[i * size : (i + 1) * size], source) for i in range(source.frames))


def encapsulated_frames(source: Opened, octets: list[bytes]) -> tuple[Array, ...]:
    """Return the words of frames that were found one by one, each padded by itself."""
    size = _samples(source)
    if source.dataset.BitsAllocated == 1:
        bits = [np.unpackbits(np.frombuffer(o, np.uint8), bitorder="little") for o in octets]
        return tuple(_pixels(one[:size], source) for one in bits)
    dtype = f"<u{source.dataset.BitsAllocated // 8}"
    return tuple(_pixels(np.frombuffer(one, dtype, size), source) for one in octets)


def _samples(source: Opened) -> int:
    dataset = source.dataset
    each = 2 if source.photometric in PAIRED else dataset.SamplesPerPixel
    return int(dataset.Rows) * int(dataset.Columns) * int(each)


def _pixels(words: Array, source: Opened) -> Array:
    """Return rows x columns, or rows x columns x samples."""
    dataset = source.dataset
    rows, columns, samples = dataset.Rows, dataset.Columns, dataset.SamplesPerPixel
    if samples == 1:
        return words.reshape(rows, columns)
    if source.photometric in PAIRED:
        pairs = words.reshape(rows, columns // 2, 4)
        return np.stack([pairs[..., [0, 2, 3]], pairs[..., [1, 2, 3]]], axis=2).reshape(
            rows, columns, 3
        )
    if dataset.get("PlanarConfiguration"):
        return words.reshape(samples, rows, columns).transpose(1, 2, 0)
    return words.reshape(rows, columns, samples)
