"""The hostile corpus in every field, parameter and header of every route.

What is refused is refused clearly, without being repeated, and leaves nothing behind; what is
accepted is stored as it was sent; nothing answers 500. CALLS in the environment makes it the long
version, which tries each value at each place.
"""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any
from urllib.parse import quote

import pytest

from bankagent.api.app import app
from tests.support.databases import Database
from tests.support.hostile import values
from tests.support.hostile.answers import is_a_problem, no_harm
from tests.support.hostile.operations import (
    EVERYTHING,
    Operation,
    Path,
    Thinned,
    operations,
    spliced,
)
from tests.support.hostile.prepared_api import Stage, staged, target
from tests.support.hostile.raw_calls import JSON, Answer, Header, ask

pytestmark = [
    pytest.mark.timeout(600 if EVERYTHING else 240),
    pytest.mark.expect_differences("comparisons of the stage, which no facts make"),
]
SHARES = 4
MOST_ANYWHERE = 4 * 1024 * 1024  # of a batch; a request that comes alone has 256 KiB
# A path with a strange piece in it may be another route, or none.
ELSEWHERE = frozenset({404, 405})
# What strangers also send; routes ignore it, or read it and say in their document what comes out.
OTHER_HEADERS = (
    b"accept",
    b"content-encoding",
    b"cookie",
    b"host",
    b"idempotency-key",
    b"if-match",
    b"if-modified-since",
    b"if-none-match",
    b"last-event-id",
    b"prefer",
    b"range",
    b"referer",
    b"traceparent",
    b"tracestate",
    b"user-agent",
    b"x-http-method-override",
    b"x-request-id",
)
NOT_JSON = (
    b"",
    b"text/plain",
    b"application/x-www-form-urlencoded",
    b"multipart/form-data; boundary=x",
    b"application/json; charset=utf-16",
    b"application/json; charset=latin-1",
    b"application/jsonp",
    b"application/problem+json",
    b"application/json, text/plain",
    b"\xff",
)


def _a_trade(notional: str) -> bytes:
    payload = f'{{"symbol":"A","notional":{notional}}}'
    return f'{{"client_id":"C","request_type":"trade_review","payload":{payload}}}'.encode()


# Each with the field that its first finding names.
INVALID = {
    "an array": (b"[]", "body"),
    "null": (b"null", "body"),
    "no client": (b'{"request_type":"trade_review","payload":{}}', "client_id"),
    "one field more": (_a_trade("1")[:-1] + b',"status":"processed"}', "status"),
    "a script as a field": (_a_trade("1")[:-1] + b',"<script>canary7f3a":1}', "?"),
    "an unknown type": (_a_trade("1").replace(b"trade_review", b"canary7f3a"), "request_type"),
    "no symbol": (_a_trade("1").replace(b'"symbol":"A",', b""), "payload.symbol"),
    "true as notional": (_a_trade("true"), "payload.notional"),
    "zero": (_a_trade("0"), "payload.notional"),
    "minus zero": (_a_trade("-0.0"), "payload.notional"),
    "11 places": (_a_trade("1.00000000001"), "payload.notional"),
    "an object as notional": (_a_trade("{}"), "payload.notional"),
}


@pytest.fixture
async def stage(db: Database) -> AsyncIterator[Stage]:
    async with staged(db) as found:
        yield found


@contextmanager
def trying(*what: Any) -> Iterator[None]:
    """Say what was tried where something fails."""
    try:
        yield
    except AssertionError as error:
        error.add_note(" / ".join(map(str, what)))
        raise


def bodies() -> Iterator[tuple[Operation, Any]]:
    """Give each example of each operation that has a body."""
    for operation in operations(app):
        for example in operation.examples:
            yield operation, example


async def put(
    stage: Stage, operation: Operation, example: Any, place: Path, value: bytes
) -> Answer:
    """Call with these bytes at this place of a body."""
    request_id = await stage.good(operation)
    body = spliced(stage.live(example, request_id), place, value)
    answer = await stage.call(operation, target(operation, request_id), body=body)
    if no_harm(operation, answer, stage.watched, body):
        stage.used_up(request_id)
    return answer


def places() -> Iterator[tuple[Operation, Any, Path, str, bytes, bool]]:
    """Give each value at each place of each body, and whether it is JSON at all."""
    some, malformed = Thinned(), Thinned()
    for operation, example in bodies():
        for place in operation.places(example):
            for name, value in some(place[-1:], values.values()):
                yield operation, example, place, name, value, True
            for name, value in malformed(place[-1:], values.MALFORMED.items()):
                yield operation, example, place, name, value, False


# In shares, which run beside each other: as one test it was the longest of all, 97 s on two cores.
@pytest.mark.parametrize("share", range(SHARES))
async def test_in_any_field_of_any_body(stage: Stage, share: int) -> None:
    tried = 0
    for operation, example, place, name, value, is_json in islice(places(), share, None, SHARES):
        with trying(operation.name, place, name):
            answer = await put(stage, operation, example, place, value)
            if not is_json:
                is_a_problem(answer, 400)
        tried += 1
    assert tried > 2_500


