"""Embeddings by the model that the settings name, made in a thread of this process."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from bankagent import settings
from bankagent.errors import BadSettings
from bankagent.settings.embeddings import EMBEDDINGS

EMBEDDER = "bankagent.retrieval.embedder"
EXTRA = f"{EMBEDDINGS} needs more packages: pip install 'bankagent[local]'."
FILES = "must be a folder with model.onnx and tokenizer.json that this account can read"
# The blend compares so many by words, and so many by embeddings.
NEAREST = 50


@dataclass(frozen=True, slots=True)
class Embedded:
    """A question with its embedding."""

    vector: bytes
    model: "Embeddings"


class Embeddings:
    """A model of embeddings; nothing leaves this process."""

    def __init__(self, embedder: Any) -> None:
        self._embedder = embedder
        self.model_sha256: str = embedder.sha256
        self.size: int = embedder.size

    async def question(self, text: str) -> Embedded:
        """Return a question with its embedding."""
        (vector,) = await self.of([text])
        return Embedded(vector, self)

    async def of(self, texts: Sequence[str]) -> list[bytes]:
        """Return the embedding of each text."""
        return await asyncio.to_thread(self._embedder.vectors, texts)

    async def nearest(self, asked: bytes, vectors: bytes) -> list[tuple[int, float]]:
        """Return the places of the nearest vectors with their similarity, the nearest first."""
        return await asyncio.to_thread(self._embedder.nearest, asked, vectors, NEAREST)


FromSettings = Callable[[], Embeddings | None]


def from_settings(load: Callable[[], settings.Settings] = settings.load) -> Embeddings | None:
    """Return the embeddings that the settings name; None where they name none.

    The model is read once in a process.

    Raises:
        BadSettings: the extra is not installed, or the folder has no model.
    """
    folder = load().embeddings
    return None if folder is None else _read(folder)


@cache
def _read(folder: Path) -> Embeddings:
    try:
        embedder = import_module(EMBEDDER)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("bankagent"):
            raise
        raise BadSettings(EXTRA) from None
    try:
        return Embeddings(embedder.Embedder(folder.expanduser()))
    except (OSError, RuntimeError):
        raise BadSettings(f"{EMBEDDINGS} {FILES}.") from None
    except embedder.BadModel as bad:
        raise BadSettings(f"{EMBEDDINGS} has a model that {bad}; {FILES}.") from None
