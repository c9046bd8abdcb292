"""A running site for browsers, and what is needed to bring work into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from tests.support import cases, exceptions, pairs, people, postgres, verbs, worker
from tests.support.api_process import Api, serving
from tests.support.chromium import Person
from tests.support.databases import Database
from tests.support.people import Keyed, keyed_caller, keyed_reviewer
from tests.support.rows import Conn, connect
from tests.support.worker import WorkerByHand

PAYLOAD = {
    "symbol": "AAPL",
    "notional": 6000000,
    "currency": "USD",
    "side": "buy",
    "quantity": 40000,
    "price": "150.00",
    "desk": "rates",
    "trader": "T-7",
}
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202eabc {{7*7}}"


@dataclass(slots=True)
class Site:
    """A running site, and what is needed to bring work into it."""

    api: Api
    db: Database
    dba: Conn
    hand: WorkerByHand
    keys: dict[str, Keyed]
    browser: Browser
    people: list[Person]

    @property
    def url(self) -> str:
        return self.api.url

    def person(self, name: str | None = None, **context: Any) -> Person:
        """Give a person at a browser of their own, logged in unless nobody is named."""
        found = Person(self.browser, self.url, **context)
        self.people.append(found)
        if name:
            found.log_in(self.keys[name])
        return found

    def waiting(self, payload: Any = None, **fields: Any) -> int:
        """Bring in a request that waits for people."""
        (request_id,) = verbs.submit(self.dba, payload=payload or PAYLOAD, **fields)
        self.hand.process(request_id, **people.asks_for_people())
        return request_id

    def case(self, *requirements: Any, **said: Any) -> int:
        """Bring in a case of onboarding of desk-7 that waits for people."""
        request_id = cases.submit(self.dba, actor="desk-7", client_id="CUST-9")
        self.hand.process(request_id, **cases.end(*requirements, **said))
        return request_id

    def exception(self, number: int | str, **comparison: Any) -> int:
        """Bring in a pair whose breaks wait for people."""
        sides = exceptions.pair(number)
        payload = pairs.pair(quantity=900)
        payload["ours"]["record_number"] = sides["our_record"]
        payload["theirs"]["record_number"] = sides["their_record"]
        (request_id,) = verbs.submit(self.dba, payload=payload, client_id="CUST-7")
        self.hand.process(request_id, **exceptions.broken(pair=sides, **comparison))
        return exceptions.of_request(self.dba, request_id)


@contextmanager
def running(db: Database, browser: Browser) -> Iterator[Site]:
    keys = {
        "anna": keyed_reviewer(db.url, "anna"),
        "ben": keyed_reviewer(db.url, "ben"),
        "carl": keyed_reviewer(db.url, "carl", "compliance"),
        "ops": keyed_caller(db.url, "ops", "operate"),
        "audit": keyed_caller(db.url, "audit", "requests:read_all"),
        "desk-7": keyed_caller(db.url, "desk-7"),
    }
    with (
        serving(
            postgres.free_port(),
            app="bankagent.asgi:app",
            BANKAGENT_API_DATABASE_URL=db.api_url,
        ) as api,
        connect(db.url) as dba,
        worker.worker_by_hand(db.worker_url) as hand,
    ):
        yield Site(api, db, dba, hand, keys, browser, [])
