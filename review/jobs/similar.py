"""Groups texts by likeness with TF-IDF: JSON list of texts in, JSON list of groups (indexes, the largest first) out."""

from __future__ import annotations

import json
import sys

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union

ALIKE = 0.32  # cosine from which two texts go together
MOST_GROUPS = 60
SHOWN = 50  # members kept of a group


def groups(texts: list[str]) -> list[list[int]]:
    """Groups of at least two, the largest first; the first member of each is its most typical."""
    if len(texts) < 2:
        return []
    vectors = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english", min_df=1),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, max_features=30_000),
    )
    try:
        matrix = vectors.fit_transform([text[:1000] or " " for text in texts])
    except ValueError:  # nothing but stop words
        return []
    alike = (matrix @ matrix.T).toarray() / 2  # both halves have length 1
    near = alike >= ALIKE
    left = np.ones(len(texts), dtype=bool)
    found: list[list[int]] = []
    while len(found) < MOST_GROUPS:
        sizes = (near & left).sum(axis=1) * left
        leader = int(sizes.argmax())
        if sizes[leader] < 2:
            break
        members = np.flatnonzero(near[leader] & left)
        members = members[np.argsort(-alike[leader, members], kind="stable")]
        found.append([int(i) for i in members[:SHOWN]])
        left[members] = False
    return found


def main() -> None:
    """Entry point of `python -m review.jobs.similar`."""
    json.dump(groups([str(text) for text in json.load(sys.stdin)]), sys.stdout)


if __name__ == "__main__":
    main()
