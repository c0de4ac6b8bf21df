"""Two pictures for the report: calibration, and which topics are taken for which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.ticker import MaxNLocator

BINS = 10


def calibration(points: list[tuple[float, bool]], path: Path) -> float:
    """Draws how often an answer of a given confidence is right. Returns the expected calibration error in percent."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in points:
        bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    xs = [sum(c for c, _ in b) / len(b) for b in bins if b]
    ys = [sum(r for _, r in b) / len(b) for b in bins if b]
    sizes = [len(b) for b in bins if b]
    error = sum(n * abs(x - y) for x, y, n in zip(xs, ys, sizes, strict=True)) / max(1, len(points))
    figure, axes = plt.subplots(figsize=(5, 5), dpi=110)
    axes.plot([0, 1], [0, 1], "--", color="grey", label="as sure as right")
    axes.plot(xs, ys, "o-", color="#0065bd", label="this model")
    for x, y, n in zip(xs, ys, sizes, strict=True):
        axes.annotate(str(n), (x, y), textcoords="offset points", xytext=(6, -10), fontsize=8)
    axes.set(xlabel="confidence in the first topic", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1))
    axes.legend(loc="upper left")
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)
    return round(100 * error, 1)


def confusion(pairs: list[dict[str, Any]], path: Path) -> None:
    """Draws the most frequent confusions as bars."""
    shown = pairs[:20][::-1]
    figure, axes = plt.subplots(figsize=(8, 6), dpi=110)
    axes.barh([f"{p['wanted']} → {p['got']}" for p in shown], [p["times"] for p in shown], color="#0065bd")
    axes.set(xlabel="questions", title="wanted → got")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(axis="y", labelsize=8)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)
