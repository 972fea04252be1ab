"""The network: a small fully convolutional U, stride 4, its answer at stride 2."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (16, 32, 48, 64, 96)
"""Channels at strides 2, 4, 8, 16 and 32."""

DEPTHS = (1, 2, 2, 2)
"""Blocks at strides 4, 8, 16 and 32, after the one that halves."""


class Step(nn.Sequential):
    """A convolution, its norm and a ReLU."""

    def __init__(self, come: int, go: int, size: int = 3, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(come, go, size, stride, size // 2, bias=False),
            nn.BatchNorm2d(go),
            nn.ReLU(inplace=True),
        )


class Block(nn.Module):
    """A step beside which its input passes."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        """Return as many channels."""
        return functional.relu(x + self.norm(self.conv(x)))


class Detector(nn.Module):
    """Pictures 0..255, n x 3 x rows x columns, multiples of 32, to what is on them.

    Returns the logits of cores, n x 1 at stride 2, and thicknesses at stride 4, n x 1: doublings
    from one pixel on.
    """

    def __init__(self) -> None:
        super().__init__()
        stem, a, b, c, d = WIDTHS
        self.stem = Step(3, stem, 3, 2)
        self.four = self._stage(stem, a, DEPTHS[0])
        self.eight = self._stage(a, b, DEPTHS[1])
        self.sixteen = self._stage(b, c, DEPTHS[2])
        self.thirty = self._stage(c, d, DEPTHS[3])
        self.from_thirty = nn.Conv2d(d, c, 1)
        self.from_sixteen = nn.Conv2d(c, b, 1)
        self.from_eight = nn.Conv2d(b, a, 1)
        self.at_sixteen, self.at_eight, self.at_four = Block(c), Block(b), Block(a)
        self.head = nn.Conv2d(a, 5, 1)
        nn.init.constant_(self.head.bias[:4], -2.0)
        nn.init.constant_(self.head.bias[4:], 3.3)

    @staticmethod
    def _stage(come: int, go: int, blocks: int) -> nn.Sequential:
        return nn.Sequential(Step(come, go, 3, 2), *(Block(go) for _ in range(blocks)))

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits of cores and thicknesses."""
        four = self.four(self.stem(picture * (1 / 64) - 2))
        eight = self.eight(four)
        sixteen = self.sixteen(eight)
        up = self.at_sixteen(
            functional.relu(sixteen + _twice(self.from_thirty(self.thirty(sixteen))))
        )
        up = self.at_eight(functional.relu(eight + _twice(self.from_sixteen(up))))
        up = self.at_four(functional.relu(four + _twice(self.from_eight(up))))
        answer = self.head(up)
        return functional.pixel_shuffle(answer[:, :4], 2), answer[:, 4:]


def _twice(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


def size_of(model: nn.Module) -> int:
    """Return how many numbers a model has learned."""
    return sum(p.numel() for p in model.parameters())


def fused(model: Detector) -> Detector:
    """Return the model with its norms taken into its convolutions, for export."""
    model.train(mode=False)
    for module in model.modules():
        if isinstance(module, Step):
            module[0] = torch.nn.utils.fusion.fuse_conv_bn_eval(module[0], module[1])
            module[1] = nn.Identity()
        elif isinstance(module, Block):
            module.conv = torch.nn.utils.fusion.fuse_conv_bn_eval(module.conv, module.norm)
            module.norm = nn.Identity()
    return model
