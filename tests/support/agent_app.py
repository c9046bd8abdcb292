"""A worker with a request type of a test's own: a model, a read, a write and a call outside.

The client_id STOP-<when>-<n> stops the first attempt (see agent_stops). SLEEP and BLOCK ignore
their time, LATER is put off, and APPROVE waits for people before it books; APPROVE-<when>-<n>
stops, too.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import BaseModel
from pydantic_ai.messages import ModelResponse, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import FunctionModel

from bankagent import catalog
from bankagent.agent.definition import AgentSpec
from bankagent.agent.tools import Call, Tool
from bankagent.domain.agent import Waiting
from bankagent.domain.evaluation import Evaluation, FiredRule, Outcome
from bankagent.domain.model_call import BegunCall
from bankagent.domain.put_off import PutOff
from bankagent.domain.settlement import Settlement
from bankagent.service.agents.work import work
from bankagent.service.decisions.decider import Decider
from bankagent.service.decisions.result import result
from bankagent.store.agents import answers
from bankagent.worker import build, new_connector
from tests.support.agent_stops import FOLDER, stops

NAME = "agent_test"
CALLS = (("look", "{}"), ("book", '{"amount": 1000000.10}'), ("send", '{"amount": 1000000.10}'))
TYPE = replace(
    catalog.TYPES[0], name=NAME, queue=NAME, deadline_s=float(os.environ.get("DEADLINE_S", "30"))
)


class Nothing(BaseModel):
    pass


class Amount(BaseModel):
    amount: Decimal


class Said(BaseModel):
    text: str


async def look(_: Nothing, __: Call) -> Any:
    return {"position": Decimal("12.50")}


async def book(given: Amount, call: Call) -> Any:
    await call.connection.execute(
        "insert into public.ledger (request_id, amount) values (%s, %s)",
        [call.request_id, given.amount],
    )
    return "booked"


def send(_: Amount, call: Call) -> Any:
    name = FOLDER / f"sent-{call.request_id}"
    with name.open("a") as sent:
        sent.write(f"{call.idempotency_key} {call.in_doubt}\n")
    return "sent"


async def brain(messages: list[Any], info: Any) -> ModelResponse:
    with (FOLDER / "asked").open("a") as asked:
        asked.write("x")
    prompt = str(messages[0].parts[0].content)
    if prompt == "SLEEP":
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue
    await asyncio.sleep(float(os.environ.get("MODEL_S", "0")))
    done = [p for m in messages for p in m.parts if isinstance(p, ToolReturnPart)]
    if len(done) < len(CALLS):
        return ModelResponse(parts=[ToolCallPart(*CALLS[len(done)])])
    return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, '{"text": "done"}')])


def block(_: Nothing, __: Call) -> Any:
    time.sleep(60)


def spec_of(client: str) -> AgentSpec:
    looks = block if client == "BLOCK" else look
    tools = [
        Tool("look", "Look.", Nothing, "read", looks),
        Tool(
            "book", "Book.", Amount, "write_db", book, needs_approval=client.startswith("APPROVE")
        ),
        Tool("send", "Send.", Amount, "outside", send),
    ]
    told = os.environ.get("INSTRUCTIONS", "Work.")
    return AgentSpec(NAME, told, Said, tools, policy="trade_review@1")


class Slow:
    """Works as an agent, and then decides as a trade review is decided."""

    def __init__(self, connector: Any) -> None:
        self._pool = connector.open_pool
        self._decider = Decider(connector.open_pool)

    async def work(self, request: Any, fence: Any) -> Any:
        stops.begin_attempt(request.request_id, request.client_id)
        prompt = request.client_id if request.client_id == "SLEEP" else request.payload

        @asynccontextmanager
        async def around(*_: Any) -> AsyncIterator[BegunCall]:
            if request.client_id == "LATER":
                raise PutOff(datetime.now(UTC) + timedelta(hours=1), "The budget is used up.")
            yield BegunCall()

        end = await work(
            self._pool, fence, request.request_id, spec_of(request.client_id),
            FunctionModel(brain), prompt, around_model_call=around,
        )  # fmt: skip
        if isinstance(end, Waiting):
            async with self._pool().connection() as conn:
                (asked,) = await answers.waiting(conn, [request.request_id])
            return asking(request, asked.calls)
        trade = replace(request, request_type="trade_review")
        return await self._decider.decide(trade, await self._decider.prepare([trade]))

    async def close(self) -> None:
        """Hold nothing."""


def asking(request: Any, calls: list[Any]) -> Settlement:
    fired = FiredRule("AGENT-ASKS", Outcome.REVIEW, "the agent asks people", {})
    known = {"answers": [{"request_id": request.request_id, "calls": calls}]}
    found = Evaluation(None, None, None, Outcome.REVIEW, {}, (fired,), known=known)
    said = result(request, found, None)
    return Settlement(status="awaiting_approval", decision=None, evaluation=found, result=said)


connector = new_connector()
connector._pool_args["max_size"] = 30  # for all attempts that are stopped inside a transaction
app = build(
    connector,
    Decider(connector.open_pool),
    (*catalog.TYPES, TYPE),
    slot_decider=None if "NO_SLOTS" in os.environ else Slow(connector),
)
