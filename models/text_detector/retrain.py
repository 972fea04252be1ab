"""Makes the detector anew: python retrain.py FONTS WORK [--device cuda].

Indexes the fonts, writes training pictures, trains, exports WORK/text_detector.onnx. Each step goes
on where it was stopped; what is done is not done again. README.md says how to get the fonts.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import cv2

import fonts
import shards
import train
from export import export

SHARDS, EACH = 100, 512
"""Shards, and pictures of each: about as many as the weights here have seen."""

SEEDS = {"train": 1, "val": 2}

OPENCV = 4
"""2026-11: OpenCV 5 draws outlines when asked for a Hershey font; screens have its strokes."""


def main() -> None:
    """Do what is left to do."""
    told = _told()
    if int(cv2.__version__.split(".")[0]) != OPENCV:
        print(f"OpenCV {cv2.__version__} draws no strokes: for weights to keep, take OpenCV 4")
    data, run, out = told.work / "data", told.work / "run", told.work / "text_detector.onnx"
    if not (told.fonts / "faces.json").exists():
        fonts.index(told.fonts)
    for part, seed in SEEDS.items():
        number = told.shards if part == "train" else 1
        shards.write(told.fonts, data / part, shards.Order(number, each=told.each, seed=seed))
    plan = train.Plan(told.steps, rate=told.rate, threads=told.threads, device=told.device)
    train.train(data, run, plan, told.start)
    if not out.exists() or out.stat().st_mtime < (run / "last.pt").stat().st_mtime:
        export(run / "last.pt", out, data / "train")
    print(out, out.stat().st_size, "bytes")
    print("sha256 =", hashlib.sha256(out.read_bytes()).hexdigest())


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path, help="a folder of fonts; nothing else is written there")
    parser.add_argument("work", type=Path, help="a folder for pictures and weights: 12 GB")
    parser.add_argument("--start", type=Path, help="an exported network whose weights to take up")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=train.Plan.steps)
    parser.add_argument("--rate", type=float, default=train.Plan.rate)
    parser.add_argument("--shards", type=int, default=SHARDS)
    parser.add_argument("--each", type=int, default=EACH)
    return parser.parse_args()


if __name__ == "__main__":
    main()
