"""Providers through their real clients and our wire, against a server that misbehaves."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from pydantic import SecretStr
from pydantic_ai import Agent
from pydantic_ai.models import Model

from bankagent.domain.model_fault import ModelFault
from bankagent.llm.providers import provider_model
from bankagent.llm.redact import Redactor
from bankagent.llm.wire import exchange
from bankagent.settings.models import ModelChoice
from tests.support.model_server import (
    ANTHROPIC,
    OPENAI,
    Answer,
    ModelServer,
    called,
    model_server,
    said,
)

SECRET = "sk-0123456789abcdef0123"
EXACT = '{"amount":0.1,"rate":3.14159265358979323846264338327950288,"big":12345678901234567890.10}'
PATHS = {"openai": OPENAI, "openai-compatible": OPENAI, "anthropic": ANTHROPIC}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


def model_of(
    server: ModelServer, provider: str, timeout_s: float = 10
) -> AbstractAsyncContextManager[Model]:
    base = server.url if provider == "anthropic" else f"{server.url}/v1"
    return provider_model(ModelChoice(provider, "m", base, SecretStr(SECRET), timeout_s))


@pytest.fixture(params=PATHS)
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def a_redactor() -> Redactor:
    return Redactor(b"0123456789abcdef", ["Jane Roe"])


async def ask(opened: AbstractAsyncContextManager[Model], text: str = "Hello?") -> Any:
    """Ask once inside of an exchange; return the answer's text and the exchange."""
    async with opened as model:
        with exchange(a_redactor()) as one:
            result = await Agent(model, retries=0).run(text)
    return result.output, one


async def fault(model: AbstractAsyncContextManager[Model]) -> ModelFault:
    with pytest.raises(ModelFault) as caught:
        await ask(model)
    assert SECRET not in f"{caught.value!r} {caught.value}"
    return caught.value


async def test_values_leave_as_tokens_and_come_back(server: ModelServer, provider: str) -> None:
    def echo(path: str, body: str) -> Answer:
        token = body[body.index("[NAME_") :].partition("]")[0] + "]"
        return Answer(said(path, f"It is {token}."))

    server.answers.append(echo)
    text, one = await ask(model_of(server, provider), "Is Jane Roe of jane@bank.example here?")
    assert text == "It is Jane Roe."
    assert one.redactor.counts == {"NAME": 1, "EMAIL": 1}
    (path, headers, body) = server.calls[0]
    assert path == PATHS[provider]
    assert "Roe" not in body
    assert "jane@" not in body
    assert SECRET in headers.get("authorization", "") + headers.get("x-api-key", "")


async def test_arguments_of_tools_keep_their_exact_numbers(
    server: ModelServer, provider: str
) -> None:
    path = PATHS[provider]
    server.answers += [Answer(called(path, "add", EXACT)), Answer(said(path, "Done."))]
    agent = Agent(retries=0)

    @agent.tool_plain
    def add(amount: float, rate: float, big: float) -> str:
        return f"{amount} {rate} {big}"

    async with model_of(server, provider) as model:
        with exchange(a_redactor()) as one:
            assert (await agent.run("Add.", model=model)).output == "Done."
    assert one.arguments == {"call_1": EXACT}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, "unavailable"),
        (503, "unavailable"),
        (529, "unavailable"),
        (401, "unavailable"),
        (403, "unavailable"),
        (302, "unavailable"),
        (408, "timeout"),
        (504, "timeout"),
        (400, "rejected"),
        (404, "rejected"),
        (422, "rejected"),
    ],
)
async def test_a_status_has_its_kind_and_is_not_tried_again(
    server: ModelServer, provider: str, status: int, kind: str
) -> None:
    elsewhere = {"location": f"{server.url}/elsewhere"}
    server.answers.append(Answer('{"error":{"message":"no"}}', status, elsewhere))
    found = await fault(model_of(server, provider))
    assert (found.kind, found.until) == (kind, None)
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("given", "expected_s"),
    [
        ({}, None),
        ({"retry-after": "17"}, 17),
        ({"retry-after": "1e999"}, None),
        ({"retry-after": "NaN"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "99999999999"}, 86400),
        ({"retry-after-ms": "2500"}, 2.5),
        ({"retry-after": "date"}, 30),
        ({"retry-after": "past"}, 0),
        ({"retry-after": "Thu, 31 Dec 9999 23:59:59 GMT"}, 86400),
    ],
)
async def test_a_429_is_a_rate_limit_until_its_time(
    server: ModelServer, provider: str, given: dict[str, str], expected_s: float | None
) -> None:
    now = datetime.now(UTC)
    dates = {"date": now + timedelta(seconds=30), "past": now - timedelta(days=3)}
    if (word := given.get("retry-after")) in dates:
        given = {"retry-after": format_datetime(dates[word], usegmt=True)}
    server.answers.append(Answer("{}", 429, given))
    found = await fault(model_of(server, provider))
    assert found.kind == "rate_limited"
    if expected_s is None:
        assert found.until is None
    else:
        assert found.until is not None
        assert abs((found.until - now).total_seconds() - expected_s) < 5


