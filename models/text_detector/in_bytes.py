"""Rewrites a quantized graph so that it stays in bytes from the picture to the last convolution.

onnxruntime runs the convolutions between in bytes, channels last. As it comes from the exporter,
half of its time goes on what is around them: the picture is made floats, the first convolution is
one of floats, and what it gives is made bytes and laid out anew; doubling goes cell by cell; the
last convolution wants channels first.

2026-11, CPU seconds a megapixel, the best of twelve runs on one thread; the picture of 1152 x 864:

    as exported                                              .032
    and doubled by copying                                   .029
    and the picture in bytes, a convolution of 3 channels    .029
    of 6, of 12, of 24: two, four, eight columns at once     .028, .027, .029
    and the answer from channels last                        counted in the line above

Only the first convolution's weights are rounded anew, to 8 bits: on 480 made pictures as many texts
are found as before (7,507 and 7,504 of 7,546), with as much boxed in vain (.69 and .66 %).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

Node = Any
"""A node of a graph; onnx carries no types that are read here."""

AT_ONCE = 4
"""So many columns of the picture are one column for the first convolution, and their colors its
channels: bytes need no moving for that. It gives half as many columns of its own."""

COLORS, STEP, TAPS = 3, 2, 3
"""Of the first convolution: what it takes, by how much it halves, and its size."""

CHANNELS_LAST, CHANNELS_FIRST = (0, 2, 3, 1), (0, 3, 1, 2)
"""Orders of axes."""

OUT = 5
"""Channels of the last convolution: four cells, and how thick a line is."""


class Graph:
    """A graph that is rewired: nodes are added in any order, and those that nobody uses go."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401 (onnx carries no types)
        self.graph = model.graph
        self.nodes: list[Node] = list(model.graph.node)
        self.values = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}

    def all(self, operator: str) -> list[Node]:
        """Return the nodes of one operator."""
        return [node for node in self.nodes if node.op_type == operator]

    def maker(self, name: str) -> Node:
        """Return the node that makes a tensor."""
        return next(node for node in self.nodes if name in node.output)

    def user(self, name: str) -> Node:
        """Return the only node that uses a tensor."""
        (node,) = (node for node in self.nodes if name in node.input)
        return node

    def constant(self, name: str, value: ArrayLike) -> str:
        """Add a constant; return its name."""
        self.values[name] = np.asarray(value)
        return name

    def add(self, operator: str, inputs: Iterable[str], name: str, **attributes: Any) -> str:  # noqa: ANN401 (of any type)
        """Add a node; return its output's name, which is its own."""
        self.nodes.append(helper.make_node(operator, [*inputs], [name], name=name, **attributes))
        return name

    def replace(self, old: str, new: str) -> None:
        """Let all that use a tensor use another one."""
        for node in self.nodes:
            for place, name in enumerate(node.input):
                if name == old:
                    node.input[place] = new

    def store(self) -> None:
        """Write nodes and constants back: what is used, each after what it uses."""
        outputs = [output.name for output in self.graph.output]
        used, last = set(outputs), -1
        while len(used) != last:
            last = len(used)
            for node in self.nodes:
                if used.intersection(node.output):
                    used.update(node.input)
        left = [node for node in self.nodes if used.intersection(node.output)]
        known = {"", *(given.name for given in self.graph.input), *self.values}
        # Shapes that the exporter noted are not those of tensors that were rewired.
        del self.graph.node[:], self.graph.initializer[:], self.graph.value_info[:]
        while left:
            ready = [node for node in left if known.issuperset(node.input)]
            if not ready:
                raise ValueError("a graph of which a part hangs in the air")
            self.graph.node.extend(ready)
            known.update(name for node in ready for name in node.output)
            left = [node for node in left if node not in ready]
        kept = {name: value for name, value in self.values.items() if name in used}
        self.graph.initializer.extend(numpy_helper.from_array(v, n) for n, v in kept.items())


