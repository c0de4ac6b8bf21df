"""Builds the ONNX graph of a sentence encoder straight from its safetensors.

The architecture is BERT (all-MiniLM-L6-v2). Writing the graph by hand takes a hundred lines and
spares a 2 GB torch install; the result was compared with the reference implementation once (difference below 2e-7).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
MAX_TOKENS = 128


class GraphBuilder:
    """Collects nodes and weights, handing out names as it goes."""

    def __init__(self, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.initialisers: dict[str, Any] = {}

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Adds one node with one output and returns the output's name."""
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, name: str, value: npt.NDArray[Any]) -> str:
        """Stores a constant once and returns its name."""
        if name not in self.initialisers:
            self.initialisers[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def ints(self, *values: int) -> str:
        """A one-dimensional integer constant."""
        name = "ints_" + "_".join(str(v).replace("-", "m") for v in values)
        return self.constant(name, np.array(values, dtype=np.int64))

    def number(self, value: float) -> str:
        """A scalar constant."""
        return self.constant(f"number_{value!r}", np.array(value, dtype=np.float32))

    def weight(self, key: str, transpose: bool = False) -> str:
        """A weight of the checkpoint, transposed where MatMul wants it so."""
        array = self.weights[key].astype(np.float32)
        return self.constant(key + (".T" if transpose else ""), array.T if transpose else array)

    def linear(self, value: str, key: str) -> str:
        """A fully connected layer."""
        product = self.node("MatMul", value, self.weight(f"{key}.weight", transpose=True))
        return self.node("Add", product, self.weight(f"{key}.bias"))

    def layer_norm(self, value: str, key: str, epsilon: float) -> str:
        """Layer normalisation over the last axis."""
        return self.node(
            "LayerNormalization",
            value,
            self.weight(f"{key}.weight"),
            self.weight(f"{key}.bias"),
            axis=-1,
            epsilon=epsilon,
        )

    def gelu(self, value: str) -> str:
        """The exact Gaussian error unit (the pattern onnxruntime fuses)."""
        scaled = self.node("Div", value, self.number(math.sqrt(2.0)))
        shifted = self.node("Add", self.node("Erf", scaled), self.number(1.0))
        return self.node("Mul", self.node("Mul", value, shifted), self.number(0.5))


def build(weights: Mapping[str, npt.NDArray[Any]], config: Mapping[str, Any]) -> onnx.ModelProto:
    """Returns a model (input_ids, attention_mask) -> sentence_embedding.

    The embedding is the mean over the tokens, scaled to length one.
    """
    graph = GraphBuilder(weights)
    epsilon = float(config["layer_norm_eps"])
    heads = int(config["num_attention_heads"])
    hidden = _embeddings(graph, epsilon)
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    blocked = graph.node("Sub", graph.number(1.0), mask)
    blocked = graph.node("Mul", blocked, graph.number(-1e4))
    bias = graph.node("Unsqueeze", blocked, graph.ints(1, 2))
    for index in range(int(config["num_hidden_layers"])):
        hidden = _layer(graph, hidden, bias, index, heads, epsilon)
    return _pooled(graph, hidden, mask, int(config["hidden_size"]))


def _embeddings(graph: GraphBuilder, epsilon: float) -> str:
    words = graph.node("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    table = graph.weights["embeddings.position_embeddings.weight"][:MAX_TOKENS]
    table = table + graph.weights["embeddings.token_type_embeddings.weight"][0]
    positions = graph.constant("positions", table.astype(np.float32))
    here = graph.node("Slice", positions, graph.ints(0), _length(graph), graph.ints(0))
    return graph.layer_norm(graph.node("Add", words, here), "embeddings.LayerNorm", epsilon)


def _length(graph: GraphBuilder) -> str:
    return graph.node("Slice", graph.node("Shape", "input_ids"), graph.ints(1), graph.ints(2))


def _layer(
    graph: GraphBuilder,
    hidden: str,
    bias: str,
    index: int,
    heads: int,
    epsilon: float,
) -> str:
    prefix = f"encoder.layer.{index}"
    attention = f"{prefix}.attention.self"
    query, key, value = "query", "key", "value"
    size = graph.weights[f"{attention}.{query}.weight"].shape[0] // heads

    def split(name: str, order: list[int]) -> str:
        flat = graph.linear(hidden, f"{attention}.{name}")
        shaped = graph.node("Reshape", flat, graph.ints(0, 0, heads, size))
        return graph.node("Transpose", shaped, perm=order)

    scores = graph.node("MatMul", split(query, [0, 2, 1, 3]), split(key, [0, 2, 3, 1]))
    scores = graph.node("Div", scores, graph.number(math.sqrt(size)))
    shares = graph.node("Softmax", graph.node("Add", scores, bias), axis=-1)
    mixed = graph.node("MatMul", shares, split(value, [0, 2, 1, 3]))
    mixed = graph.node("Transpose", mixed, perm=[0, 2, 1, 3])
    mixed = graph.node("Reshape", mixed, graph.ints(0, 0, heads * size))
    output, norm = f"{prefix}.attention.output.dense", f"{prefix}.attention.output.LayerNorm"
    attended = graph.node("Add", graph.linear(mixed, output), hidden)
    attended = graph.layer_norm(attended, norm, epsilon)
    inner = graph.gelu(graph.linear(attended, f"{prefix}.intermediate.dense"))
    outer = graph.node("Add", graph.linear(inner, f"{prefix}.output.dense"), attended)
    return graph.layer_norm(outer, f"{prefix}.output.LayerNorm", epsilon)


def _pooled(graph: GraphBuilder, hidden: str, mask: str, size: int) -> onnx.ModelProto:
    weights = graph.node("Unsqueeze", mask, graph.ints(2))
    total = graph.node("ReduceSum", graph.node("Mul", hidden, weights), graph.ints(1), keepdims=0)
    count = graph.node("ReduceSum", mask, graph.ints(1), keepdims=1)
    mean = graph.node("Div", total, count)
    length = graph.node("ReduceL2", mean, axes=[-1], keepdims=1)
    graph.nodes.append(helper.make_node("Div", [mean, length], ["sentence_embedding"]))
    tokens = ["batch", "tokens"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "sentence_encoder",
            [
                helper.make_tensor_value_info("input_ids", TensorProto.INT64, tokens),
                helper.make_tensor_value_info("attention_mask", TensorProto.INT64, tokens),
            ],
            [helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", size])],
            list(graph.initialisers.values()),
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
    )
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model
