"""Limits of one running API; a test that needs others passes them to `create_app`."""

from dataclasses import dataclass

from bankagent.service.access.identify import KEPT_S
from bankagent.service.operations import snapshot
from bankagent.service.requests import follow


@dataclass(frozen=True, slots=True)
class ApiLimits:
    """Limits on what runs at once, in all and for each caller, and on how long a key is kept.

    `key_kept_s`: for so many seconds the holder of a key is not asked of the database again, and a
    revoked key may go on working. `status_kept_s`: the same for the status that pages show.
    """

    batches: int = 8
    batches_each: int = 2
    documents: int = 4
    documents_each: int = 2
    streams: int = follow.MOST_STREAMS
    streams_each: int = follow.MOST_STREAMS_EACH
    key_kept_s: float = KEPT_S
    status_kept_s: float = snapshot.KEPT_S
