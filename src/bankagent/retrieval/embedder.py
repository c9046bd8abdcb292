"""Embeddings of texts by a sentence-transformers model in ONNX form, in this process.

It needs the extra `local` and is loaded by name, in service/documents/embeddings.py.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
# Models of this kind are trained on short texts, and a chunk seldom has more.
MOST_TOKENS = 256
MOST_NUMBERS = 4096
POOLED = "sentence_embedding"
# Below errors, its log would tell of each model that an older program wrote.
ERRORS = 3


class BadModel(Exception):
    """The files are no model of embeddings; the text says why, in words that follow "it"."""


class Embedder:
    """A model of embeddings: mean of the last hidden states, of length 1.

    sha256: of its files, in hex. Embeddings of different models do not compare.
    size: bytes of an embedding, as float16 in little endian.

    Example:
        Embedder(Path("/srv/models/minilm")).vectors(["Revenue rose."])
    """

    def __init__(self, folder: Path) -> None:
        """Read the model.

        Raises:
            OSError: a file is missing or cannot be read.
            BadModel: it is no model of embeddings.
        """
        model, tokenizer = (folder / MODEL).read_bytes(), (folder / TOKENIZER).read_bytes()
        self.sha256 = hashlib.sha256(model + tokenizer).hexdigest()
        options = SessionOptions()
        # The other cores are for the other work of the process.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = ERRORS
        # Else it keeps what its longest texts needed.
        options.enable_cpu_mem_arena = False
        try:
            self._tokenizer = Tokenizer.from_str(tokenizer.decode())
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(MOST_TOKENS)
            self._session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
            self._inputs = {one.name for one in self._session.get_inputs()}
            outputs = [one.name for one in self._session.get_outputs()]
            self._output = POOLED if POOLED in outputs else outputs[0]
            probe = self._embedding("a probe")
        except Exception as error:  # noqa: BLE001 - the libraries have no base class of errors
            raise BadModel(f"cannot be run ({type(error).__name__})") from None
        if probe.ndim != 1 or not 1 <= probe.size <= MOST_NUMBERS:
            raise BadModel(f"does not give 1 to {MOST_NUMBERS} numbers for a text")
        self.size = probe.size * 2

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """Return the embedding of each text, of which the first 256 tokens count."""
        # One by one: 16 at a time took three times as long on one core, and 100 MB more.
        return [self._embedding(text).astype("<f2").tobytes() for text in texts]

    def nearest(self, asked: bytes, vectors: bytes, most: int) -> list[tuple[int, float]]:
        """Return the places of the nearest of vectors that stand end to end, with the similarity.

        The nearest is first; of equal ones that of the lowest place. A similarity is a cosine.
        """
        rows = np.frombuffer(vectors, "<f2").reshape(-1, self.size // 2).astype(np.float32)
        scores = np.nan_to_num(rows @ np.frombuffer(asked, "<f2").astype(np.float32))
        first = np.argsort(-scores, kind="stable")[:most]
        return [(int(at), float(scores[at])) for at in first]

    def _embedding(self, text: str) -> Any:
        ids = self._tokenizer.encode(text).ids or [0]
        tokens = np.array([ids], np.int64)
        given = {
            "input_ids": tokens,
            "attention_mask": np.ones_like(tokens),
            "token_type_ids": np.zeros_like(tokens),
        }
        feed = {name: value for name, value in given.items() if name in self._inputs}
        (states,) = self._session.run([self._output], feed)
        return _unit(states[0].mean(0) if states.ndim == 3 else states[0])  # noqa: PLR2004


def _unit(row: Any) -> Any:
    """Return a vector of length 1; one without a direction is zeros, which are near to nothing."""
    finite = np.nan_to_num(row.astype(np.float32), posinf=0, neginf=0)
    return finite / max(float(np.linalg.norm(finite)), 1e-12)
