"""Answers of callers to what they are asked."""

from dataclasses import dataclass

from bankagent.domain.exact_json import JsonObject
from bankagent.domain.request_status import Status


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the maker of a request: words, another payload, or both.

    `key` is an idempotency key; None without one.
    """

    request_id: int
    author: str
    text: str | None
    payload: JsonObject | None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it was stored, with the payload's version and the status of the request now."""

    answer_id: int
    payload_version: int
    status: Status
    is_replay: bool
