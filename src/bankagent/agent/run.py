"""State of one run of an agent: what is stored, what is counted, and the journal it writes to."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from bankagent.agent.tools import Call, Retrieved, Tool, ToolRefused
from bankagent.domain import exact_json
from bankagent.domain.agent import (
    Begun,
    Definition,
    Kind,
    Outcome,
    PendingCall,
    ReplayDiffers,
    Step,
    StoredStep,
    ToolCall,
    Verdict,
)
from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.model_call import BegunCall

Effect = Callable[[Any, Begun], Awaitable[Step]]
# Entered around each real request, with its settings and the tokens to send, as estimated.
AroundModelCall = Callable[[JsonObject, int], AbstractAsyncContextManager[BegunCall]]


class Journal(Protocol):
    """Where steps are stored; each call is one transaction under the fence of the attempt.

    Every method raises FenceLost where the attempt no longer owns its request.
    """

    async def record(self, step: Step, call: ToolCall | None = None) -> str:
        """Store a step, with its tool call where it has one; return the result that is stored."""

    async def begin(self, call: ToolCall) -> Begun:
        """Store a call to the outside before it is made."""

    async def write(self, call: ToolCall, effect: Effect) -> str:
        """Store a step with the writes of its tool, all or none; return the stored result.

        `effect` gets the connection; where the call was made already, it is not called.
        """


@asynccontextmanager
async def without_budget(_: JsonObject, __: int) -> AsyncIterator[BegunCall]:
    """Let a call be made that no budget counts."""
    yield BegunCall()


@dataclass
class Run:
    """A run under way: each step is answered from what is stored, or done and stored."""

    request_id: int
    definition: Definition
    journal: Journal
    stored: Mapping[tuple[str, str, int], StoredStep] = field(default_factory=dict)
    verdicts: Sequence[Verdict] = ()
    around_model_call: AroundModelCall = without_budget
    waits_for: list[PendingCall] = field(default_factory=list)
    results: list[tuple[str, str]] = field(default_factory=list)
    _counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _made: set[tuple[str, str]] = field(default_factory=set)

    def number(self, *of: str) -> int:
        """Return the next number of this kind and name, from 1."""
        self._counts[of] += 1
        return self._counts[of]

    def verdict(self, call: ToolCall) -> Verdict | None:
        """Return what people said of a call with these arguments; an approval is of one call."""
        own = (call.tool_call_id, call.sha256)
        said = [one for one in self.verdicts if (one.tool_call_id, one.arguments_sha256) == own]
        if own in self._made:
            return Verdict(*own, approved=False, comment="People approved this call once.")
        if said and said[-1].approved:
            self._made.add(own)
        return said[-1] if said else None

    def replayed(self, kind: Kind, name: str, occurrence: int, input_sha256: str) -> str | None:
        """Return the stored result of a step; None where it is not stored.

        Raises:
            ReplayDiffers: it was stored for another input.
        """
        found = self.stored.get((kind, name, occurrence))
        if found is None:
            return None
        if found.input_sha256 != input_sha256:
            raise ReplayDiffers(f"the {kind} step {name} {occurrence} had another input")
        return found.result

    async def tool(self, tool: Tool, call: ToolCall, arguments: Any) -> str:
        """Return the result of a tool call, stored or new, as JSON text."""
        result = await self._tool(tool, call, arguments)
        self.results.append((call.name, result))
        return result

    async def _tool(self, tool: Tool, call: ToolCall, arguments: Any) -> str:
        found = self.replayed("tool", call.name, call.occurrence, call.sha256)
        if found is not None:
            return found
        started = datetime.now(UTC)

        async def made(connection: Any, begun: Begun) -> Step:
            if begun.result is not None:
                return _step(call, begun.result, "repeated", started)
            told = Call(
                self.request_id,
                call.idempotency_key(self.request_id),
                begun.disposition == "in_doubt",
                connection,
            )
            try:
                value = await tool(arguments, told)
            except ToolRefused as refused:
                return _step(call, exact_json.dumps({"refused": str(refused)}), "refused", started)
            found = value if isinstance(value, Retrieved) else Retrieved(value, {})
            step = _step(call, exact_json.dumps(found.value), "success", started)
            return replace(step, in_doubt=told.in_doubt, retrieval=found.record or None)

        if tool.effect == "write_db":
            return await self.journal.write(call, made)
        if tool.effect == "outside":
            begun = await self.journal.begin(call)
            return await self.journal.record(await made(None, begun))
        return await self.journal.record(await made(None, Begun("begun")), call)

    async def note(
        self,
        kind: Kind,
        name: str,
        input_sha256: str,
        result: JsonValue,
        citations: Sequence[JsonObject] = (),
    ) -> None:
        """Store a step that only says what happened, such as the answer with its citations."""
        occurrence = self.number(kind, name)
        if self.replayed(kind, name, occurrence, input_sha256) is None:
            now = datetime.now(UTC)
            text = exact_json.dumps(result)
            step = Step(kind, name, occurrence, input_sha256, now, now, text)
            await self.journal.record(replace(step, citations=tuple(citations)))


def _step(call: ToolCall, result: str, outcome: Outcome, started: datetime) -> Step:
    ended = datetime.now(UTC)
    return Step(
        "tool", call.name, call.occurrence, call.sha256, started, ended, result, outcome=outcome
    )


def by_place(steps: Iterable[StoredStep]) -> dict[tuple[str, str, int], StoredStep]:
    """Return stored steps by their place in the run."""
    return {(one.kind, one.name, one.occurrence): one for one in steps}
