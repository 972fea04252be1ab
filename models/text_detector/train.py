"""Trains the network: python train.py DATA OUT --steps 44000. Started again, it goes on.

DATA has train/ and val/ as shards.py writes them; OUT gets last.pt and log.txt.
"""

from __future__ import annotations

import argparse
import copy
import math
import time
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import torch

import loss
from batches import Shards
from network import Detector
from take_up import taken_up

if TYPE_CHECKING:
    from torch import Tensor

WARM = 200
"""The rate rises for so many steps,"""

LAST = 0.01
"""and falls to this share of its most."""

KEPT = 0.998
"""The weights that are exported are means over steps: so much is kept of them at each."""

LOGGED, SAVED = 100, 500
"""After so many steps a line is logged; after so many the weights are tried and saved."""

LONGEST = 5.0
"""Gradients are cut to this length."""

DECAY = 1e-3
"""Weights fall by this share of the rate at each step."""

TRIED, TRIED_AT_ONCE = 256, 32
"""So many pictures of each shard of val/ are tried, so many at a time."""


@dataclass(frozen=True)
class Plan:
    """How a training is done; the device is cpu or cuda."""

    steps: int = 44000
    batch: int = 8
    rate: float = 2e-3
    threads: int = 2
    seed: int = 1
    device: str = "cpu"

    def rate_at(self, step: int) -> float:
        """Return the rate of a step: it rises, and falls as a cosine does."""
        falling = 0.5 * (1 + math.cos(math.pi * step / self.steps))
        return self.rate * (min(1.0, (step + 1) / WARM) * (LAST + (1 - LAST) * falling))


@dataclass
class Run:
    """A training: the weights, their means, and what changes them."""

    model: Detector
    smooth: Detector
    optimizer: torch.optim.AdamW
    device: str
    step: int = 0

    def go_on(self, path: Path) -> None:
        """Take up a saved training."""
        saved = torch.load(path, weights_only=True, map_location=self.device)
        self.model.load_state_dict(saved["model"])
        self.smooth.load_state_dict(saved["smooth"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.step = saved["step"]

    def save(self, path: Path) -> None:
        """Save it, at once or not at all."""
        saved = {
            "model": self.model.state_dict(),
            "smooth": self.smooth.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
        }
        torch.save(saved, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def learn(self, batch: tuple[Tensor, ...], rate: float) -> Tensor:
        """Take a step; return the parts of the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        each = self._judged(self.model, batch)[1]
        self.optimizer.zero_grad(set_to_none=True)
        loss.total(each).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), LONGEST)
        self.optimizer.step()
        self._smooth(min(KEPT, (1 + self.step) / (10 + self.step)))
        self.step += 1
        return each.detach()

    def tried(self, shards: Shards) -> str:
        """Return recall and precision of cells, and the loss, in words."""
        self.smooth.train(mode=False)
        counts, losses = torch.zeros(3), []
        with torch.no_grad():
            for batch in shards.all(TRIED_AT_ONCE, TRIED):
                answer, each = self._judged(self.smooth, batch)
                counts += loss.counted(answer, batch[1].to(self.device)).cpu()
                losses.append(float(loss.total(each)))
        hit, said, there = counts.tolist()
        recall, precision = hit / max(1, there), hit / max(1, said)
        mean = sum(losses) / len(losses)
        return f"val recall {recall:.4f} precision {precision:.4f} loss {mean:.4f}"

    def _judged(
        self, model: Detector, batch: tuple[Tensor, ...]
    ) -> tuple[tuple[Tensor, Tensor], Tensor]:
        pictures, cores, thick = (part.to(self.device) for part in batch)
        with torch.autocast(self.device, torch.bfloat16):
            logits, sizes = model(pictures.contiguous(memory_format=torch.channels_last))
        answer = logits.float(), sizes.float()
        return answer, loss.parts(answer, cores, thick)

    def _smooth(self, kept: float) -> None:
        new = self.model.state_dict()
        with torch.no_grad():
            for name, mean in self.smooth.state_dict().items():
                if mean.dtype.is_floating_point:
                    mean.lerp_(new[name], 1 - kept)
                else:
                    mean.copy_(new[name])


def train(data: Path, out: Path, plan: Plan, start: Path | None = None) -> None:
    """Train until the planned steps are done; go on from where it was saved.

    A training that is not saved yet starts with the weights of an exported network, if given.
    """
    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    out.mkdir(parents=True, exist_ok=True)
    is_new = not (out / "last.pt").exists()
    model = taken_up(start, Shards(data / "train", plan.seed)) if start and is_new else Detector()
    model = model.to(plan.device, memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), lr=plan.rate, weight_decay=DECAY)
    run = Run(model, copy.deepcopy(model), optimizer, plan.device)
    if not is_new:
        run.go_on(out / "last.pt")
    shards = Shards(data / "train", plan.seed + run.step), Shards(data / "val", 0)
    _go_on(run, shards, plan, out)


def _go_on(run: Run, shards: tuple[Shards, Shards], plan: Plan, out: Path) -> None:
    sums, began = torch.zeros(4), time.monotonic()
    with (out / "log.txt").open("a", encoding="utf-8", buffering=1) as log:
        while run.step < plan.steps:
            rate = plan.rate_at(run.step)
            sums += run.learn(shards[0].batch(plan.batch), rate).cpu()
            if run.step % LOGGED == 0:
                shown = " ".join(f"{part / LOGGED:.3f}" for part in sums.tolist())
                each = (time.monotonic() - began) / LOGGED
                log.write(f"{run.step} rate {rate:.5f} loss {shown} {each:.2f} s/step\n")
                sums, began = torch.zeros(4), time.monotonic()
            if run.step % SAVED == 0 or run.step == plan.steps:
                log.write(f"{run.step} {run.tried(shards[1])}\n")
                run.save(out / "last.pt")


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, help="an exported network whose weights to take up")
    for name, known in {part.name: part.default for part in fields(Plan)}.items():
        parser.add_argument(f"--{name}", type=type(known), default=known)
    told = vars(parser.parse_args())
    data, out, start = (told.pop(name) for name in ("data", "out", "start"))
    train(data, out, Plan(**told), start)


if __name__ == "__main__":
    main()