async def test_around_any_body(stage: Stage) -> None:
    for operation, example in bodies():
        for name, done_to in values.AROUND.items():
            with trying(operation.name, name):
                request_id = await stage.good(operation)
                whole = json.dumps(stage.live(example, request_id)).encode()
                if done_to(whole) == whole:
                    assert (name, whole) == ("single quotes", b"{}")  # without any to replace
                    continue
                is_a_problem(await put(stage, operation, example, (), done_to(whole)), 400)


async def test_in_any_path_and_query(stage: Stage) -> None:
    some = Thinned()
    for operation in operations(app):
        for where, parameter in (*operation.parameters, ("query", "(unknown)")):
            for name, text in some((where, parameter), values.texts()) if where != "header" else ():
                piece = quote(text, safe="")
                request_id = await stage.good(operation)
                path = target(operation, piece if where == "path" else request_id)
                query = piece if parameter == "(unknown)" else parameter
                one = f"{path}?{query}={piece}" if where == "query" else path
                with trying(operation.name, one, name):
                    answer = await stage.call(operation, one, body=b"{}")
                    if no_harm(operation, answer, stage.watched, or_else=ELSEWHERE):
                        stage.used_up(request_id)


async def test_in_any_header(stage: Stage) -> None:
    some = Thinned()
    for operation in operations(app):
        read = [name.lower().encode() for where, name in operation.parameters if where == "header"]
        ignored = [one for one in OTHER_HEADERS if one not in read]
        for header in (b"authorization", *read, b"(ignored)"):
            for name, text in some(header, values.header_texts()):
                for headers in _with(header, text, ignored):
                    with trying(operation.name, header, name):
                        await with_headers(stage, operation, headers)


def _with(header: bytes, text: bytes, ignored: list[bytes]) -> list[list[Header]]:
    if header == b"authorization":
        return [[(header, text)], [(header, b"Bearer " + text)]]
    if header == b"(ignored)":
        return [[(one, text) for one in ignored]]
    return [[(header, text)], [(header, text)] * 2]


async def with_headers(stage: Stage, operation: Operation, headers: list[Header]) -> Answer:
    request_id = await stage.good(operation)
    example = stage.live(operation.examples[0], request_id) if operation.examples else None
    body = b"" if example is None else json.dumps(example).encode()
    path = target(operation, request_id)
    answer = await stage.call(operation, path, headers=headers, body=body)
    if no_harm(operation, answer, stage.watched, body):
        stage.used_up(request_id)
    return answer


async def test_where_no_route_is(stage: Stage) -> None:
    for name, text in values.texts():
        for path in (f"/{quote(text)}", f"/requests/1/{quote(text, safe='')}"):
            for method in ("GET", "POST", "PUT", "TRACE", "CONNECT", "BREW"):
                answer = await ask(stage.client, method, path, [JSON], b"{}")
                assert answer.status in ELSEWHERE, (name, path, method)
                is_a_problem(answer, answer.status)
    assert stage.watched.written() == []


async def test_only_json_in_utf_8_is_taken_anywhere(stage: Stage) -> None:
    for operation, example in bodies():
        body = json.dumps(example).encode()
        path = target(operation, await stage.good(operation))
        twice = [JSON, (b"content-type", b"text/plain")]
        for headers in (*([(b"content-type", one)] for one in NOT_JSON), twice):
            with trying(operation.name, headers):
                answer = await stage.call(operation, path, headers=headers, body=body)
                is_a_problem(answer, 415)
        bare = [stage.key(operation)]
        is_a_problem(await ask(stage.client, operation.method, path, bare, body), 415)
    assert stage.watched.written() == []


async def test_every_body_has_a_limit_announced_or_not(stage: Stage) -> None:
    for operation, _ in bodies():
        path = target(operation, await stage.good(operation))
        announced = [(b"content-length", str(MOST_ANYWHERE + 1).encode())]
        is_a_problem(await stage.call(operation, path, headers=announced, body=b"{}"), 413)
        name, key = stage.key(operation)
        sent = 0

        async def in_pieces() -> AsyncIterator[bytes]:
            nonlocal sent
            while True:
                sent += 64 * 1024
                yield b" " * 64 * 1024

        answer = await stage.client.request(
            operation.method,
            path,
            content=in_pieces(),
            headers={"Content-Type": "application/json", name.decode(): key.decode()},
        )
        assert answer.status_code == 413, operation.name
        assert answer.headers["connection"] == "close"
        assert sent <= MOST_ANYWHERE + 64 * 1024
    assert stage.watched.written() == []


async def test_a_key_is_visible_ascii_and_sent_once(stage: Stage) -> None:
    taking = [one for one in operations(app) if ("header", "Idempotency-Key") in one.parameters]
    assert taking
    for operation in taking:
        for keys in ([b""], [b"a b"], [b"k" * 256], [b"caf\xe9"], [b"\x7f"], [b"a"] * 2):
            headers = [(b"idempotency-key", key) for key in keys]
            answer = await with_headers(stage, operation, headers)
            is_a_problem(answer, 422)
            assert json.loads(answer.text)["errors"][0]["field"] == "Idempotency-Key"


async def test_an_invalid_request_is_told_which_field_and_what_is_expected(stage: Stage) -> None:
    for name, (body, field) in INVALID.items():
        with trying(name):
            answer = await ask(stage.client, "POST", "/requests", [JSON], body)
            is_a_problem(answer, 422)
            assert json.loads(answer.text)["errors"][0]["field"] == field
    assert stage.watched.written() == []
