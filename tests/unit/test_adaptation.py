"""The stored adaptation of the small encoder: small, whole, and honest about what it has seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoder import shared_encoder
from bot.nlu.stored_calibration import stored
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


def test_the_stored_adaptation_is_small() -> None:
    assert sum(path.stat().st_size for path in ADAPTATIONS.iterdir()) < 12_000_000


def test_confidence_was_fitted_with_exactly_these_weights() -> None:
    """Fails when the weights were adapted again and `make adapt` was not run to its end."""
    found = stored("topics")
    assert found is not None
    assert 0 < found["thresholds"]["in_scope"] < found["thresholds"]["answer"] < 1


def test_every_reader_that_is_adapted_has_examples_kept_apart() -> None:
    examples = gather()
    for task in ("intent", "urgency", "acts", "signs"):
        mine = [example.apart for example in examples if example.task == task]
        assert 0.1 < sum(mine) / len(mine) < 0.4


def test_the_adapted_encoder_brings_a_topics_examples_together() -> None:
    small = shared_encoder()
    same = small.encode_many(
        ["he owes them money for a bag the police took", "they say he has to pay back what was lost"]
    )
    other = small.encode_many(["which form do I fill in for the training day"])
    assert same[0] @ same[1] > same[0] @ other[0] + 0.1
