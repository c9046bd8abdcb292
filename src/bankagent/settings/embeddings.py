"""Settings of embeddings: the folder of the model, by which search finds other words, too."""

from pathlib import Path

from pydantic import Field

from bankagent.settings.area import Area

EMBEDDINGS = "BANKAGENT_EMBEDDINGS"


class EmbeddingSettings(Area):
    """Embeddings of documents; without a folder search goes by words alone."""

    embeddings: Path | None = Field(None, alias=EMBEDDINGS)
