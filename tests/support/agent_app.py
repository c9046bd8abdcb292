"""A worker with a request type of a test's own: a model, a read, a write and a call outside.

The client_id STOP-<when>-<n> stops the first attempt before, inside or after its n-th transaction,
for good: 0 begins the run, 1 to 9 are its steps, 10 settles. SLEEP and BLOCK ignore their time,
LATER is put off, and APPROVE waits for an approval of what it books.
"""

import asyncio
import os
import pickle
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
from bankagent.domain.agent import Verdict, Waiting
from bankagent.domain.put_off import PutOff
from bankagent.queue import slots
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
        Tool("book", "Book.", Amount, "write_db", book, needs_approval=client == "APPROVE"),
        Tool("send", "Send.", Amount, "outside", send),
    ]
    told = os.environ.get("INSTRUCTIONS", "Work.")
    return AgentSpec(NAME, told, Said, tools, policy="trade_review@1")


class Stops:
    """Stops the first attempt of each request that asks for it at its point, until it is killed."""

    def __init__(self) -> None:
        self.point: dict[int, str] = {}
        self.count: dict[int, int] = {}

    def begin(self, request_id: int, client: str) -> None:
        self.point[request_id] = client
        self.count[request_id] = -1

    async def maybe(self, request_id: int, when: str) -> None:
        if when == "before":
            self.count[request_id] += 1
        if self.point[request_id] != f"STOP-{when}-{self.count[request_id]}":
            return
        try:
            (FOLDER / f"stopped-{request_id}").touch(exist_ok=False)
        except FileExistsError:
            return
        await asyncio.Event().wait()


stops = Stops()


def stops_around(method: Any) -> Any:
    async def called(self: Any, *args: Any) -> Any:
        await stops.maybe(self.request_id, "before")
        found = await method(self, *args)
        await stops.maybe(self.request_id, "after")
        return found

    return called


def stops_inside(function: Any, *, alone: bool = False) -> Any:
    async def called(conn: Any, fence: Any, request_id: int, *args: Any) -> Any:
        if alone:
            await stops.maybe(request_id, "before")
        found = await function(conn, fence, request_id, *args)
        await stops.maybe(request_id, "inside")
        return found

    return called


async def settle(settles: Any, ended: Any) -> Any:
    await stops.maybe(ended[0].job.request_id, "before")
    found = await settled(settles, ended)
    await stops.maybe(ended[0].job.request_id, "after")
    return found


for name in ("record", "begin", "write"):
    setattr(journal.StoredJournal, name, stops_around(getattr(journal.StoredJournal, name)))
steps.record = stops_inside(steps.record)
steps.begin_call = stops_inside(steps.begin_call)
steps.begin_run = stops_inside(steps.begin_run, alone=True)
settled, slots.settle = slots.settle, settle


class Slow:
    """Works as an agent, and then decides as a trade review is decided."""

    def __init__(self, connector: Any) -> None:
        self._pool = connector.open_pool
        self._decider = Decider(connector.open_pool)

    async def work(self, request: Any, fence: Any) -> Any:
        stops.begin(request.request_id, request.client_id)
        prompt = request.client_id if request.client_id == "SLEEP" else request.payload
        verdicts = FOLDER / f"verdicts-{request.request_id}"

        async def before(*_: Any) -> None:
            if request.client_id == "LATER":
                raise PutOff(datetime.now(UTC) + timedelta(hours=1), "The budget is used up.")

        end = await work(
            self._pool, fence, request.request_id, spec_of(request.client_id),
            FunctionModel(brain), prompt, before_model_call=before,
            verdicts=pickle.loads(verdicts.read_bytes()) if verdicts.exists() else {},
        )  # fmt: skip
        if isinstance(end, Waiting):
            given = {one.tool_call_id: Verdict(True, one.sha256) for one in end.approvals}
            verdicts.write_bytes(pickle.dumps(given))
            raise PutOff(datetime.now(UTC) + timedelta(seconds=2), "People must approve a call.")
        trade = replace(request, request_type="trade_review")
        return await self._decider.decide(trade, await self._decider.prepare([trade]))


connector = new_connector()
connector._pool_args["max_size"] = 30  # for all attempts that are stopped inside a transaction
app = build(
    connector, Decider(connector.open_pool), (*catalog.TYPES, TYPE), slot_decider=Slow(connector)
)
