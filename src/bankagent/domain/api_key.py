"""API keys as text: `bak_<holder type>_<id>_<secret>_<checksum>`; scanners know the beginning.

The checksum tells a mistyped or invented key from a real one without asking the database.
"""

import hashlib
import re
import secrets
import string
import zlib
from dataclasses import dataclass, field
from typing import Literal, Self, cast

HolderType = Literal["caller", "reviewer"]

ID_LENGTH = 8
SECRET_BYTES = 32  # so random that a plain hash of it is safe to keep
CHECKSUM_LENGTH = 6
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
SHAPE = re.compile(r"bak_(caller|reviewer)_([0-9A-Za-z]{8})_([0-9A-Za-z_-]{43})_([0-9A-Za-z]{6})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key; its secret shows in no repr, and `text` is for its holder only."""

    holder_type: HolderType
    id: str
    secret: str = field(repr=False)

    @classmethod
    def new(cls, holder_type: HolderType) -> Self:
        """Return a fresh random key for a caller or a reviewer."""
        known_by = "".join(secrets.choice(BASE62) for _ in range(ID_LENGTH))
        return cls(holder_type, known_by, secrets.token_urlsafe(SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the key that this text is; None where its shape or its checksum is wrong."""
        shaped = SHAPE.fullmatch(text)
        if not shaped or checksum(text[: -CHECKSUM_LENGTH - 1]) != shaped[4]:
            return None
        return cls(cast("HolderType", shaped[1]), shaped[2], shaped[3])

    @property
    def text(self) -> str:
        """The whole key, as its holder sends it."""
        body = f"bak_{self.holder_type}_{self.id}_{self.secret}"
        return f"{body}_{checksum(body)}"

    @property
    def secret_sha256(self) -> str:
        """What the database keeps of the secret."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def checksum(text: str) -> str:
    """Return the CRC-32 of a text in six digits of base 62."""
    rest, digits = zlib.crc32(text.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(BASE62))
        digits = BASE62[digit] + digits
    return digits
