"""Turns a checkpoint into a quantised ONNX model."""

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
    return _dynamic(model, target)


def _dynamic(model: onnx.ModelProto, target: Path) -> str:
    plain = target.with_suffix(".fp32.onnx")
    onnx.save(model, str(plain))
    # Without VNNI the default eight bits saturate: reduce_range keeps cosine 0.99 to fp32.
    quantize_dynamic(str(plain), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    plain.unlink()
    return "dynamic int8, per channel, reduced range"
