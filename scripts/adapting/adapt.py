"""Second step of `make adapt`: adapts the small sentence encoder to the examples and stores the difference.

    python -m scripts.adapting.adapt var/adapt/examples.npz --weights var/adapt/weights --out bot/encoder

Makes `adapted.safetensors`, which has learnt all examples, and `trial.safetensors`, which has not
seen those kept apart for calibration (bot/nlu/held_out.py). Texts of one class are brought together
(cosine to the class's own vector, against all other classes), and vectors stay near to the published
ones, which keeps the knowledge of words no example holds. Needs torch and transformers
(requirements-adapt.txt).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from scripts.adapting import difference

MAX_TOKENS = 96
BATCH = 64
# Texts of a batch are of like length, which spares padding; so many batches are drawn together.
DRAWN = 16
TASKS = {"intent": 1.0, "urgency": 0.5, "acts": 0.5, "signs": 0.5}


@dataclass(frozen=True)
class Settings:
    """What docs/understanding-experiments.md settled on."""

    epochs: int = 3
    rate: float = 6e-5
    heads_rate: float = 5e-3
    temperature: float = 0.07
    smoothing: float = 0.05
    keep: float = 0.5
    slips: float = 0.15
    bfloat16: bool = False


class Adaptation:
    """One run over the examples in `data` (see examples.py)."""

    def __init__(self, weights: Path, data: dict[str, Any], settings: Settings) -> None:
        """Loads the published weights."""
        self.data = data
        self.settings = settings
        self.tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.model = BertModel(BertConfig.from_json_file(weights / "config.json"), add_pooling_layer=False)
        self.before = load_file(weights / "model.safetensors")
        self.load(self.before)
        # Words keep their meaning; what a sentence makes of them is adapted.
        self.model.embeddings.requires_grad_(False)

    def load(self, weights: dict[str, Any]) -> None:
        """Puts weights into the network, leaving out the pooling layer, which no sentence vector needs."""
        known = self.model.state_dict()
        self.model.load_state_dict({n: torch.tensor(w).float() for n, w in weights.items() if n in known})

    def vectors(self, texts: Sequence[str]) -> torch.Tensor:
        """One row of length one per text: the mean over its tokens."""
        ids = [encoded.ids for encoded in self.tokenizer.encode_batch(list(texts))]
        longest = max(map(len, ids))
        tokens = torch.tensor([row + [0] * (longest - len(row)) for row in ids])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids])
        with torch.autocast("cpu", torch.bfloat16, enabled=self.settings.bfloat16):
            hidden = self.model(input_ids=tokens, attention_mask=mask).last_hidden_state.float()
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(mean, dim=-1)

    @torch.no_grad()
    def encode(self, texts: Sequence[str]) -> torch.Tensor:
        """Like `vectors`, for any number of texts, without learning."""
        self.model.eval()
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        found = torch.zeros(len(texts), self.model.config.hidden_size)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            found[rows] = self.vectors([texts[row] for row in rows])
        return found

    def run(self, rows: Sequence[int]) -> None:
        """Learns from the given rows of the data."""
        texts, tasks, settings = self.data["text"], self.data["task"], self.settings
        start = self.encode(texts)
        truth: dict[int, torch.Tensor] = {}
        heads = {}
        for task in TASKS:
            mine = [row for row in rows if tasks[row] == task]
            said = [set(self.data["label"][row].split("+")) for row in mine]
            labels = sorted(set().union(*said))
            shares = torch.tensor([[label in one for label in labels] for one in said]).float()
            shares /= shares.sum(1, keepdim=True)
            truth.update(zip(mine, shares, strict=True))
            heads[task] = nn.Parameter(functional.normalize(shares.T @ start[mine], dim=-1))
        learning = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        groups = [
            {"params": learning, "lr": settings.rate},
            {"params": list(heads.values()), "lr": settings.heads_rate},
        ]
        optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        batches = -(-len(rows) // BATCH)
        steps = settings.epochs * batches
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / (0.06 * steps)) * max(0.01, 1 - step / steps)
        )
        began, total = time.monotonic(), 0.0
        self.model.train()
        for step in range(steps):
            if step % batches == 0:
                waiting = self.batches(rows)
            batch = next(waiting)
            found = self.vectors([self.with_slips(texts[row]) for row in batch])
            loss = settings.keep * (1 - (found * start[batch]).sum(-1)).mean()
            for task, weight in TASKS.items():
                mine = [place for place, row in enumerate(batch) if tasks[row] == task]
                if mine:
                    cosine = found[mine] @ functional.normalize(heads[task], dim=-1).T
                    wanted = torch.stack([truth[batch[place]] for place in mine])
                    lost = functional.cross_entropy(
                        cosine / settings.temperature, wanted, label_smoothing=settings.smoothing, reduction="sum"
                    )
                    loss = loss + weight * lost / len(batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
            if (step + 1) % 50 == 0:
                gone = time.monotonic() - began
                left = gone / (step + 1) * (steps - step - 1) / 60
                print(f"  step {step + 1} of {steps}, loss {total / 50:.3f}, {left:.0f} minutes left", flush=True)
                total = 0.0

    def batches(self, rows: Sequence[int]) -> Iterator[list[int]]:
        """All rows once in random order, in batches of like length."""
        shuffled = random.sample(list(rows), len(rows))
        found = []
        for start in range(0, len(shuffled), BATCH * DRAWN):
            drawn = sorted(shuffled[start : start + BATCH * DRAWN], key=lambda row: len(self.data["text"][row]))
            found += [drawn[i : i + BATCH] for i in range(0, len(drawn), BATCH)]
        random.shuffle(found)
        yield from found

    def with_slips(self, text: str) -> str:
        """Sometimes the text with a letter lost, doubled or swapped in a word or two."""
        words = text.split(" ")
        if random.random() > 2 * self.settings.slips:
            return text
        for place, word in enumerate(words):
            if len(word) > 3 and random.random() < self.settings.slips / 3:
                at = random.randrange(1, len(word) - 1)
                words[place] = random.choice(
                    (
                        word[:at] + word[at + 1 :],
                        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                        word[:at] + word[at] + word[at:],
                    )
                )
        return " ".join(words)

    def difference(self) -> difference.Weights:
        """What was learnt."""
        after = {name: weight.numpy() for name, weight in self.model.state_dict().items() if name in self.before}
        return difference.between(self.before, after)


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("examples", type=Path)
    parser.add_argument("--weights", type=Path, required=True, help="folder with the published model.safetensors")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", choices=("adapted", "trial"), help="make only one of the two")
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--bfloat16", action="store_true", help="twice as fast on processors that can do it")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with np.load(given.examples, allow_pickle=False) as stored:
        data = {name: stored[name].tolist() for name in stored}
    settings = Settings(epochs=given.epochs, bfloat16=given.bfloat16)
    for name in [given.only] if given.only else ["trial", "adapted"]:
        random.seed(given.seed)
        torch.manual_seed(given.seed)
        rows = [row for row, apart in enumerate(data["apart"]) if name == "adapted" or not apart]
        print(f"Adapting to {len(rows)} examples: {name}", flush=True)
        adaptation = Adaptation(given.weights, data, settings)
        adaptation.run(rows)
        learnt = adaptation.encode(data["text"])
        found = adaptation.difference()
        adaptation.load(difference.apply(adaptation.before, found))
        kept = float((adaptation.encode(data["text"]) * learnt).sum(-1).mean())
        digests = [blake2b(data["text"][row].encode(), digest_size=16).digest() for row in rows]
        seen = np.frombuffer(b"".join(sorted(set(digests))), dtype=np.uint8).reshape(-1, 16)
        notes = {"examples": str(len(rows)), "seed": str(given.seed), "settings": str(settings), "kept": f"{kept:.4f}"}
        difference.store(found, seen, given.out / f"{name}.safetensors", notes)
        print(f"{given.out / name}.safetensors: likeness of the stored to the learnt vectors {kept:.4f}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
