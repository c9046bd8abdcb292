"""The first screening of many names: it takes longer than a look-up may, and is begun once."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from bankagent.db.pool import new_pool
from bankagent.domain.exact_json import dumps
from bankagent.domain.settlement import ClaimedRequest
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.request_types.client_onboarding import TYPE
from bankagent.service.decisions import held, lookups, screener
from bankagent.service.decisions.needs import new_lookups
from tests.support import onboarding, reference
from tests.support.databases import Database
from tests.support.onboarding import OWNER, party
from tests.support.rows import Conn, connect


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def name(number: int) -> str:
    """A name of two words that no other number has."""
    vowels = "aeiou"
    word = "".join("bdfgklmnprstvz"[(number // 5**n) % 14] + vowels[number % 5] for n in range(4))
    return f"{word.title()} {word[::-1].title()}son"


async def test_a_batch_whose_screening_takes_longer_than_a_look_up_may_is_screened_once(
    db: Database, dba: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference.listed(dba, "screening:TEST", "MUSTER, Anna", *map(name, range(3000, 5000)))
    parties = [party(f"p{n}", name=name(n), ownership_pct="0") for n in range(99)]
    batch = [
        ClaimedRequest(number, "C-1", TYPE.name, dumps(onboarding.case(parties=[OWNER, *changed])))
        for number in range(1, 6)
        for changed in [[one | {"name": f"{one['name']} {name(number)}"} for one in parties]]
    ]
    begun = 0
    screened = screener._screened

    def counting(*given: Any) -> Any:
        nonlocal begun
        begun += 1
        return screened(*given)

    monkeypatch.setattr(screener, "_screened", counting)
    monkeypatch.setattr(lookups, "ANSWER_WITHIN_S", 0.3)
    monkeypatch.setattr(held, "SOON_S", 0.02)
    monkeypatch.setattr(lookups, "RETRY_AFTER_S", 0.01)
    async with new_pool(db.worker_url, least=1, most=2) as pool:
        looked_up = new_lookups()
        known = await lookups.prepare(lambda: pool, batch, (TYPE,), looked_up)
        case = known.case(1)
        assert case is not None
        assert "anna" in known[PartyScreenings].part(case).hits
        assert begun == 1
        # What is remembered is found at once, by a second thread at most.
        again = await asyncio.wait_for(
            lookups.prepare(lambda: pool, batch, (TYPE,), looked_up), timeout=20
        )
        assert again[PartyScreenings] == known[PartyScreenings]
