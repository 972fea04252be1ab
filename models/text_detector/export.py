"""Writes a checkpoint as ONNX: python export.py RUN/last.pt detector.onnx [--shards DATA/train].

With shards detector.onnx is int8, calibrated on their pictures, beside detector.fp32.onnx; without
it is fp32. The last convolution stays fp32, for the sake of its answers; the first is made int8 by
in_bytes.py, which knows that the picture is bytes as it comes.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnxruntime import quantization
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from in_bytes import in_bytes
from network import Detector, fused

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPERATORS = 17
"""The version of ONNX's operators."""

QUANTIZED = frozenset({"Conv", "Add", "Relu", "Resize", "DequantizeLinear"})

PICTURES, FROM = 96, 4
"""So many pictures of so many shards show how large values become."""


class Exported(nn.Module):
    """The network with bytes as input, n x rows x columns x 3, and probabilities as answer."""

    def __init__(self, model: Detector) -> None:
        super().__init__()
        self.model = model

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """Return probabilities and thicknesses."""
        cores, thick = self.model(picture.permute(0, 3, 1, 2).float())
        return torch.sigmoid(cores)[:, 0], thick[:, 0]


class Pictures(quantization.CalibrationDataReader):
    """Pictures of the first shards of a folder, one at a time."""

    def __init__(self, folder: Path) -> None:
        files = sorted(folder.glob("p*.npy"))[:FROM]
        taken = [np.load(file, mmap_mode="r")[: PICTURES // len(files)] for file in files]
        self.left = [batch[None] for part in taken for batch in part]

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        """Return the next input."""
        return {"picture": np.ascontiguousarray(self.left.pop())} if self.left else None


def trained(checkpoint: Path) -> Exported:
    """Return the network of a checkpoint: the means of its weights, as they are exported."""
    model = Detector()
    model.load_state_dict(torch.load(checkpoint, weights_only=True, map_location="cpu")["smooth"])
    exported = Exported(fused(model))
    exported.train(mode=False)
    return exported


def export(checkpoint: Path, out: Path, shards: Path | None = None) -> None:
    """Write a checkpoint as ONNX, at once or not at all."""
    new = out.with_suffix(".new.onnx")
    if shards is None:
        _write(trained(checkpoint), new)
    else:
        plain = out.with_suffix(".fp32.onnx")
        _write(trained(checkpoint), plain)
        _quantize(plain, new, Pictures(shards))
    new.replace(out)


def _write(model: Exported, out: Path) -> None:
    names = ("picture", "cores", "thick")
    with warnings.catch_warnings():
        # The exporter without TorchDynamo is deprecated; the new one needs a package more.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (torch.zeros(1, 64, 96, 3, dtype=torch.uint8),),
            str(out),
            dynamo=False,
            opset_version=OPERATORS,
            input_names=names[:1],
            output_names=names[1:],
            dynamic_axes={
                name: {0: "n", 1: f"{name}_rows", 2: f"{name}_columns"} for name in names
            },
        )


def _quantize(plain: Path, out: Path, pictures: Pictures) -> None:
    ready = plain.with_suffix(".ready.onnx")
    quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
    nodes = onnx.load(ready).graph.node
    convolutions = [node.name for node in nodes if node.op_type == "Conv"]
    rest = [node.name for node in nodes if node.op_type not in QUANTIZED]
    quantization.quantize_static(
        str(ready),
        str(out),
        pictures,
        per_channel=True,
        quant_format=quantization.QuantFormat.QDQ,
        activation_type=quantization.QuantType.QUInt8,
        weight_type=quantization.QuantType.QInt8,
        nodes_to_exclude=[convolutions[0], convolutions[-1], *rest],
    )
    ready.unlink()
    quantized = onnx.load(out)
    in_bytes(quantized)
    onnx.save(quantized, out)


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shards", type=Path)
    told = parser.parse_args()
    export(told.checkpoint, told.out, told.shards)


if __name__ == "__main__":
    main()
