"""Bodies that mean harm: a clear 4xx, nothing stored, nothing echoed, never a 500."""

import json
from collections.abc import AsyncIterator

import httpx
import psycopg
import pytest
from servers import Database

CANARY = "canary7f3a"
JSON = "application/json"


def body(payload: str, *, client: str = '"C"', type_: str = '"trade_review"') -> bytes:
    return f'{{"client_id":{client},"request_type":{type_},"payload":{payload}}}'.encode()


def notional(number: str) -> bytes:
    return body(f'{{"symbol":"A","notional":{number}}}')


GOOD = notional("1")
MALFORMED = {
    "empty": b"",
    "not JSON": CANARY.encode(),
    "half an object": GOOD[:-1],
    "two values": GOOD + GOOD,
    "a comment": b"/* */" + GOOD,
    "single quotes": GOOD.replace(b'"', b"'"),
    "NaN": notional("NaN"),
    "Infinity": notional("-Infinity"),
    "1e400": notional("1e400"),
    "1e-400": notional("1e-400"),
    "an exponent beyond all": notional("1e" + "9" * 30),
    "5,000 digits": notional("1" * 5000),
    "29 digits": notional("1" * 29),
    "a leading zero": notional("01"),
    "a NUL in a string": body('{"symbol":"A\\u0000","notional":1}'),
    "a NUL in a name": body('{"symbol":"A","notional":1,"\\u0000":1}'),
    "a NUL in the client": body("{}", client='"\\u0000"'),
    "a raw NUL": body('{"symbol":"A\x00"}'),
    "a lone surrogate": body('{"symbol":"\\ud800"}'),
    "a lone surrogate in the type": body("{}", type_='"\\udfff"'),
    "a lone surrogate in a name": body('{"\\ud800":1}'),
    "UTF-8 of a surrogate": b'{"client_id":"\xed\xa0\x80"}',
    "UTF-16": GOOD.decode().encode("utf-16"),
    "UTF-8 with a BOM": b"\xef\xbb\xbf" + GOOD,
    "latin-1": b'{"client_id":"\xe9"}',
    "overlong UTF-8": b'{"client_id":"\xc0\xaf"}',
    "a name twice": body('{"symbol":"A","symbol":"B","notional":1}'),
    "a name twice at the top": b'{"client_id":"C",' + GOOD[1:],
    "33 levels": body("[" * 33 + "]" * 33),
    "900 levels": body("[" * 900 + "]" * 900),
    "100,000 levels": body("[" * 100_000 + "]" * 100_000),
    "a name of 300 characters": body('{"' + "n" * 300 + '":1}'),
}
INVALID = {
    "an array": b"[]",
    "null": b"null",
    "a string": b'"x"',
    "a number": b"1",
    "no client": b'{"request_type":"trade_review","payload":{}}',
    "an unknown field": GOOD[:-1] + b',"status":"processed"}',
    "the field id": GOOD[:-1] + b',"id":7}',
    "the field maker": GOOD[:-1] + b',"maker":"boss"}',
    "a hostile unknown field": GOOD[:-1] + f',"<script>{CANARY}":1}}'.encode(),
    "an empty client": body("{}", client='""'),
    "65 characters of client": body("{}", client=f'"{CANARY:x<65}"'),
    "a number as client": body("{}", client="1"),
    "null as client": body("{}", client="null"),
    "an unknown type": body("{}", type_=f'"{CANARY}"'),
    "SQL as type": body("{}", type_='"\'; drop table banking_requests; --"'),
    "a list as payload": body("[]"),
    "null as payload": body("null"),
    "an empty payload": body("{}"),
    "a string as notional": notional(f'"{CANARY}"'),
    "true as notional": notional("true"),
    "zero": notional("0"),
    "minus zero": notional("-0.0"),
    "less than zero": notional("-1"),
    "11 places": notional("1.00000000001"),
    "an object as notional": notional("{}"),
    "deep but allowed": body('{"symbol":' + "[" * 20 + "]" * 20 + "}"),
    "a long symbol": body('{"symbol":"' + "A" * 60_000 + '","notional":1}'),
    "an unknown payload field": body(f'{{"symbol":"A","notional":1,"{CANARY} x":1}}'),
    "__proto__": body('{"symbol":"A","notional":1,"__proto__":{}}'),
}


