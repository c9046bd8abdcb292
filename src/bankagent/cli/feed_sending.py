"""Batches of a feed, sent under keys of their own; then its summary, until no pair waits.

The key of a pair is made of the feed and the row: a feed that is sent again, also after a crash in
the middle, stores what is missing and nothing twice.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from bankagent.cli.http_client import Service, parsed
from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonObject
from bankagent.domain.submission import MOST_BATCH_BYTES, MOST_IN_A_BATCH
from bankagent.errors import Conflict, Unavailable
from bankagent.request_types.trade_exception import TYPE
from bankagent.service.feeds.read import FeedFile

Found = TypeVar("Found")

OTHER = (
    "The feed {feed} was sent before with other content, or for another client: name this one "
    "otherwise (--name), or send that content again."
)
# What stands around the items of a body.
AROUND = 64
POLL_S = 0.5
# A service that restarts, or a database that fails over, is back by then.
PAUSES_S = (1, 2, 4, 8, 15, 30)


@dataclass(frozen=True, slots=True)
class Taken:
    """Numbers of pairs that a batch stored, and of those that were stored before."""

    new: int
    before: int

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.new + other.new, self.before + other.before)


def send(
    service: Service,
    feed: FeedFile,
    *,
    client: str,
    person: str | None,
    told: Callable[[int], None],
) -> Taken:
    """Send a feed; `told` hears of each batch how many pairs it had.

    Raises:
        Conflict: another feed of this caller has the name.
        BankagentError: the service refused a batch, or was away for a minute.
    """
    taken = Taken(0, 0)
    for number, items in enumerate(batches(feed, client, person)):
        body = {"requests": items}
        put = partial(service.post, "/requests:batch", body)
        # The first one tells at once what is wrong with URL, key or service.
        try:
            answer = patiently(put) if number else put()
        except Conflict:
            raise Conflict(OTHER.format(feed=feed.name)) from None
        before = sum(one["replayed"] for one in parsed(answer)["requests"])
        taken += Taken(len(items) - before, before)
        told(len(items))
    return taken


def follow(
    service: Service, feed: FeedFile, *, wait_s: float, told: Callable[[int], None]
) -> dict[str, Any]:
    """Return the summary once no pair waits for a worker, or after so many seconds.

    `told` hears how many pairs a worker is done with.
    """
    until = time.monotonic() + wait_s
    while True:
        asked = time.monotonic()
        summary: dict[str, Any] = parsed(patiently(lambda: service.get(f"/feeds/{feed.name}")))
        waiting = summary["statuses"]["received"]
        told(summary["taken"] - waiting)
        now = time.monotonic()
        if not waiting or now >= until:
            return summary
        # A long summary is asked for less often: the workers need the database, too.
        time.sleep(min(until - now, max(POLL_S, 5 * (now - asked))))


def batches(feed: FeedFile, client: str, person: str | None) -> Iterator[list[JsonObject]]:
    """Yield the requests of a feed, as many at a time as a batch may have."""
    gathered: list[JsonObject] = []
    size = AROUND
    for row, payload in enumerate(feed.payloads, start=1):
        item: JsonObject = {
            "client_id": client,
            "request_type": TYPE.name,
            "payload": payload,
            "idempotency_key": f"feed:{feed.name}:{row}",
            **({"on_behalf_of": person} if person is not None else {}),
        }
        length = len(exact_json.dumps(item).encode()) + 1
        if gathered and (len(gathered) == MOST_IN_A_BATCH or size + length > MOST_BATCH_BYTES):
            yield gathered
            gathered, size = [], AROUND
        gathered.append(item)
        size += length
    yield gathered


def patiently(call: Callable[[], Found]) -> Found:
    """Return what a call returns; one that met a service that is away or busy is made again.

    Raises:
        Unavailable: after a minute.
    """
    for pause in PAUSES_S:
        try:
            return call()
        except Unavailable:
            time.sleep(pause)
    return call()
