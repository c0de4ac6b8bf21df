"""The sentence encoder: text in, vector of length one out; onnxruntime and nothing else.

The weights live outside the trained model (`scripts/encoder.py` makes them) in
`SENTENCE_ENCODER_DIR` or `var/encoder`. One session is shared by the whole process.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
MANIFEST_FILE = "manifest.json"
MAX_TOKENS = 128
CACHE_SIZE = 20_000


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
        self._cache: OrderedDict[str, np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def encode(self, text: str) -> np.ndarray:
        """The vector of one text."""
        with self._lock:
            known = self._cache.get(text)
            if known is not None:
                self._cache.move_to_end(text)
                return known
        vector = self._run(text)
        with self._lock:
            self._cache[text] = vector
            if len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)
        return vector

    def encode_many(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of many texts as rows; used in training."""
        if not texts:
            return np.zeros((0, self.size), dtype=np.float32)
        with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
            return np.stack(list(pool.map(self.encode, texts)))

    def warm_up(self) -> None:
        """Pays the first call's cost before the first user does."""
        self._run("hello")

    def _run(self, text: str) -> np.ndarray:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: np.ndarray = self._session.run(None, feed)[0][0]
        return vector.astype(np.float32)


def checked_digest(directory: Path) -> str:
    """Checks every file against the manifest and returns one digest for the whole.

    Raises:
        EncoderMissing: if a file is missing or is not the one the manifest names.
    """
    advice = "run `make encoder` (scripts/encoder.py) to fetch it"
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


def set_shared_encoder(encoder: Encoder | None) -> None:
    """Replaces the shared encoder; for tests and experiments."""
    global _shared
    with _shared_lock:
        _shared = encoder


def unique(texts: Iterable[str]) -> list[str]:
    """The texts without repeats, in order."""
    return list(dict.fromkeys(texts))


def encoder_digest() -> str:
    """The digest of the encoder in use; 'none' while there is none."""
    try:
        return checked_digest(encoder_directory())
    except EncoderMissing:
        return "none"


def general_words() -> list[str]:
    """The whole words the tokenizer knows: a general vocabulary that comes for free."""
    path = encoder_directory() / TOKENIZER_FILE
    vocabulary = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(word for word in vocabulary if word.isalpha())