def in_bytes(model: Any) -> None:  # noqa: ANN401 (onnx carries no types)
    """Rewrite a model of export.py that is quantized, in place.

    Raises:
        ValueError: if it is none, or was rewritten before.

    """
    graph = Graph(model)
    firsts = [c for c in graph.all("Conv") if _weights(graph, c).shape[1] == COLORS]
    lasts = [c for c in graph.all("Conv") if _weights(graph, c).shape[0] == OUT]
    if len(firsts) != 1 or len(lasts) != 1:
        raise ValueError("not the quantized network as it is exported")
    _picture_in_bytes(graph, firsts[0])
    for node in graph.all("Resize"):
        _double_by_copying(graph, node)
    _answer_from_channels_last(graph, lasts[0])
    graph.store()
    onnx.checker.check_model(model)


def _weights(graph: Graph, conv: Node) -> NDArray[Any]:
    """Return a convolution's weights, quantized or not."""
    name = conv.input[1]
    return np.asarray(graph.values[name if name in graph.values else graph.maker(name).input[0]])


def _picture_in_bytes(graph: Graph, conv: Node) -> None:
    """Let the first convolution take bytes, of several columns at once, and give bytes."""
    less = graph.maker(conv.input[0])
    times = graph.maker(less.input[0])
    scale = np.float32(graph.values[times.input[1]])
    zero = np.float32(graph.values[less.input[1]]) / scale
    if zero != np.uint8(zero):
        raise ValueError("a picture whose zero is no byte")
    weights, scales = _rounded(graph.values[conv.input[1]])
    biases = np.rint(graph.values[conv.input[2]] / (scales * scale)).astype(np.int32)
    columns = AT_ONCE // STEP
    wide = np.tile(scales, columns)
    inputs = (
        _wide_picture(graph, scale, np.uint8(zero)),
        _dequantized(graph, "stem_weights", _of_blocks(weights), wide),
        _dequantized(graph, "stem_biases", np.tile(biases, columns), wide * scale),
    )
    size = {"kernel_shape": (TAPS, 2), "strides": (STEP, 1), "pads": (1, 1, 0, 0)}
    graph.replace(conv.output[0], graph.add("Conv", inputs, "stem_wide", **size))
    _columns_apart(graph, graph.user(graph.user("stem_wide").output[0]), len(scales))


def _wide_picture(graph: Graph, scale: np.float32, zero: np.uint8) -> str:
    """Return the picture with columns taken several at once, as if it were floats."""
    shape = graph.constant("picture_shape", (0, 0, -1, AT_ONCE * COLORS))
    shown = graph.add("Reshape", ("picture", shape), "picture_wide")
    shown = graph.add("Transpose", (shown,), "picture_first", perm=CHANNELS_FIRST)
    told = graph.constant("picture_scale", scale), graph.constant("picture_zero", zero)
    return graph.add("DequantizeLinear", (shown, *told), "picture_floats")


def _columns_apart(graph: Graph, quantize: Node, channels: int) -> None:
    """Let what uses the first convolution's bytes have its columns one by one again."""
    stem = quantize.output[0]
    quantize.output[0] = f"{stem}_wide"
    shape = graph.constant("stem_shape", (0, 0, -1, channels))
    last = graph.add("Transpose", (quantize.output[0],), "stem_last", perm=CHANNELS_LAST)
    apart = graph.add("Reshape", (last, shape), "stem_apart")
    graph.replace(stem, graph.add("Transpose", (apart,), "stem_first", perm=CHANNELS_FIRST))