def broken(path: str) -> dict[str, Answer]:
    """Return answers that are of no protocol."""
    whole = said(path, "Hello.")
    return {
        "cut": Answer(whole, cut_at=40),
        "empty": Answer(""),
        "text": Answer("Service is fine"),
        "html": Answer("<html>", headers={"content-type": "text/html"}),
        "array": Answer("[]"),
        "object": Answer("{}"),
        "no choice": Answer('{"choices":[]}'),
        "null choice": Answer('{"choices":[null]}'),
        "a name twice": Answer(whole[:-1] + ',"model":"other"}'),
        "NaN": Answer(whole.replace("11", "NaN", 1)),
        "deep": Answer('{"choices":' + "[" * 100000 + "]" * 100000 + "}"),
        "huge": Answer(said(path, "x" * (5 * 1024 * 1024))),
        "compressed": Answer(whole, headers={"content-encoding": "gzip"}),
        "not UTF-8 numbers": Answer(whole.replace("11", "9" * 5000, 1)),
    }


@pytest.mark.parametrize("name", broken(OPENAI))
async def test_an_answer_of_no_protocol_is_broken(
    server: ModelServer, provider: str, name: str
) -> None:
    server.answers.append(broken(PATHS[provider])[name])
    assert (await fault(model_of(server, provider))).kind == "broken"
    assert len(server.calls) == 1


async def test_two_tool_calls_of_one_id_contradict_each_other(
    server: ModelServer, provider: str
) -> None:
    path = PATHS[provider]
    once = called(path, "add", "{}")
    begin = once.index("[", once.index('"tool_calls":[')) if path == OPENAI else once.index("[")
    depth_end = once.index("}]", begin) if path == ANTHROPIC else once.index("}}]", begin) + 1
    call = once[begin + 1 : depth_end + 1]
    server.answers.append(Answer(once.replace(call, f"{call},{call}")))
    assert (await fault(model_of(server, provider))).kind == "broken"


@pytest.mark.parametrize("slow", [Answer("{}", wait_s=3), Answer("{}" * 500, drip_s=0.1)])
async def test_a_slow_answer_times_out(server: ModelServer, provider: str, slow: Answer) -> None:
    server.answers.append(slow)
    found = await fault(model_of(server, provider, timeout_s=0.5))
    assert found.kind == "timeout"


async def test_a_refused_connection_is_unavailable(provider: str) -> None:
    nowhere = ModelServer("http://127.0.0.1:1")
    assert (await fault(model_of(nowhere, provider))).kind == "unavailable"


async def test_wrong_arguments_go_back_to_the_model(server: ModelServer, provider: str) -> None:
    path = PATHS[provider]
    wrong = '{"amount":"many"}'
    server.answers += [Answer(called(path, "add", wrong)), Answer(said(path, "Sorry."))]
    agent = Agent(retries=1)

    @agent.tool_plain
    def add(amount: int) -> str:
        return str(amount)

    async with model_of(server, provider) as model:
        with exchange(a_redactor()):
            assert (await agent.run("Add.", model=model)).output == "Sorry."
    assert len(server.calls) == 2


async def test_nothing_leaves_outside_of_an_exchange(server: ModelServer, provider: str) -> None:
    async with model_of(server, provider) as model:
        with pytest.raises(Exception, match=r".+"):
            await Agent(model).run("Jane Roe")
    assert server.calls == []
