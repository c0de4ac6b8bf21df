"""The stored adaptation of the small encoder: small, whole, and honest about what it has seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoder import Encoder, directory_beside, shared_encoders
from scripts.adapting import difference
from scripts.adapting.examples import gather
from scripts.encoder import ADAPTATIONS


def test_what_was_learnt_comes_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    before = {"matrix": rng.normal(size=(40, 30)), "bias": rng.normal(size=30), "table": rng.normal(size=(9, 30))}
    after = {
        "matrix": before["matrix"] + 0.1 * rng.normal(size=(40, 30)),
        "bias": before["bias"] + 0.1,
        "table": before["table"],
    }
    seen = np.arange(32, dtype=np.uint8).reshape(2, 16)
    difference.store(difference.between(before, after), seen, tmp_path / "d.safetensors", {"seed": "1"})
    learnt, digests = difference.read(tmp_path / "d.safetensors")
    assert {name.split(".")[0] for name in learnt} == {"matrix", "bias"}
    adapted = difference.apply(before, learnt)
    for name in before:
        np.testing.assert_allclose(adapted[name], after[name], atol=0.002)
    np.testing.assert_array_equal(digests, seen)


def test_a_difference_to_other_weights_is_refused() -> None:
    with pytest.raises(KeyError):
        difference.apply({"a": np.zeros(3)}, {"b.whole": np.zeros(3)})


def test_the_stored_adaptations_are_small() -> None:
    for name in ("adapted", "trial"):
        assert (ADAPTATIONS / f"{name}.safetensors").stat().st_size < 12_000_000


def test_the_trial_encoder_has_not_seen_what_calibrates_the_bands() -> None:
    """Fails when so much data or preparation changed that `make adapt` has to be run again."""
    trial = Encoder(directory_beside("trial"))
    examples = [example for example in gather() if example.task == "intent"]
    apart = [example for example in examples if not trial.has_seen(example.text)]
    assert 0.1 < len(apart) / len(examples) < 0.4
    kinds = {example.label for example in apart if example.label.startswith("ask/")}
    assert len(kinds) == 107


def test_the_adapted_encoder_brings_a_topics_examples_together() -> None:
    small = shared_encoders().small
    same = small.encode_many(
        ["he owes them money for a bag the police took", "they say he has to pay back what was lost"]
    )
    other = small.encode_many(["which form do I fill in for the training day"])
    assert same[0] @ same[1] > same[0] @ other[0] + 0.1
