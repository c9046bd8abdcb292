"""Explanations that rest on a request of another caller: a caller reads no number of it."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import httpx
import pytest

from tests.support import pairs, people, records, rows, verbs
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.rows import Conn, connect

Headers = dict[str, str]


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def auditor(dba: Conn) -> Headers:
    return people.bearer(people.add_key(dba, "reviewer", "anna"))


@pytest.fixture
def desks(dba: Conn) -> dict[str, Headers]:
    return {
        name: people.bearer(people.add_key(dba, "caller", name)) for name in ("desk-1", "desk-2")
    }


async def sent(db: Database, dba: Conn, maker: str, payload: dict[str, Any]) -> int:
    """Submit a pair of one client as this caller, and decide it; return its number."""
    item = verbs.item(
        request_type="trade_exception", payload=payload, client_id="RECON", actor=maker
    )
    (answer,) = verbs.put(dba, item)
    await decide_all(db)
    assert rows.status(dba, answer.request_id) != "received"
    return int(answer.request_id)


async def read(
    api: httpx.AsyncClient, request_id: int, who: Headers, query: str = ""
) -> tuple[str, set[str]]:
    """Read an explanation; return its text, and the ids on which its sentences rest."""
    answer = await api.get(f"/requests/{request_id}/explanation{query}", headers=who)
    assert answer.status_code == 200, answer.text
    found = records.sentences(answer.json())
    assert all(one["rests_on"] for one in found)
    return (
        "\n".join(one["text"] for one in found),
        {id_ for one in found for id_ in one["rests_on"]},
    )


BROKEN = pairs.pair(quantity=900)


@pytest.mark.parametrize("second", ["desk-1", "desk-2"])
async def test_a_repeat_is_explained_without_the_number_of_another_callers_request(
    db: Database, dba: Conn, api: httpx.AsyncClient, auditor: Headers, desks: Any, second: str
) -> None:
    first_id = await sent(db, dba, "desk-1", BROKEN)
    again_id = await sent(db, dba, second, deepcopy(BROKEN))
    assert rows.status(dba, again_id) == "processed"
    is_own = second == "desk-1"
    for who, knows in ((desks[second], is_own), (auditor, True)):
        text, ids = await read(api, again_id, who)
        assert (f"equest {first_id} " in text, f"request:{first_id}" in ids) == (knows, knows)
        assert ("Another request was about the same pair" in text) == (not knows)
        assert "Rule TE-020 says reject" in text
        assert f"request:{again_id}" in ids


@pytest.mark.parametrize("second", ["desk-1", "desk-2"])
async def test_a_closing_is_explained_without_the_number_of_another_callers_request(
    db: Database, dba: Conn, api: httpx.AsyncClient, auditor: Headers, desks: Any, second: str
) -> None:
    first_id = await sent(db, dba, "desk-1", BROKEN)
    match_id = await sent(db, dba, second, pairs.pair())
    assert rows.status(dba, first_id) == "processed"
    is_own = second == "desk-1"
    for who, knows in ((desks["desk-1"], is_own), (auditor, True)):
        text, ids = await read(api, first_id, who)
        assert "A later record of the pair matches, which decided it." in text
        assert (f"equest {match_id}." in text, f"request:{match_id}" in ids) == (knows, knows)
    for who in (desks["desk-1"], auditor):
        text, ids = await read(api, first_id, who, "?audience=client")
        assert "A later record of the pair matches, which decided it." in text
        assert str(match_id) not in text.split()
        assert f"request:{match_id}" not in ids
