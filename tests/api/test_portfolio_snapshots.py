"""Portfolio snapshots over HTTP: stored once, read exactly, listed as of a time, nobody else's."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bankagent.api.http import cursor as cursors
from bankagent.domain import exact_json
from tests.support import rows, workers
from tests.support.databases import Database
from tests.support.exact import parsed
from tests.support.people import keyed_caller
from tests.support.portfolios import AAPL, BODY, POSITIONS, position
from tests.support.records import sentences
from tests.support.rows import Conn
from tests.support.workers import Crew

URL = "/portfolio-snapshots"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with rows.connect(db.url) as conn:
        yield conn


@pytest.fixture
def crew(db: Database) -> Iterator[Crew]:
    with workers.crew(db.url, db.worker_url) as found:
        yield found


async def post(api: httpx.AsyncClient, headers: Any = None, /, **fields: Any) -> httpx.Response:
    """Send a snapshot with these fields; numbers keep each digit."""
    body = {name: value for name, value in (BODY | fields).items() if value is not None}
    sent = {"Content-Type": "application/json"} | (headers or {})
    return await api.post(URL, content=exact_json.dumps(body), headers=sent)


async def stored(api: httpx.AsyncClient, headers: Any = None, /, **fields: Any) -> int:
    answer = await post(api, headers, **fields)
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["portfolio_snapshot_id"]
    assert answer.headers["location"] == f"{URL}/{number}"
    return number


async def pages(api: httpx.AsyncClient, query: str, headers: Any = None) -> list[list[int]]:
    found, path = [], f"{URL}?{query}"
    while path:
        answer = await api.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page.keys() == {"portfolio_snapshots", "next"}
        found.append([one["id"] for one in page["portfolio_snapshots"]])
        path = page["next"]
    return found


async def test_a_snapshot_is_read_as_it_was_sent_to_the_last_digit(api: httpx.AsyncClient) -> None:
    sent = [
        {
            "isin": AAPL,
            "symbol": "AAPL",
            "quantity": Decimal("0.1000000001"),
            "market_value": Decimal("-123456789012345678.0123456789"),
            "currency": "USD",
        },
        position("12345678901234567890.50", symbol="bund 10y", currency="EUR"),
    ]
    number = await stored(api, positions=sent, as_of="2025-11-23T19:00:00.5+01:00")
    answer = await api.get(f"{URL}/{number}")
    assert answer.status_code == 200
    found = parsed(answer.text)
    assert found.pop("created_at").endswith("Z")
    assert found == {
        "id": number,
        "client_id": BODY["client_id"],
        "as_of": "2025-11-23T18:00:00.500000Z",
        "source": "custody",
        "maker": "anonymous",
        "position_count": 2,
        "positions": [
            sent[0],
            {
                "isin": None,
                "symbol": "bund 10y",
                "quantity": 1,
                "market_value": Decimal("12345678901234567890.50"),
                "currency": "EUR",
            },
        ],
    }
    same = {"If-None-Match": answer.headers["etag"]}
    assert (await api.get(f"{URL}/{number}", headers=same)).status_code == 304


async def test_the_same_snapshot_again_is_that_snapshot_and_another_one_a_conflict(
    api: httpx.AsyncClient, dba: Conn
) -> None:
    number = await stored(api)
    texts = [one | {"market_value": f"{one['market_value']}.00"} for one in POSITIONS]
    for fields in ({}, {"as_of": "2025-11-23T19:00:00+01:00"}, {"positions": texts}):
        again = await post(api, **fields)
        assert (again.status_code, again.json()) == (200, {"portfolio_snapshot_id": number})
        assert again.headers["idempotency-replayed"] == "true"
        assert again.headers["location"] == f"{URL}/{number}"
    other = await post(api, positions=POSITIONS[:1])
    assert other.status_code == 409
    assert "send a correction with another source or time" in other.json()["detail"]
    assert await stored(api, source="custody, corrected", positions=POSITIONS[:1]) != number
    assert rows.one(dba, "select count(*) from bankagent.portfolio_snapshots") == 2


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        ({"client_id": ""}, "client_id", "must be the client's id"),
        ({"client_id": None}, "client_id", "is required: the client's id"),
        ({"client_id": 7}, "client_id", "must be the client's id"),
        ({"source": "a\tb"}, "source", "must be the source of the positions"),
        ({"source": "   "}, "source", "must be a string of 1 to 200 printable characters"),
        ({"source": "s" * 201}, "source", "must be the source of the positions"),
        ({"as_of": "2025-11-23T18:00:00"}, "as_of", "must be a time with its offset"),
        ({"as_of": "2090-01-01T00:00:00Z"}, "as_of", "must be a time from 1990 to now"),
        ({"as_of": "0001-01-01T00:00:00+14:00"}, "as_of", "must be a time from 1990 to now"),
        ({"positions": []}, "positions", "must have 1 to 5000 positions"),
        ({"positions": [position()] * 5001}, "positions", "must have 1 to 5000 positions"),
        ({"positions": "all"}, "positions", "must be 1 to 5000 positions"),
        ({"positions": [position(), 7]}, "positions[1]", "must be 1 to 5000 positions"),
        ({"positions": [position(symbol=None)]}, "positions[0]", "must have an isin or a symbol"),
        ({"positions": [position(desk="x")]}, "positions[0].desk", "is not a field here"),
        ({"positions": [position(isin="US0378331006")]}, "positions[0].isin", "check digit"),
        ({"positions": [position(), position(symbol="é")]}, "positions[1].symbol", "the ticker"),
        ({"positions": [position(quantity="1e3")]}, "positions[0].quantity", "plain digits"),
        ({"positions": [position(quantity=None)]}, "positions[0].quantity", "is required: the"),
        ({"positions": [position()] * 2 + [position(True)]}, "positions[2].market_value", "a JSON"),
        ({"positions": [position("1.00000000001")]}, "positions[0].market_value", "10 after the"),
        ({"positions": [position(10**28 - 1)] * 2 + [position("x")]}, "positions[2].market_value",
         "plain digits"),
        ({"positions": [position(currency="XXZ")]}, "positions[0].currency", "ISO 4217"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named_by_its_path_and_nothing_is_stored(
    api: httpx.AsyncClient, dba: Conn, fields: dict[str, Any], field: str, expected: str
) -> None:
    answer = await post(api, **fields)
    assert answer.status_code == 422, answer.text
    (finding,) = answer.json()["errors"]
    assert finding["field"] == field
    assert expected in finding["expected"]
    assert rows.one(dba, "select count(*) from bankagent.portfolio_snapshots") == 0


async def test_5000_positions_in_their_longest_form_are_one_body(api: httpx.AsyncClient) -> None:
    longest = "-123456789012345678.0123456789"
    many = [
        position(longest, quantity=longest, isin=AAPL, symbol=f"S{n:031d}") for n in range(5000)
    ]
    number = await stored(api, positions=many)
    found = parsed((await api.get(f"{URL}/{number}")).text)
    assert [one["symbol"] for one in found["positions"]] == [one["symbol"] for one in many]
    assert {one["market_value"] for one in found["positions"]} == {Decimal(longest)}


async def test_a_list_has_the_newest_snapshot_at_or_before_a_time_first(
    api: httpx.AsyncClient,
) -> None:
    days = {day: await stored(api, as_of=f"2025-11-{day}T18:00:00Z") for day in (20, 22, 21)}
    late = await stored(api, as_of="2025-11-21T18:00:00Z", source="another")
    await stored(api, client_id="CUST-7")
    newest = [days[22], late, days[21], days[20]]
    client = f"client_id={BODY['client_id']}"
    assert await pages(api, client) == [newest]
    for as_of, expected in (
        ("2025-11-22T18:00:00Z", newest),
        ("2025-11-22T17:59:59.999999Z", newest[1:]),
        ("2025-11-21T19:00:00%2B01:00", newest[1:]),
        ("2025-11-20T17:00:00Z", []),
    ):
        assert await pages(api, f"{client}&as_of={as_of}") == [expected]
    assert await pages(api, f"{client}&limit=1") == [[one] for one in newest]
    assert await pages(api, f"{client}&limit=2&as_of=2025-11-21T18:00:00Z") == [
        newest[1:3],
        newest[3:],
    ]
    row = (await api.get(f"{URL}?{client}&limit=1")).json()["portfolio_snapshots"][0]
    whole = (await api.get(f"{URL}/{days[22]}")).json()
    assert row == {name: value for name, value in whole.items() if name != "positions"}


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("", 422, "client_id"),
        ("client_id=", 422, "client_id"),
        ("client_id=C&as_of=2025-11-21", 422, "as_of"),
        ("client_id=C&limit=0", 422, "limit"),
        ("client_id=C&cursor=AAAA", 422, "cursor"),
        ("client_id=C&source=x", 400, "source"),
    ],
)
async def test_a_list_of_something_else_is_refused(
    api: httpx.AsyncClient, query: str, status: int, field: str
) -> None:
    answer = await api.get(f"{URL}?{query}")
    assert answer.status_code == status
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_a_caller_sees_its_own_snapshots_and_another_one_who_reads_all(
    api: httpx.AsyncClient, db: Database
) -> None:
    ann, bob = (keyed_caller(db.url, name).headers for name in ("ann", "bob"))
    auditor = keyed_caller(db.url, "auditor", "requests:read_all").headers
    of_ann, of_bob = await stored(api, ann), await stored(api, bob)
    assert of_ann != of_bob
    client = f"client_id={BODY['client_id']}"
    for headers, seen in ((ann, [of_ann]), (bob, [of_bob]), (auditor, [of_bob, of_ann])):
        assert await pages(api, client, headers) == [seen]
        for number in (of_ann, of_bob):
            answer = await api.get(f"{URL}/{number}", headers=headers)
            assert answer.status_code == (200 if number in seen else 404)
    missing = await api.get(f"{URL}/{2**40}", headers=ann)
    hidden = await api.get(f"{URL}/{of_bob}", headers=ann)
    assert missing.json() == hidden.json()
    assert (await post(api, auditor)).status_code == 403
    assert (await post(api, keyed_caller(db.url, "w", "requests:write").headers)).status_code == 201


async def test_a_forged_cursor_tells_nothing_of_anothers_snapshot(
    api: httpx.AsyncClient, db: Database
) -> None:
    ann, bob = (keyed_caller(db.url, name).headers for name in ("ann", "bob"))
    own = [await stored(api, ann, as_of=f"2025-11-2{day}T18:00:00Z") for day in (0, 2)]
    hidden = await stored(api, bob, as_of="2025-11-21T18:00:00Z")
    forged = cursors.written(hidden, ["ann", "portfolio_snapshots", BODY["client_id"], None])
    query = f"client_id={BODY['client_id']}&cursor={forged}"
    assert await pages(api, query, ann) == [own[::-1]]
    answer = await api.get(f"{URL}?{query}", headers=bob)
    assert answer.status_code == 422


async def test_a_trade_goes_to_people_for_what_it_makes_of_its_portfolio(
    api: httpx.AsyncClient, crew: Crew
) -> None:
    crew.hire()
    just_now = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    fresh, stale = await stored(api, as_of=just_now), await stored(api)
    others = await stored(api, as_of=just_now, client_id="CUST-7")
    trades = [
        (fresh, 1_000_000, "approved", "1905", {"TR-000"}),  # 4 of 21
        (fresh, 4_000_000, None, "2917", {"TR-122"}),  # 7 of 24
        (stale, 1_000_000, None, "1905", {"TR-123"}),
        (others, 1_000_000, None, "0", {"TR-120"}),
        (2**40, 1_000_000, None, "0", {"TR-120"}),
    ]
    for number, notional, decision, share, rules in trades:
        payload = {"symbol": "AAPL.OQ", "isin": AAPL, "side": "buy", "notional": notional}
        asked = {
            "client_id": BODY["client_id"],
            "request_type": "trade_review",
            "payload": payload | {"portfolio_snapshot_id": number},
        }
        request_id = (await api.post("/requests", json=asked)).json()["request_id"]
        answer = await api.post(f"/requests/{request_id}/process", headers={"Prefer": "wait=20"})
        result = answer.json()["result"]
        assert (result["decision"], {one["rule_id"] for one in result["reasons"]}) == (
            decision,
            rules,
        )
        told = (await api.get(f"/requests/{request_id}/explanation")).json()
        said = [one["text"] for one in sentences(told)]
        assert any(text.startswith(f"The fact concentration_bp was {share} (") for text in said)
        for rule_id in rules:
            assert any(text.startswith(f"Rule {rule_id} ") for text in said)
