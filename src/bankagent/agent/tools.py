"""Tools of agents: what a model may call, with its arguments, its effect and its function."""

import asyncio
import inspect
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel

from bankagent.domain.agent import Effect
from bankagent.domain.exact_json import JsonObject, JsonValue


class ToolRefused(Exception):
    """A tool does not do what the model asked; the sentence is told to the model, and stored."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Result of a tool that searched documents, and the record of what it found."""

    value: JsonValue
    record: JsonObject


@dataclass(frozen=True, slots=True)
class Call:
    """What a tool's function gets beside its arguments.

    `connection` is that of the step's own transaction, for tools that write to this database; its
    writes are committed with the step, or not at all. A call to the outside sends the key along;
    in_doubt says that an earlier attempt may have made it.
    """

    request_id: int
    idempotency_key: str | None = None
    in_doubt: bool = False
    connection: Any = None


Result: TypeAlias = JsonValue | Retrieved
Function: TypeAlias = Callable[[Any, Call], Awaitable[Result] | Result]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its name, the model of its arguments, its effect, and its function.

    The function may be a plain one, which runs in a thread of its own, where it may block. A tool
    that needs an approval is called once without it where the digest of its arguments is in
    `asked_for`: the request's own field of the tool's name has them. The database holds both.

    Example:
        Tool("search", "Search documents.", Search, "read", search)
    """

    name: str
    description: str
    arguments: type[BaseModel]
    effect: Effect
    function: Function
    needs_approval: bool = False
    asked_for: frozenset[str] = frozenset()

    def schema(self) -> JsonObject:
        """Return the JSON schema of the arguments."""
        return self.arguments.model_json_schema()

    def as_json(self) -> JsonObject:
        """Return the tool as a definition has it."""
        return {
            "name": self.name,
            "description": self.description,
            "arguments": self.schema(),
            "effect": self.effect,
            "needs_approval": self.needs_approval,
        }

    async def __call__(self, arguments: BaseModel, call: Call) -> Result:
        """Call the function and return its result."""
        if inspect.iscoroutinefunction(self.function):
            result: Result = await self.function(arguments, call)
            return result
        found: JsonValue = await in_thread(lambda: self.function(arguments, call))
        return found


async def in_thread(function: Callable[[], Any]) -> Any:
    """Call a function that blocks in a thread that nothing waits for.

    A cancellation ends the wait and not the thread, which Python cannot stop. It is a thread of its
    own, and not of a pool that such threads would fill, and does not keep the process from its end.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Any] = loop.create_future()

    def tell(result: Any, error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)

    def call() -> None:
        try:
            result, error = function(), None
        except BaseException as raised:  # noqa: BLE001 - it is raised where the call is awaited
            result, error = None, raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result, error)

    threading.Thread(target=call, name="bankagent tool", daemon=True).start()
    return await done
