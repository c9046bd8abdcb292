"""The loop: invalid calls are told to the model, numbers stay exact, stored steps are replayed."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic_ai.messages import ModelResponse, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import FunctionModel

from bankagent.agent.definition import AgentSpec
from bankagent.agent.loop.work import work
from bankagent.agent.run import Run, by_place
from bankagent.agent.tools import Call, Tool
from bankagent.domain.agent import Answer, Begun, StoredStep, Unanswered, Verdict, Waiting

HOSTILE = [
    '{"amount": 1E+999999999}', '{"amount": NaN}', '{"amount": 1e400}', '{"amount": "NaN"}',
    '{"amount": ' + "9" * 5000 + "}", '{"amount": ' + "[" * 9000 + "]" * 9000 + "}",
    {"amount": float("nan")}, {"amount": 10**5000}, '{"amount": "1E+999999999"}', "no json",
]  # fmt: skip


class Amount(BaseModel):
    amount: Decimal


class Said(BaseModel):
    total: Decimal


class Kept:
    """A journal in memory, with the interface of the one in the database."""

    def __init__(self) -> None:
        self.steps: list[Any] = []

    async def record(self, step: Any, _: Any = None) -> str:
        self.steps.append(step)
        return str(step.result)

    async def begin(self, _: Any) -> Begun:
        return Begun("begun")

    async def write(self, _: Any, effect: Any) -> str:
        return await self.record(await effect(None, Begun("begun")))

    def stored(self) -> dict[Any, StoredStep]:
        return by_place(
            StoredStep(s.kind, s.name, s.occurrence, s.input_sha256, s.result) for s in self.steps
        )


async def book(given: Amount, _: Call) -> Any:
    return {"booked": given.amount}


def spec(*, needs_approval: bool = False) -> AgentSpec:
    tool = Tool("book", "Book.", Amount, "write_db", book, needs_approval=needs_approval)
    return AgentSpec("test", "Work.", Said, [tool])


def calling(first: Any, then: Any = '{"amount": 1000000.10}') -> FunctionModel:
    def brain(messages: list[Any], info: Any) -> ModelResponse:
        done = [p for m in messages for p in m.parts if isinstance(p, ToolReturnPart)]
        if len(done) < 2:
            return ModelResponse(parts=[ToolCallPart("book", [first, then][len(done)], "c1")])
        answer = '{"total": 12345678901234567.123456789}'
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, answer)])

    return FunctionModel(brain)


def silent(*_: Any) -> Any:
    raise AssertionError("a replay calls no model")


@pytest.mark.parametrize(
    "arguments", HOSTILE, ids=lambda one: repr(one)[:30] if isinstance(one, str) else "parsed"
)
async def test_an_invalid_call_is_told_to_the_model_and_ends_nothing(arguments: Any) -> None:
    kept = Kept()
    ended = await work(spec(), calling(arguments), "Go.", Run(1, spec().definition(), kept))
    assert ended == Answer({"total": Decimal("12345678901234567.123456789")})
    assert [s.result for s in kept.steps if s.kind == "tool"] == ['{"booked":1000000.10}']


async def test_stored_steps_are_replayed_without_a_model_or_a_tool() -> None:
    kept, again = Kept(), Kept()
    first = await work(spec(), calling("{}"), "Go.", Run(1, spec().definition(), kept))
    run = Run(1, spec().definition(), again, kept.stored())
    assert await work(spec(), FunctionModel(silent), "Go.", run) == first
    assert again.steps == []


async def test_a_model_that_makes_no_valid_call_ends_without_an_answer() -> None:
    def brain(_: list[Any], __: Any) -> ModelResponse:
        return ModelResponse(parts=[ToolCallPart("book", "{}")])

    ended = await work(spec(), FunctionModel(brain), "Go.", Run(1, spec().definition(), Kept()))
    assert isinstance(ended, Unanswered)


async def test_a_call_that_needs_an_approval_waits_and_goes_on_with_these_arguments_only() -> None:
    agent, kept = spec(needs_approval=True), Kept()
    model = calling('{"amount": 5.0}', '{"amount": 5.0}')
    waits = await work(agent, model, "Go.", Run(1, agent.definition(), kept))
    assert isinstance(waits, Waiting)
    (asked,) = waits.approvals
    assert (asked.name, asked.arguments) == ("book", '{"amount":5}')
    for verdict in (Verdict(asked.tool_call_id, "0" * 64, True), None):
        given = [verdict] if verdict else []
        run = Run(1, agent.definition(), Kept(), kept.stored(), given)
        assert isinstance(await work(agent, model, "Go.", run), Waiting)
    run = Run(
        1,
        agent.definition(),
        kept,
        kept.stored(),
        [Verdict(asked.tool_call_id, asked.sha256, True)],
    )
    assert isinstance(await work(agent, model, "Go.", run), Answer)
    # The model calls twice under one id: the approval is of the first.
    assert [one.result for one in kept.steps if one.kind == "tool"] == ['{"booked":5.0}']
