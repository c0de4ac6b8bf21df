"""Turns a checkpoint into a quantised ONNX model, each architecture in the way that suits it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from scripts.adapting import difference
from scripts.encoder_graph import build


def convert(source: Path, target: Path, adaptation: Path | None = None, seen: Path | None = None) -> str:
    """Writes the model made of the checkpoint in `source`; returns how it was quantised.

    With an adaptation, its difference is added first, and the digests of the texts it has seen go to `seen`.
    """
    # The quantiser advises steps that hand-written graphs do not need.
    logging.getLogger().setLevel(logging.ERROR)
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    weights = load_file(source / "model.safetensors")
    if adaptation:
        learnt, digests = difference.read(adaptation)
        weights = difference.apply(weights, learnt)
        if seen:
            np.save(seen, digests)
    model = build(weights, config)
    if config["model_type"] == "mpnet":
        return _blockwise(model, target)
    return _dynamic(model, target)


def _dynamic(model: onnx.ModelProto, target: Path) -> str:
    plain = target.with_suffix(".fp32.onnx")
    onnx.save(model, str(plain))
    # Without VNNI the default eight bits saturate: reduce_range keeps cosine 0.99 to fp32.
    quantize_dynamic(str(plain), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    plain.unlink()
    return "dynamic int8, per channel, reduced range"


def _blockwise(model: onnx.ModelProto, target: Path) -> str:
    """Eight bits per weight in blocks of 32: MPNet's outliers break any coarser scale."""
    from onnxruntime.quantization.matmul_nbits_quantizer import (
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
    )

    how = DefaultWeightOnlyQuantConfig(block_size=32, is_symmetric=True, accuracy_level=4, bits=8)
    quantiser = MatMulNBitsQuantizer(model, algo_config=how)
    quantiser.process()
    half = target.with_suffix(".half.onnx")
    quantiser.model.save_model_to_file(str(half))
    # The word table is a third of the weights and is only looked up.
    quantize_dynamic(str(half), str(target), weight_type=QuantType.QInt8, op_types_to_quantize=["Gather"])
    half.unlink()
    return "int8 in blocks of 32, word table int8"