def _rounded(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights as bytes, and each output's scale."""
    scales = (np.abs(weights).max(axis=(1, 2, 3)) / 127).astype(np.float32)
    return np.rint(weights / scales[:, None, None, None]).astype(np.int8), scales


def _of_blocks(weights: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return weights for columns taken several at once: two blocks wide, the left one first."""
    go = len(weights)
    columns = AT_ONCE // STEP
    wide = np.zeros((columns * go, AT_ONCE * COLORS, TAPS, 2), np.int8)
    for column in range(columns):
        for tap in range(TAPS):
            block, place = divmod(AT_ONCE + STEP * column + tap - 1, AT_ONCE)
            colors = slice(COLORS * place, COLORS * (place + 1))
            wide[go * column : go * (column + 1), colors, :, block] = weights[..., tap]
    return wide


def _dequantized(graph: Graph, name: str, value: NDArray[Any], scales: NDArray[np.float32]) -> str:
    inputs = {"": value, "_scale": scales, "_zero": np.zeros(len(scales), value.dtype)}
    names = [graph.constant(name + end, part) for end, part in inputs.items()]
    return graph.add("DequantizeLinear", names, f"{name}_floats", axis=0)


def _double_by_copying(graph: Graph, resize: Node) -> None:
    """Let bytes be doubled by putting them beside themselves, and then rows below themselves."""
    dequantize = graph.maker(resize.input[0])
    quantize = graph.user(resize.output[0])
    if dequantize.input[1:] != quantize.input[1:]:
        raise ValueError("a doubling that changes values")
    name = resize.name.strip("/").replace("/", "_")
    source = dequantize.input[0]
    channels = len(_weights(graph, graph.maker(graph.maker(source).input[0])))
    last = graph.add("Transpose", (source,), f"{name}_last", perm=CHANNELS_LAST)
    beside = graph.add("Concat", (last, last), f"{name}_beside", axis=3)
    wide = graph.constant(f"{name}_wide_shape", (0, 0, -1, channels))
    wide = graph.add("Reshape", (beside, wide), f"{name}_wide")
    below = graph.add("Concat", (wide, wide), f"{name}_below", axis=2)
    shape = _shape(graph, name, last, (1, 2, 2, 1))
    high = graph.add("Reshape", (below, shape), f"{name}_high")
    first = graph.add("Transpose", (high,), f"{name}_first", perm=CHANNELS_FIRST)
    graph.replace(quantize.output[0], first)


def _shape(graph: Graph, name: str, tensor: str, times: Sequence[int]) -> str:
    """Return the shape of a tensor's first axes, each so many times as long."""
    shape = graph.add("Shape", (tensor,), f"{name}_from", start=0, end=len(times))
    return graph.add("Mul", (shape, graph.constant(f"{name}_times", times)), f"{name}_shape")


def _answer_from_channels_last(graph: Graph, conv: Node) -> None:
    """Let the last convolution, which is of single cells, multiply what comes, channels last."""
    weights = np.ascontiguousarray(_weights(graph, conv)[:, :, 0, 0].T)
    last = graph.add("Transpose", (conv.input[0],), "answer_last", perm=CHANNELS_LAST)
    factors = graph.constant("answer_weights", weights)
    product = graph.add("MatMul", (last, factors), "answer_product")
    answer = graph.add("Add", (product, conv.input[2]), "answer")
    for output in graph.graph.output:
        graph.maker(output.name).output[0] = f"{output.name}_before"
    sizes = graph.constant("answer_sizes", (OUT - 1, 1))
    graph.nodes.append(helper.make_node("Split", (answer, sizes), ("four", "one"), axis=3))
    graph.add("Squeeze", ("one", graph.constant("answer_axis", (3,))), "thick")
    _squares(graph, graph.add("Sigmoid", ("four",), "probabilities"))


def _squares(graph: Graph, four: str) -> None:
    """Make the cores of four channels: of each cell a square, two rows of two."""
    square = graph.constant("square_shape", (0, 0, -1, 2, 2))
    square = graph.add("Reshape", (four, square), "square")
    rows = graph.add("Transpose", (square,), "square_rows", perm=(0, 1, 3, 2, 4))
    graph.add("Reshape", (rows, _shape(graph, "cores", four, (1, 2, 2))), "cores")


def main() -> None:
    """Rewrite a file: python in_bytes.py QUANTIZED OUT."""
    model = onnx.load(sys.argv[1])
    in_bytes(model)
    onnx.save(model, sys.argv[2])


if __name__ == "__main__":
    main()
