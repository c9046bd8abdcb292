"""Stored histories of agents, as files: `python -m tests.support.agent_histories` adds new ones.

A file is never written again: runs that are stored in a bank are as old as the oldest of them.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_ai.messages import ModelResponse, TextPart, ThinkingPart, ToolCallPart
from pydantic_ai.models.function import FunctionModel
from pydantic_ai.usage import RequestUsage

from bankagent.agent.definition import AgentSpec
from bankagent.agent.loop.work import work
from bankagent.agent.run import Run, by_place
from bankagent.agent.tools import Tool
from bankagent.domain.agent import Begun, Definition, StoredStep

FOLDER = Path(__file__).parents[1] / "data" / "agent_history"
PROMPT = "What is booked for M\u00fcller & S\u00f6hne?"
FIELDS = ("kind", "name", "occurrence", "input_sha256", "result")


class Amount(BaseModel):
    amount: Decimal


class Said(BaseModel):
    total: Decimal
    text: str


@dataclass
class History:
    """Journal in memory, with the interface of the one in the database."""

    steps: list[Any]

    async def record(self, step: Any, _: Any = None) -> str:
        self.steps.append(step)
        return str(step.result)

    async def begin(self, _: Any) -> Begun:
        return Begun("begun")

    async def write(self, _: Any, effect: Any) -> str:
        return await self.record(await effect(None, Begun("begun")))


def call(identity: str, arguments: Any) -> ToolCallPart:
    return ToolCallPart("book", arguments, identity)


def answered(*parts: Any) -> ModelResponse:
    return ModelResponse(
        parts=[*parts],
        usage=RequestUsage(input_tokens=120, output_tokens=30, cache_read_tokens=100),
        model_name="claude-test-1",
        provider_name="anthropic",
        provider_response_id="msg_01",
        provider_details={"finish_reason": "tool_use"},
        finish_reason="tool_call",
    )


ANSWER = ToolCallPart("final_result", '{"total": 12345678901234567.10, "text": "S\u00f6hne"}', "a1")
# Answers of a model, one after another, by the name of the file.
ANSWERS: Mapping[str, list[ModelResponse]] = {
    "call_and_answer": [answered(call("c1", '{"amount": 1000000.10}')), answered(ANSWER)],
    "thoughts_and_two_calls": [
        answered(
            ThinkingPart("Two bookings.", signature="c2ln", provider_name="anthropic"),
            TextPart("I book both."),
            call("c1", '{"amount": 0.1}'),
            call("c2", {"amount": 7}),
        ),
        answered(ANSWER),
    ],
    "invalid_call": [
        answered(call("c1", '{"amount": "NaN"}')),
        answered(call("c2", '{"amount": 2.50}')),
        answered(ANSWER),
    ],
    "text_for_an_answer": [answered(TextPart("All is booked.")), answered(ANSWER)],
}


def spec() -> AgentSpec:
    async def book(given: Amount, _: Any) -> Any:
        return {"booked": given.amount}

    tool = Tool("book", "Book an amount.", Amount, "write_db", book)
    return AgentSpec("history", "Work.", Said, [tool], settings={"temperature": 0})


def replayed(kept: Mapping[str, Any]) -> tuple[Any, list[Any]]:
    """Return how a stored history ends when it is replayed, and the steps that were new in it."""
    stored = by_place(StoredStep(**step) for step in kept["steps"])
    journal = History([])
    run = Run(1, Definition("history", kept["definition"]), journal, stored)
    return asyncio.run(work(spec(), FunctionModel(_silent), kept["prompt"], run)), journal.steps


def _silent(*_: Any) -> Any:
    raise AssertionError("a replay calls no model")


def _made(answers: list[ModelResponse]) -> dict[str, Any]:
    left, journal = iter(answers), History([])
    definition = spec().definition()
    run = Run(1, definition, journal)
    asyncio.run(work(spec(), FunctionModel(lambda *_: next(left)), PROMPT, run))
    return {
        "pydantic_ai": version("pydantic-ai-slim"),
        "prompt": PROMPT,
        "definition": definition.text,
        "steps": [{name: asdict(step)[name] for name in FIELDS} for step in journal.steps],
    }


def main() -> None:
    """Write the histories of the installed version that are not there yet."""
    for name, answers in ANSWERS.items():
        path = FOLDER / f"{name}-{version('pydantic-ai-slim')}.json"
        if not path.exists():
            path.write_text(json.dumps(_made(answers), indent=1) + "\n")
            sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
