"""Prompts of model calls as text for a terminal: each message in whole lines."""

from collections.abc import Iterator, Mapping

from bankagent.domain import exact_json
from bankagent.domain.agent_trace import TracedMessage, TracedModelCall
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.plain_text import plain
from bankagent.service.agents.told import left_out

ROLES = {"request": "to the model", "response": "of the model"}


def prompt_told(call: TracedModelCall, instructions: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the messages that a call was the first to send, each with its label.

    `instructions` are those that were shown before, and get those of these messages.
    """
    for message in call.messages or ():
        role = ROLES.get(message.role, message.role)
        yield "prompt", f"message {message.position}, {role}"
        for line in _lines(message, instructions):
            if line.strip():
                yield "", plain(line)


def _lines(message: TracedMessage, instructions: set[str]) -> Iterator[str]:
    content = message.text.content
    parts = content.get("parts") if isinstance(content, Mapping) else None
    without = left_out(message.text)
    if without:
        yield without
    elif isinstance(content, Mapping) and isinstance(parts, list):
        yield from _instructions(content.get("instructions"), instructions)
        for part in parts:
            yield from _part(part)
    else:
        yield from _text(content).splitlines()


def _instructions(value: JsonValue, before: set[str]) -> Iterator[str]:
    if value is None:
        return
    text = _text(value)
    if text in before:
        yield "instructions: those from before"
        return
    before.add(text)
    yield "instructions:"
    yield from text.splitlines()


def _part(part: JsonValue) -> Iterator[str]:
    """Yield what a part is, and its text: of a call its arguments, of another one its content."""
    if not isinstance(part, Mapping):
        yield from _text(part).splitlines()
        return
    names = (part.get("part_kind"), part.get("tool_name"))
    yield " ".join(str(name) for name in names if name) + ":"
    content = part.get("content", part.get("args"))
    yield from _text(part if content is None else content).splitlines()


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else exact_json.dumps(value)
