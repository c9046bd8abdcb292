"""The model of a worker: one client for all attempts, closed with the worker."""

import asyncio

import pytest
from pydantic_ai.models import ModelRequestParameters

from bankagent import settings
from bankagent.llm.redact import Redactor
from bankagent.llm.wire import exchange
from bankagent.service.agents import research
from bankagent.service.agents.models import Models
from tests.support.model_server import model_server

COMPATIBLE = {"BANKAGENT_MODEL": "openai-compatible:m"}


def of(**environ: str) -> Models:
    return Models(lambda: settings.load(environ, None))


async def test_a_provider_is_opened_once_and_closed_with_the_worker() -> None:
    with model_server() as server:
        one = of(**COMPATIBLE, BANKAGENT_MODEL_BASE_URL=f"{server.url}/v1")
        found, again = await asyncio.gather(*[one.model(research.plan) for _ in range(2)])
        assert found is again
        await one.close()
        with exchange(Redactor(b"0123456789abcdef")), pytest.raises(Exception, match="closed"):
            await found.request([], None, ModelRequestParameters())
        assert server.calls == []


async def test_the_embedded_model_needs_no_client() -> None:
    one = of()
    one.check()
    assert (one.name, one.request_settings) == ("embedded", {})
    assert (await one.model(research.plan)).model_name == "embedded"
    await one.close()
