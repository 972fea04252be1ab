from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

GO, MORE = 4, 6
"""Channels of the first convolution, and of the second."""


class Network:
    """A network as export.py leaves it quantized, small: a doubling, convolutions of each kind."""

    def __init__(self, seed: int, offset: float = 2.0) -> None:
        self.random = np.random.default_rng(seed)
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        shown = self.add("Transpose", ["picture"], perm=(0, 3, 1, 2))
        shown = self.add("Cast", [shown], to=TensorProto.FLOAT)
        shown = self.add("Mul", [shown, self.constant(np.float32(1 / 64))])
        shown = self.add("Sub", [shown, self.constant(np.float32(offset))])
        first = self.add("Relu", [self.conv(shown, self.in_steps(GO, 3, 3), strides=(2, 2))])
        first = self.quantized(first, 1 / 16)
        half = self.quantized(self.conv(first, self.bytes_of(MORE, GO, 3), strides=(2, 2)), 1 / 8)
        double = self.constant(np.array([1, 1, 2, 2], np.float32))
        told = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric"}
        wide = self.add("Resize", [half, "", double], nearest_mode="floor", **told)
        wide = self.quantized(wide, (self.nodes[-2].input[1], self.nodes[-2].input[2]))
        half = self.quantized(self.conv(wide, self.bytes_of(MORE, MORE, 3), strides=(2, 2)), 1 / 4)
        answer = self.conv(half, self.random.normal(size=(5, MORE, 1, 1)).astype(np.float32), 0)
        axis, ends = self.constant(np.array([1])), np.array([[0, 4, 5]]).T
        cuts = [self.constant(end) for end in ends]
        cells = self.add("Slice", [answer, *cuts[:2], axis])
        cells = self.add("Sigmoid", [self.add("DepthToSpace", [cells], blocksize=2, mode="CRD")])
        self.add("Squeeze", [cells, axis], output="cores")
        thick = self.add("Slice", [answer, *cuts[1:], axis])
        self.add("Squeeze", [thick, axis], output="thick")

    def constant(self, value: NDArray[Any] | np.generic) -> str:
        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def add(self, operator: str, inputs: Sequence[str], output: str = "", **told: Any) -> str:  # noqa: ANN401
        output = output or f"{operator}{len(self.nodes)}_output"
        self.nodes.append(helper.make_node(operator, inputs, [output], f"/{output}", **told))
        return output

    def conv(
        self,
        shown: str,
        weights: NDArray[np.float32] | tuple[str, int],
        pad: int = 1,
        **told: Any,  # noqa: ANN401
    ) -> str:
        """Add a convolution; its weights an array, or a name and how many there are."""
        if isinstance(weights, np.ndarray):
            weights = self.constant(weights), len(weights)
        name, go = weights
        bias = self.constant((self.random.integers(-9, 9, go) / 4).astype(np.float32))
        size = (2 * pad + 1,) * 2
        inputs = [shown, name, bias]
        return self.add("Conv", inputs, kernel_shape=size, pads=(pad,) * 4, **told)

    def in_steps(self, *shape: int) -> NDArray[np.float32]:
        """Return weights that are whole steps, up to the largest of a byte: none is rounded."""
        steps = self.random.integers(-90, 91, (*shape, shape[-1]))
        steps[:, 0, 0, 0] = 127
        return (steps / 512).astype(np.float32)

    def bytes_of(self, go: int, come: int, size: int) -> tuple[str, int]:
        told = self.random.integers(-127, 128, (go, come, size, size)).astype(np.int8)
        scales = np.full(go, 1 / 256, np.float32)
        inputs = [self.constant(part) for part in (told, scales, np.zeros(go, np.int8))]
        return self.add("DequantizeLinear", inputs, axis=0), go

    def quantized(self, shown: str, by: float | tuple[str, str]) -> str:
        if not isinstance(by, tuple):
            by = self.constant(np.float32(by)), self.constant(np.uint8(20))
        shown = self.add("QuantizeLinear", [shown, *by])
        return self.add("DequantizeLinear", [shown, *by])

    def model(self) -> Any:  # noqa: ANN401
        given = helper.make_tensor_value_info("picture", TensorProto.UINT8, ["n", "r", "c", 3])
        answers = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", f"{name}r", f"{name}c"])
            for name in ("cores", "thick")
        ]
        graph = helper.make_graph(self.nodes, "network", [given], answers, self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: Any, picture: NDArray[np.uint8]) -> list[NDArray[np.float32]]:  # noqa: ANN401
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return list(session.run(None, {"picture": picture}))


def rewritten(model: Any) -> Any:  # noqa: ANN401
    again = onnx.ModelProto.FromString(model.SerializeToString())
    import_module("in_bytes").in_bytes(again)
    return again


@pytest.mark.parametrize("seed", range(6))
def test_a_graph_in_bytes_answers_what_it_did(seed: int) -> None:
    model = Network(seed).model()
    picture = np.random.default_rng(seed).integers(0, 256, (2, 64, 96, 3), np.uint8)
    before, after = run(model, picture), run(rewritten(model), picture)
    assert [part.shape for part in after] == [(2, 32, 48), (2, 16, 24)]
    for one, other in zip(before, after, strict=True):
        assert one.std() > 0.01
        np.testing.assert_allclose(one, other, atol=1e-4)


def test_nothing_is_made_floats_before_the_last_convolution() -> None:
    operators = {node.op_type for node in rewritten(Network(1).model()).graph.node}
    assert not operators & {"Cast", "Sub", "Resize", "DepthToSpace"}


def test_what_is_in_bytes_is_not_rewritten_again() -> None:
    again = rewritten(Network(1).model())
    with pytest.raises(ValueError, match="not the quantized network"):
        import_module("in_bytes").in_bytes(again)


def test_a_zero_that_is_no_byte_is_refused() -> None:
    with pytest.raises(ValueError, match="whose zero is no byte"):
        rewritten(Network(1, offset=2.001).model())
