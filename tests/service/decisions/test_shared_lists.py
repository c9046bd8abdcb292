"""Screening lists are held once in a worker, for batches and for the agent's tools."""

import asyncio
from typing import Any

import pytest

from bankagent import catalog
from bankagent.agent.tools import Call
from bankagent.db.pool import new_pool
from bankagent.domain import exact_json
from bankagent.domain.job import Fence
from bankagent.domain.known import Case
from bankagent.domain.settlement import ClaimedRequest
from bankagent.request_types.research_question import TYPE as QUESTION
from bankagent.service.decisions.decider import Decider
from bankagent.service.decisions.slot_decider import AgentDecider
from bankagent.store.decisions import reference as lists
from tests.support import reference
from tests.support.databases import Database
from tests.support.rows import connect

TRADE = {"symbol": "AAPL", "notional": 2500000, "counterparty_name": "Ivan Example"}


async def test_batches_and_questions_read_a_list_once_even_at_the_same_time(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    read = lists.listed_names

    async def counted(conn: Any, id_: int) -> Any:
        reads.append(id_)
        await asyncio.sleep(0.1)  # a long list
        return await read(conn, id_)

    monkeypatch.setattr(lists, "listed_names", counted)
    with connect(db.url) as dba:
        reference.listed(dba, "screening:TEST", "Ivan Example")
    trade = ClaimedRequest(1, "C-1", "trade_review", exact_json.dumps(TRADE))
    asked = catalog.parse_payload(QUESTION, {"question": "Who is it?"})
    question = Case(2, "C-1", asked)
    async with new_pool(db.worker_url) as pool:
        decider = Decider(lambda: pool)
        agents = AgentDecider(lambda: pool, decider)
        tools = {one.name: one for one in agents._tools.of(question, "desk-7", Fence(1, 1, 0))}
        screens = tools["screen_names"]
        found = await asyncio.gather(
            decider.prepare([trade]),
            screens(screens.arguments.model_validate({"names": ["Ivan Example"]}), Call(2)),
            decider.recommend(trade),
        )
    named = found[1]["names"][0]
    assert named["hits"], named
    assert len(reads) == 1