@pytest.fixture
async def nothing_stored(db: Database) -> AsyncIterator[None]:
    yield
    with psycopg.connect(db.url) as conn:
        assert conn.execute(
            "select (select count(*) from bankagent.banking_requests), "
            "(select count(*) from procrastinate.procrastinate_jobs), "
            "(select count(*) from bankagent.idempotency_keys)"
        ).fetchall() == [(0, 0, 0)]


def is_a_problem(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem.keys() == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    assert all(one.keys() == {"field", "expected"} for one in problem["errors"])
    assert CANARY not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.usefixtures("nothing_stored")
async def test_a_malformed_body_is_refused_without_being_repeated(api: httpx.AsyncClient) -> None:
    for name, content in MALFORMED.items():
        answer = await api.post("/requests", content=content, headers={"Content-Type": JSON})
        assert answer.status_code == 400, name
        is_a_problem(answer, 400)


@pytest.mark.usefixtures("nothing_stored")
async def test_an_invalid_request_is_told_which_field_and_what_is_expected(
    api: httpx.AsyncClient,
) -> None:
    for name, content in INVALID.items():
        answer = await api.post("/requests", content=content, headers={"Content-Type": JSON})
        assert answer.status_code == 422, name
        is_a_problem(answer, 422)
        assert answer.json()["errors"], name


@pytest.mark.usefixtures("nothing_stored")
async def test_only_json_in_utf_8_is_taken(api: httpx.AsyncClient) -> None:
    for content_type in (
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "application/jsonp",
        "application/problem+json",
        "\xff",
    ):
        headers = {} if content_type is None else {"Content-Type": content_type.encode("latin-1")}
        answer = await api.post("/requests", content=GOOD, headers=headers)
        is_a_problem(answer, 415)
    twice = [("Content-Type", JSON), ("Content-Type", "text/plain")]
    is_a_problem(await api.post("/requests", content=GOOD, headers=twice), 415)


@pytest.mark.usefixtures("nothing_stored")
async def test_a_body_has_a_limit_announced_or_not(api: httpx.AsyncClient) -> None:
    too_large = body(json.dumps({"symbol": "A" * (256 * 1024)}))
    sent = 0

    async def in_pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 1
            yield b" " * 4096

    headers = {"Content-Type": JSON}
    is_a_problem(await api.post("/requests", content=too_large, headers=headers), 413)
    is_a_problem(await api.post("/requests", content=in_pieces(), headers=headers), 413)
    assert sent < 100


@pytest.mark.usefixtures("nothing_stored")
async def test_a_key_is_visible_ascii(api: httpx.AsyncClient) -> None:
    for key in (b"", b" ", b"a b", b"k" * 256, b"caf\xe9", b"\x7f", b"a\tb"):
        headers = {"Content-Type": JSON, "Idempotency-Key": key}
        answer = await api.post("/requests", content=GOOD, headers=headers)
        is_a_problem(answer, 422)
        assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    twice = [("Content-Type", JSON), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    is_a_problem(await api.post("/requests", content=GOOD, headers=twice), 422)


async def test_what_looks_hostile_but_is_valid_is_stored_as_it_is(api: httpx.AsyncClient) -> None:
    client = "'; drop table x; --"[:64]
    valid = json.dumps({"symbol": "A", "notional": 1, "book": "<b>\U0001f4a3 \u202e"})
    answer = await api.post(
        "/requests",
        content=body(valid, client=json.dumps(client)),
        headers={"Content-Type": JSON},
    )
    assert answer.status_code == 201
    read = (await api.get("/requests/1")).json()["request"]
    assert read["client_id"] == client
    assert read["payload"]["book"] == "<b>\U0001f4a3 \u202e"
