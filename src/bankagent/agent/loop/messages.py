"""Messages of pydantic-ai as plain JSON texts, without what differs between two attempts."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic_ai.messages import (
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelResponse,
    ToolCallPart,
)

from bankagent.agent.canonical import as_text
from bankagent.domain.agent import Message, digest

# What the clock or pydantic-ai sets anew in each process, and what only this process knows.
MOST_NAME = 200
VOLATILE = frozenset({"timestamp", "run_id", "conversation_id", "model_id"})


def texts(messages: list[ModelMessage]) -> list[tuple[Message, str]]:
    """Return each message with its JSON text."""
    dumped: list[dict[str, Any]] = ModelMessagesTypeAdapter.dump_python(messages, mode="json")
    found = []
    for one in dumped:
        text = json.dumps(_stable(one), ensure_ascii=True, separators=(",", ":"))
        role: Literal["request", "response"] = (
            "response" if one["kind"] == "response" else "request"
        )
        found.append((Message(digest(text), role), text))
    return found


def response(text: str) -> ModelResponse:
    """Return a stored answer of a model.

    Raises:
        TypeError, ValueError: the text is no answer that this version of pydantic-ai reads.
    """
    (found,) = ModelMessagesTypeAdapter.validate_json(f"[{text}]")
    if not isinstance(found, ModelResponse):
        raise TypeError("the stored message is no answer of a model")
    return found


def exact(answer: ModelResponse, arguments: Mapping[str, str]) -> ModelResponse:
    """Return an answer whose calls have their arguments as the text that was sent.

    `arguments` has the texts by the id of the call, where they are known; providers' clients make
    floats of numbers.
    """
    for part in answer.parts:
        if isinstance(part, ToolCallPart):
            part.args = arguments.get(part.tool_call_id) or as_text(part.args)
            part.tool_call_id = plain(part.tool_call_id) or "call"
    return answer


def plain(name: str | None) -> str | None:
    """Return a name that a provider gave, as the database can hold it."""
    return "".join(one for one in name if one.isprintable())[:MOST_NAME] if name else None


def _stable(message: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in message.items() if name not in VOLATILE}
    kept["parts"] = [
        {name: value for name, value in part.items() if name not in VOLATILE}
        for part in message["parts"]
    ]
    return kept
