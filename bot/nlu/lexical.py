"""TF-IDF over words, word pairs and letter groups: what the encoder does not see.

Acronyms, slang and house terms (IRD, NRM, plugging) mean little to a general encoder;
here they count as they are written.
"""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.arrays import Array
from bot.nlu.sentences import tidy, words

LETTERS = (2, 3, 4, 5)


def grams(text: str) -> tuple[list[str], list[str]]:
    """The word features and the letter features of a text."""
    tokens = words(tidy(text))
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(tokens)]
    letters: list[str] = []
    for token in tokens:
        padded = f"<{token}>"
        for size in LETTERS:
            if len(padded) <= size:
                letters.append(padded)
                break
            letters.extend(padded[i : i + size] for i in range(len(padded) - size + 1))
    return tokens + pairs, letters


class Lexical:
    """A fitted vectoriser: rows of length one, half words, half letters."""

    def __init__(self, vocabulary: Sequence[str], idf: Array, rows: csr_matrix | None = None) -> None:
        """Takes features in the order of their weights; letter features begin with a tab.

        `rows` are the training examples, which new texts are compared with.
        """
        self.vocabulary = list(vocabulary)
        self.idf = idf.astype(np.float32)
        self._index = {feature: i for i, feature in enumerate(self.vocabulary)}
        self.rows = rows if rows is not None else csr_matrix((0, len(self.vocabulary)))
        # Compared by feature, not by row: a text has some hundred of fifty thousand features.
        self._columns = self.rows.T.tocsr()

    @classmethod
    def fit(cls, texts: Sequence[str], least_letters: int = 2) -> Lexical:
        """Learns features and weights; letter groups must occur in two texts at least."""
        documents: Counter[str] = Counter()
        for text in texts:
            word_features, letter_features = grams(text)
            documents.update(set(word_features))
            documents.update({"\t" + gram for gram in letter_features})
        kept = sorted(
            feature
            for feature, count in documents.items()
            if count >= (least_letters if feature.startswith("\t") else 1)
        )
        counts = np.array([documents[feature] for feature in kept], dtype=np.float64)
        idf = np.log((1 + len(texts)) / (1 + counts)) + 1
        return cls(kept, idf, cls(kept, idf).transform(texts))

    def keep(self, rows: Array) -> Lexical:
        """The same features, compared with some of the examples only."""
        return Lexical(self.vocabulary, self.idf, self.rows[rows])

    def similarity(self, texts: Sequence[str]) -> Array:
        """Likeness of wording to every training example, one row per text."""
        found: Array = (self.transform(texts) @ self._columns).toarray()
        return found

    def save(self, directory: Path, name: str) -> None:
        """Writes features as JSON, weights and rows as npz."""
        text = json.dumps(self.vocabulary, ensure_ascii=False)
        (directory / f"{name}.json").write_text(text, encoding="utf-8")
        np.savez(
            directory / f"{name}.npz",
            idf=self.idf.astype(np.float16),
            data=self.rows.data.astype(np.float16),
            indices=self.rows.indices,
            indptr=self.rows.indptr,
        )

    @classmethod
    def load(cls, directory: Path, name: str) -> Lexical:
        """Reads what `save` wrote."""
        vocabulary = json.loads((directory / f"{name}.json").read_text(encoding="utf-8"))
        with np.load(directory / f"{name}.npz", allow_pickle=False) as stored:
            parts = (stored["data"].astype(np.float32), stored["indices"], stored["indptr"])
            shape = (len(stored["indptr"]) - 1, len(vocabulary))
            return cls(vocabulary, stored["idf"], csr_matrix(parts, shape=shape))

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """One row per text; a text without any known feature gives an empty row."""
        data: list[float] = []
        columns: list[int] = []
        starts = [0]
        for text in texts:
            word_features, letter_features = grams(text)
            for features in (word_features, ["\t" + gram for gram in letter_features]):
                values = self._weights(features)
                length = math.sqrt(sum(v * v for v in values.values()) * 2) or 1.0
                columns.extend(values)
                data.extend(value / length for value in values.values())
            starts.append(len(columns))
        shape = (len(texts), len(self.vocabulary))
        arrays = (np.array(data, dtype=np.float32), np.array(columns, dtype=np.int32), starts)
        matrix = csr_matrix(arrays, shape=shape)
        matrix.sort_indices()
        return matrix

    def known_share(self, text: str) -> float:
        """How much of a text's words the training examples contain."""
        tokens = words(tidy(text))
        if not tokens:
            return 0.0
        return sum(token in self._index for token in tokens) / len(tokens)

    def _weights(self, features: list[str]) -> dict[int, float]:
        values: dict[int, float] = {}
        for feature, count in Counter(features).items():
            index = self._index.get(feature)
            if index is not None:
                values[index] = (1 + math.log(count)) * float(self.idf[index])
        return values
