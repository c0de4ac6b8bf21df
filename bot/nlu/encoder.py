"""The sentence encoder: text in, vector of length one out; onnxruntime and nothing else.

The weights live outside the trained model (`scripts/encoder.py` makes them) in
`SENTENCE_ENCODER_DIR` or `var/encoder`. One session is shared by the whole process.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bot.nlu.arrays import Array

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
MANIFEST_FILE = "manifest.json"
SEEN_FILE = "seen.npy"
MAX_TOKENS = 128
CACHE_SIZE = 40_000
KEY_SIZE = 16


class EncoderMissing(RuntimeError):
    """The encoder's files are not there or not the ones the manifest names."""


def encoder_directory() -> Path:
    """Where the encoder's files are expected."""
    configured = os.environ.get("SENTENCE_ENCODER_DIR")
    if configured:
        return Path(configured)
    return Path(__file__).resolve().parents[2] / "var" / "encoder"


class Encoder:
    """Turns sentences into vectors, one at a time, remembering recent ones.

    One at a time on purpose: dynamic quantisation picks one scale for a whole batch, so a
    sentence's vector would depend on its neighbours and training would not match use.
    """

    def __init__(self, directory: Path) -> None:
        """Loads and checks the files in `directory`."""
        import onnxruntime
        from tokenizers import Tokenizer

        self.digest = checked_digest(directory)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(directory / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(directory / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self.size = int(self._session.get_outputs()[0].shape[1])
        seen = directory / SEEN_FILE
        self._seen = {row.tobytes() for row in np.load(seen, allow_pickle=False)} if seen.is_file() else set()
        # Keyed by a digest: no text of any user is kept.
        self._cache: OrderedDict[bytes, Array] = OrderedDict()
        self._lock = threading.Lock()

    def encode(self, text: str) -> Array:
        """The vector of one text."""
        key = text_key(text)
        with self._lock:
            known = self._cache.get(key)
            if known is not None:
                self._cache.move_to_end(key)
                return known
        vector = self._run(text)
        with self._lock:
            self._cache[key] = vector
            if len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)
        return vector

    def encode_many(self, texts: Sequence[str]) -> Array:
        """The vectors of many texts as rows."""
        if not texts:
            return np.zeros((0, self.size), dtype=np.float32)
        if len(texts) < 8:
            return np.stack([self.encode(text) for text in texts])
        with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
            return np.stack(list(pool.map(self.encode, texts)))

    def has_seen(self, text: str) -> bool:
        """Whether the encoder was adapted to this very text."""
        return text_key(text) in self._seen

    def known(self) -> int:
        """How many vectors are remembered."""
        return len(self._cache)

    def warm_up(self) -> None:
        """Pays the first call's cost before the first user does."""
        self._run("hello")

    def load_vectors(self, path: Path) -> int:
        """Takes over vectors stored by `store_vectors`; returns how many are known."""
        with contextlib.suppress(OSError, ValueError, KeyError), np.load(path, allow_pickle=False) as stored:
            for key, vector in zip(stored["keys"], stored["vectors"], strict=True):
                self._cache[key.tobytes()] = vector.astype(np.float32)
        return len(self._cache)

    def store_vectors(self, path: Path) -> int:
        """Stores what is remembered; returns how many vectors that is."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part.npz")
        keys = np.frombuffer(b"".join(self._cache), dtype=np.uint8).reshape(-1, KEY_SIZE)
        np.savez(unfinished, keys=keys, vectors=np.stack(list(self._cache.values())))
        unfinished.replace(path)
        return len(self._cache)

    def _run(self, text: str) -> Array:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: Array = self._session.run(None, feed)[0][0]
        return vector.astype(np.float32)


def checked_digest(directory: Path) -> str:
    """Checks every file against the manifest and returns one digest for the whole.

    Raises:
        EncoderMissing: if a file is missing or is not the one the manifest names.
    """
    advice = "run `python -m scripts.encoder` to make it"
    try:
        manifest = json.loads((directory / MANIFEST_FILE).read_text(encoding="utf-8"))
        files = manifest["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderMissing(f"No sentence encoder in {directory}: {advice}.") from error
    if MODEL_FILE not in files or TOKENIZER_FILE not in files:
        raise EncoderMissing(f"The manifest in {directory} is incomplete: {advice}.")
    whole = hashlib.sha256()
    for name, expected in sorted(files.items()):
        path = directory / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise EncoderMissing(f"{path} is not the file the manifest names: {advice}.")
        whole.update(f"{name}:{expected}\n".encode())
    return whole.hexdigest()


_shared: Encoder | None = None
_shared_lock = threading.Lock()


def shared_encoder() -> Encoder:
    """The process-wide encoder, loaded on first use."""
    global _shared
    with _shared_lock:
        if _shared is None:
            _shared = Encoder(encoder_directory())
            _shared.warm_up()
        return _shared


@contextlib.contextmanager
def training_encoder() -> Iterator[Encoder]:
    """The encoder; keeps the vectors of examples, so that training again is quick.

    Only for training, where every text is an example: users' texts are never written down.
    """
    encoder = shared_encoder()
    path = encoder_directory().parent / "vectors" / f"{encoder.digest[:16]}.npz"
    before = encoder.load_vectors(path)
    yield encoder
    if encoder.known() > before:
        encoder.store_vectors(path)


def encoder_digest() -> str:
    """The digest of the encoder in use; 'none' where there is none."""
    try:
        return checked_digest(encoder_directory())
    except EncoderMissing:
        return "none"


def text_key(text: str) -> bytes:
    """A short digest of a text."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=KEY_SIZE).digest()


def general_words() -> list[str]:
    """The whole words the tokenizer knows: a general vocabulary that comes for free."""
    path = encoder_directory() / TOKENIZER_FILE
    vocabulary = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(word for word in vocabulary if word.isalpha())
