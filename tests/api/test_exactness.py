"""A number is the same number everywhere: in the answer, in jsonb, in the policy engine."""

import asyncio
from decimal import Decimal
from typing import Any

import httpx
import psycopg
from hypothesis import HealthCheck, given, settings

from bankagent.db import pool
from bankagent.domain import exact_json
from bankagent.domain.submission import Submission
from bankagent.errors import BadJson
from bankagent.settings import Settings
from bankagent.store.requests.read import overview
from bankagent.store.requests.verbs import submit
from tests.support.api_client import calling, plainly
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.strategies import OBJECTS, TRADES

JSON = {"Content-Type": "application/json"}
QUICK = settings(
    deadline=None,
    max_examples=60,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
# As it is sent; as jsonb writes it; whether it is above the 5,000,000 USD that ask for people.
AMOUNTS = [
    ("9007199254740993.01", "9007199254740993.01", True),
    ("9007199254740993", "9007199254740993", True),
    ("12345678901234567.89", "12345678901234567.89", True),
    ("9999999999999999999999999999", "9999999999999999999999999999", True),
    ("123456789012345678.1234567891", "123456789012345678.1234567891", True),
    ("5000000.0000000001", "5000000.0000000001", True),
    ("5000000.0000000000", "5000000.0000000000", False),
    ("5000000", "5000000", False),
    ("4999999.9999999999", "4999999.9999999999", False),
    ("1e-10", "0.0000000001", False),
    ("0.1", "0.1", False),
    ("1.10", "1.10", False),
    ("1.10e2", "110", False),
    ("5E+6", "5000000", False),
    ("5.000001e6", "5000001", True),
]
FACTS = (
    "select r.payload ->> 'notional', r.payload ->> 'price', e.facts ->> 'notional', e.outcome, "
    "e.fired -> 0 -> 'facts' ->> 'notional_usd', "
    "a.result -> 'reasons' -> 0 -> 'facts' ->> 'notional_usd' "
    "from bankagent.banking_requests as r "
    "join bankagent.evaluations as e on e.job_id = r.job_id "
    "join bankagent.agent_audit_log as a on a.job_id = e.job_id and a.attempt = e.attempt "
    "where r.id = %s"
)


# Around each limit: as many digits as there may be, and exponents beyond all that may be.
NUMBERS = [
    f"{sign}{digits}e{exponent}"
    for sign in ("", "-")
    for digits in ("0", "0.0", "1", "1.50", "7" * 14, f"{'7' * 13}.5", "9" * 28, f"1.{'3' * 27}")
    for exponent in range(-33, 34)
]


def accepted(text: str) -> bool:
    try:
        exact_json.loads(text)
    except BadJson:
        return False
    return True


def test_what_is_accepted_is_read_again_as_jsonb_writes_it(db: Database) -> None:
    taken = [text for text in NUMBERS if accepted(text)]
    assert 200 < len(taken) < len(NUMBERS) - 200
    with psycopg.connect(db.url) as conn:
        written = conn.execute(
            "select n::jsonb::text from unnest(%s::text[]) as n", [taken]
        ).fetchall()
    read = [exact_json.loads(text) for (text,) in written]
    assert read == [exact_json.loads(text) for text in taken]


def trade(amount: str) -> str:
    payload = f'{{"symbol":"A","notional":{amount},"price":-{amount}}}'
    return f'{{"client_id":"C","request_type":"trade_review","payload":{payload}}}'


async def test_an_amount_is_one_number_from_the_body_to_the_decision_and_back(
    api: httpx.AsyncClient, db: Database
) -> None:
    for amount, _, _ in AMOUNTS:
        made = await api.post("/requests", content=trade(amount), headers=JSON)
        assert made.status_code == 201, (amount, made.text)
    await decide_all(db)
    with psycopg.connect(db.url) as conn:
        for request_id, (amount, stored, is_above) in enumerate(AMOUNTS, 1):
            ((payload, price, fact, outcome, *shown),) = conn.execute(FACTS, [request_id])
            assert (payload, price) == (stored, f"-{stored}")
            assert Decimal(fact) == Decimal(amount)
            assert outcome == ("review" if is_above else "approve"), amount
            assert [Decimal(seen) for seen in shown if seen] == [Decimal(amount)] * 2 * is_above
            read = await api.get(f"/requests/{request_id}")
            told = exact_json.loads(read.text)["request"]["payload"]
            assert told["notional"] == -told["price"] == Decimal(amount)
            assert "e" in amount or f'"notional":{stored}' in read.text


async def test_there_is_one_zero_and_it_has_no_sign(api: httpx.AsyncClient, db: Database) -> None:
    for zero in ("-0", "-0.0", "-0.00", "-0e5", "-0.0E-5"):
        body = trade("1").replace('"notional":1', f'"notional":{zero}')
        refused = await api.post("/requests", content=body, headers=JSON)
        assert refused.status_code == 422, zero
        body = trade("1").replace('"price":-1', f'"price":{zero}')
        made = await api.post("/requests", content=body, headers=JSON)
        assert made.status_code == 201, zero
        read = await api.get(made.headers["location"])
        assert '"price":0' in read.text
        assert exact_json.loads(read.text)["request"]["payload"]["price"] == 0
    with psycopg.connect(db.url) as conn:
        stored = conn.execute("select payload ->> 'price' from bankagent.banking_requests")
        assert {text.startswith("0") for (text,) in stored} == {True}


def test_any_trade_comes_back_as_it_was_sent(db: Database) -> None:
    with (
        plainly(calling(Settings(api_database_url=db.api_url))) as (client, run),
        psycopg.connect(db.url, autocommit=True) as conn,
    ):

        @given(payload=TRADES)
        @QUICK
        def there_and_back(payload: dict[str, Any]) -> None:
            body = {"client_id": "C", "request_type": "trade_review", "payload": payload}
            content = exact_json.dumps(body).encode()
            made = run(client.post("/requests", content=content, headers=JSON))
            assert made.status_code == 201, made.text
            read = exact_json.loads(run(client.get(made.headers["location"])).content)
            assert read["request"]["payload"] == payload
            number = made.json()["request_id"]
            stored = "select payload::text from bankagent.banking_requests where id = %s"
            ((text,),) = conn.execute(stored, [number])
            assert exact_json.loads(text) == payload

        there_and_back()


def test_any_document_within_the_limits_comes_back_as_it_was_sent(db: Database) -> None:
    """As routes do it, for a type that would take any payload: parse, store, read, write."""

    async def there_and_back(text: str) -> tuple[str, str]:
        async with await pool.connect(db.api_url) as conn:
            payload = exact_json.loads(text)
            assert isinstance(payload, dict)
            new = Submission("C", "trade_review", payload, "anonymous")
            (made,) = await submit(conn, [new])
            read = await overview(conn, made.request_id, maker=None)
            assert read
            stored = "select payload::text from bankagent.banking_requests where id = %s"
            ((told,),) = await (await conn.execute(stored, [made.request_id])).fetchall()
            return exact_json.dumps(read.payload), told

    with asyncio.Runner() as runner:

        @given(payload=OBJECTS)
        @QUICK
        def is_the_same(payload: dict[str, Any]) -> None:
            sent = exact_json.dumps(payload)
            for back in runner.run(there_and_back(sent)):
                assert exact_json.loads(back) == payload

        is_the_same()
