"""Takes up the weights of an exported network, to train it further: no checkpoint is kept of them.

The exported convolutions have their norms in them, and are rounded to 8 bits. The norms are made
anew, from what the convolutions give on training pictures, so that the network answers as before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from in_bytes import AT_ONCE, COLORS, TAPS
from network import WIDTHS, Block, Detector, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from batches import Shards

    Floats = NDArray[np.float32]

BATCHES, BATCH = 60, 8
"""So many pictures, so many at a time, tell what convolutions give on average."""

LEAST = 1e-6
"""A variance is at least this."""


def taken_up(exported: Path, shards: Shards) -> Detector:
    """Return the network of a file that export.py wrote, int8, ready to be trained."""
    model = Detector()
    values = dict(_values(exported))
    with torch.no_grad():
        for name, conv in _convolutions(model):
            conv.weight.copy_(torch.tensor(_weights(values, name)))
            if conv.bias is not None:
                conv.bias.copy_(torch.tensor(_biases(values, name)))
        for name, _, norm in _normed(model):
            norm.weight.fill_((1 + norm.eps) ** 0.5)
            norm.bias.copy_(torch.tensor(_biases(values, name)))
        _make_norms_anew(model, shards)
    return model


def _values(exported: Path) -> Iterator[tuple[str, Floats]]:
    """Yield the constants of a graph by name, those in bytes as the floats they stand for."""
    graph = onnx.load(exported).graph
    known = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    yield from known.items()
    for node in graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in known:
            value, scale, zero = (known[name].astype(np.float32) for name in node.input)
            shape = (-1, *[1] * (value.ndim - 1))
            floats = (value - zero.reshape(shape)) * scale.reshape(shape)
            yield node.output[0].removesuffix("_DequantizeLinear_Output"), floats


def _weights(values: Mapping[str, Floats], name: str) -> Floats:
    match name:
        case "stem.0":
            return _of_one_column(values["stem_weights_floats"])
        case "head":
            return np.ascontiguousarray(values["answer_weights"].T[:, :, None, None])
        case _:
            return values[f"model.{name}.weight"]


def _biases(values: Mapping[str, Floats], name: str) -> Floats:
    return (
        values["stem_biases_floats"][: WIDTHS[0]]
        if name == "stem.0"
        else values[f"model.{name}.bias"]
    )


def _of_one_column(wide: Floats) -> Floats:
    """Return the first convolution's weights for one column; in_bytes.py made some for several."""
    weights = np.empty((WIDTHS[0], COLORS, TAPS, TAPS), np.float32)
    for tap in range(TAPS):
        block, place = divmod(AT_ONCE + tap - 1, AT_ONCE)
        colors = slice(COLORS * place, COLORS * (place + 1))
        weights[..., tap] = wide[: WIDTHS[0], colors, :, block]
    return weights


def _convolutions(model: Detector) -> Iterator[tuple[str, nn.Conv2d]]:
    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d):
            yield name, module


def _normed(model: Detector) -> Iterator[tuple[str, nn.Conv2d, nn.BatchNorm2d]]:
    """Yield each convolution that a norm follows, its name first."""
    for name, module in model.named_modules():
        if isinstance(module, Step):
            conv, norm = module[0], module[1]
        elif isinstance(module, Block):
            conv, norm = module.conv, module.norm
        else:
            continue
        assert isinstance(conv, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        yield f"{name}.0" if isinstance(module, Step) else f"{name}.conv", conv, norm


def _make_norms_anew(model: Detector, shards: Shards) -> None:
    """Tell norms what is given to them, and let weights be as large as before a training."""
    model.train(mode=False)
    sums: dict[str, list[Tensor]] = {name: [] for name, _, _ in _normed(model)}

    def note(name: str, given: Tensor) -> None:
        sums[name].append(torch.stack([given.mean((0, 2, 3)), given.square().mean((0, 2, 3))]))

    hooks = [
        conv.register_forward_hook(lambda _, __, given, name=name: note(name, given))
        for name, conv, _ in _normed(model)
    ]
    for _ in range(BATCHES):
        model(shards.batch(BATCH)[0])
    for hook in hooks:
        hook.remove()
    for name, conv, norm in _normed(model):
        mean, square = torch.stack(sums[name]).mean(0)
        _set_norm(conv, norm, mean, (square - mean.square()).clamp(min=LEAST))


def _set_norm(conv: nn.Conv2d, norm: nn.BatchNorm2d, mean: Tensor, variance: Tensor) -> None:
    """Let a norm take away what it will add again, and the same for the size of weights."""
    usual = (2 / conv.weight[0].numel()) ** 0.5
    factor = usual / conv.weight.flatten(1).square().mean(1).sqrt().clamp(min=LEAST)
    conv.weight.mul_(factor[:, None, None, None])
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.running_mean.copy_(mean * factor)
    norm.running_var.copy_(variance * factor.square())
    norm.weight.copy_((norm.running_var + norm.eps).sqrt() / factor)
    norm.bias.add_(mean)
