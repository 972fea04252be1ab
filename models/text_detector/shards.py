"""Writes training pictures in shards: python shards.py FONTS OUT --first 0 --shards 40 --each 512.

A shard is OUT/pNNNN.npy (each x size x size x 3), cNNNN.npy (cores), tNNNN.npy (thicknesses), all
uint8. What is in a shard follows from the fonts, its number and the seed alone.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

import faces
import fields
from scenes import scene


@dataclass(frozen=True)
class Order:
    """Which shards are wanted: numbers from the first on, of so many pictures each."""

    shards: int = 40
    first: int = 0
    each: int = 512
    size: int = 256
    seed: int = 1


def write(fonts: Path, out: Path, order: Order) -> None:
    """Write the shards that are not there yet."""
    cv2.setNumThreads(1)
    out.mkdir(parents=True, exist_ok=True)
    known, made = faces.load(fonts), fields.bank(order.seed)
    for number in range(order.first, order.first + order.shards):
        if (out / f"t{number:04}.npy").exists():
            continue
        shard = [
            scene(made, known, np.random.default_rng((order.seed, number, index)), order.size)
            for index in range(order.each)
        ]
        for letter, arrays in zip("pct", zip(*shard, strict=True), strict=True):
            temporary = out / f".{letter}{number:04}.npy"
            np.save(temporary, np.stack(arrays))
            temporary.replace(out / f"{letter}{number:04}.npy")
        print("shard", number, flush=True)


def main() -> None:
    """Write the shards that are not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("out", type=Path)
    order = Order()
    for name in ("first", "shards", "each", "size", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(order, name))
    told = parser.parse_args()
    numbers = {name: number for name, number in vars(told).items() if name not in {"fonts", "out"}}
    write(told.fonts, told.out, Order(**numbers))


if __name__ == "__main__":
    main()
