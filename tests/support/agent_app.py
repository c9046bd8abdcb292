"""A worker with a request type of a test's own: a model, a read, a write and a call outside.

The client_id KILL-<when>-<n> kills the process once, before, inside or after the n-th transaction
of the attempt's journal; SLEEP and BLOCK ignore their time; LATER is put off.
"""

import asyncio
import os
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_ai.messages import ModelResponse, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import FunctionModel

from bankagent import catalog
from bankagent.agent.definition import AgentSpec
from bankagent.agent.tools import Call, Tool
from bankagent.domain.put_off import PutOff
from bankagent.service.agents import journal
from bankagent.service.agents.work import work
from bankagent.service.decisions.decider import Decider
from bankagent.store.agents import steps
from bankagent.worker import build, new_connector

NAME = "agent_test"
FOLDER = Path(os.environ.get("TEST_FOLDER", "/nonexistent"))
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
        Tool("book", "Book.", Amount, "write_db", book),
        Tool("send", "Send.", Amount, "outside", send),
    ]
    told = os.environ.get("INSTRUCTIONS", "Work.")
    return AgentSpec(NAME, told, Said, tools, policy="trade_review@1")


class Deaths:
    """Kills the process once for each request that asks for it."""

    def __init__(self) -> None:
        self.point: dict[int, str] = {}
        self.count: dict[int, int] = {}

    def maybe(self, request_id: int, when: str) -> None:
        if when == "before":
            self.count[request_id] = self.count.get(request_id, 0) + 1
        mark = FOLDER / f"killed-{request_id}"
        if self.point.get(request_id) == f"KILL-{when}-{self.count.get(request_id)}":
            try:
                mark.touch(exist_ok=False)
            except FileExistsError:
                return
            os.kill(os.getpid(), signal.SIGKILL)


deaths = Deaths()


def deadly(method: Any) -> Any:
    async def called(self: Any, *args: Any) -> Any:
        deaths.maybe(self.request_id, "before")
        found = await method(self, *args)
        deaths.maybe(self.request_id, "after")
        return found

    return called


def deadly_inside(function: Any) -> Any:
    async def called(conn: Any, fence: Any, request_id: int, *args: Any) -> Any:
        found = await function(conn, fence, request_id, *args)
        deaths.maybe(request_id, "inside")
        return found

    return called


for name in ("record", "begin", "write"):
    setattr(journal.StoredJournal, name, deadly(getattr(journal.StoredJournal, name)))
steps.record = deadly_inside(steps.record)
steps.begin_call = deadly_inside(steps.begin_call)


class Slow:
    """Works as an agent, and then decides as a trade review is decided."""

    def __init__(self, connector: Any) -> None:
        self._pool = connector.open_pool
        self._decider = Decider(connector.open_pool)

    async def work(self, request: Any, fence: Any) -> Any:
        sys.stdout.write(f"slot {request.request_id}\n")
        sys.stdout.flush()
        deaths.point[request.request_id] = request.client_id
        deaths.count[request.request_id] = 0
        prompt = request.client_id if request.client_id == "SLEEP" else request.payload

        async def before(*_: Any) -> None:
            if request.client_id == "LATER":
                raise PutOff(datetime.now(UTC) + timedelta(hours=1), "The budget is used up.")

        await work(
            self._pool, fence, request.request_id, spec_of(request.client_id),
            FunctionModel(brain), prompt, before_model_call=before,
        )  # fmt: skip
        trade = replace(request, request_type="trade_review")
        return await self._decider.decide(trade, await self._decider.prepare([trade]))


connector = new_connector()
app = build(
    connector, Decider(connector.open_pool), (*catalog.TYPES, TYPE), slot_decider=Slow(connector)
)
