"""Redactors of requests, by the bank's key and dictionary."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from bankagent.llm.redact import Redactor
from bankagent.settings.redaction import RedactionSettings

# A shorter number of a client may be a figure or a word, which answers need.
SHORTEST_CLIENT = 5


@dataclass(frozen=True, slots=True)
class Redaction:
    """The secret behind all tokens of a worker, and the names that it redacts."""

    key: bytes = field(repr=False)
    names: Sequence[str] = field(repr=False)

    @classmethod
    def of(cls, settings: RedactionSettings) -> "Redaction":
        """Return what the settings say; without a key it is one of this process, at random.

        Raises:
            BadSettings: the dictionary cannot be read.
        """
        given = settings.redaction_key
        key = given.get_secret_value().encode() if given else secrets.token_bytes(32)
        return cls(key, settings.names())

    def redactor(self, request_id: int, client_id: str, names: Sequence[str] = ()) -> Redactor:
        """Return the redactor of a request: no token of it is one of another request.

        `names` are those that the request itself has, beside the dictionary.
        """
        about = f"redaction of request {request_id}".encode()
        own = hmac.new(self.key, about, hashlib.sha256).digest()
        client = [client_id] if len(client_id) >= SHORTEST_CLIENT else []
        return Redactor(own, self.names, [*client, *names])
