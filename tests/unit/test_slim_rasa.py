"""Rasa runs without TensorFlow, and whoever needs what is left out is told what to install."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.settings import ROOT


def run(code: str) -> subprocess.CompletedProcess[str]:
    """A program in a Python of its own, so that nothing is imported yet."""
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True)


def test_rasa_starts_without_tensorflow() -> None:
    found = run(
        "import importlib.metadata as m, rasa.core.run, rasa.model_training\n"
        "print(any(d.metadata['Name'].lower().startswith('tensorflow') for d in m.distributions()))"
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("code", "package"),
    [
        ("import tensorflow as tf; tf.constant(1)", "tensorflow"),
        ("import boto3; boto3.client('s3')", "boto3"),
        ("import pymongo; pymongo.MongoClient()", "pymongo"),
    ],
)
def test_a_real_use_says_what_to_install(code: str, package: str) -> None:
    found = run(code)
    assert found.returncode == 1
    assert f"pip install {package}" in found.stderr
