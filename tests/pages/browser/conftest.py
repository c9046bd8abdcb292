"""One Chromium and one running site for a module: with requests, exceptions and failures."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from psycopg.types.json import Jsonb

from tests.support import approvals, cases, delegations, exceptions, people, reference, verbs
from tests.support.browser_site import HOSTILE, PAYLOAD, Site, running
from tests.support.chromium import chromium
from tests.support.databases import Database

HIT = cases.SCREENING | {
    "word": "strong",
    "hits": [cases.HIT | {"judgement": None, "word": "strong", "score": 93, "entry_id": "1"}],
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site(module_db: Database, browser: Browser) -> Iterator[Site]:
    """The site; at its end no browser may have reported a breach of a page's policy."""
    with running(module_db, browser) as found:
        yield found
        assert "breach of the policy" not in found.api.said()


@pytest.fixture(autouse=True)
def _nothing_went_wrong(site: Site) -> Iterator[None]:
    """After each test: no error on a console, no other host asked, all browsers closed."""
    yield
    for person in site.people:
        person.leave()
    faults = [fault for person in site.people for fault in person.faults]
    foreign = [url for person in site.people for url in person.foreign]
    site.people.clear()
    assert (faults, foreign) == ([], [])


@pytest.fixture(scope="module")
def work(site: Site) -> dict[str, int]:
    """Requests, exceptions, proposals and failures of each kind that pages show."""
    found = {
        "waiting": site.waiting(client_id="CUST-1042", on_behalf_of="Jan Nowak"),
        "mine": site.waiting(client_id="CUST-1042", on_behalf_of="Anna"),
        "hostile": site.waiting(
            PAYLOAD | {"trader": HOSTILE, HOSTILE[:60]: [HOSTILE, {"x": HOSTILE}]},
            client_id=HOSTILE[:60],
        ),
        "exception": site.exception(1),
        "proposed": site.exception(2, exposure="1234567.5", severity="low", priority=4),
        "closed": site.exception(3),
    }
    found["asked"] = site.waiting(client_id="CUST-1042", actor="desk-7")
    people.vote(site.dba, found["asked"], by="carl", verdict="needs_info", reason="Which price?")
    with verbs.naming(site.dba, "desk-7"):
        site.dba.execute(
            "select bankagent.replace_payload(%s, %s, 'desk-7', null)",
            [found["asked"], Jsonb(PAYLOAD | {"notional": 7000000})],
        )
    site.hand.process(found["asked"], **people.asks_for_people())
    found["voted"] = site.waiting(client_id="CUST-1042")
    people.vote(site.dba, found["voted"], by="anna")
    exceptions.propose(site.dba, found["proposed"], by="ben")
    exceptions.move(site.dba, found["exception"], "assigned", by="ben", assignee="anna")
    exceptions.move(
        site.dba, found["closed"], "trade_cancelled", by="ben", reason="The desk cancelled it."
    )
    (found["staged"],) = verbs.submit(site.dba, actor="desk-7")
    site.hand.process(found["staged"], **approvals.end("escalate", notional=7, currency="EUR"))
    people.vote(site.dba, found["staged"], by="ben")
    reference.listed(site.dba, "screening:TEST", "MUSTER, Anna")
    reference.imported(site.dba, "trading_limits", trading_limits=[("desk", "rates", "USD", 1)])
    found["case"] = site.case(
        cases.IDENTITY | {"state": "missing", "document": None}, screenings=(HIT,)
    )
    cases.give(site.dba, found["case"], by="ben", waivers=[cases.WAIVER])
    delegations.break_glass(site.dba, "anna", "senior")
    ended = delegations.break_glass(site.dba, "anna", "operations")
    site.dba.execute(
        "select bankagent.end_authority(%s, 'Over.')", [delegations.confirm(site.dba, ended, "ben")]
    )
    found["failed"] = verbs.fail(site.dba)
    (found["received"],) = verbs.submit(site.dba)
    return found
