"""Answers of providers: whether they keep to the protocol, and exact arguments of tools."""

from typing import Any

from bankagent.domain import exact_json
from bankagent.llm import bodies


class OffProtocol(ValueError):
    """The answer is none of the protocol; the message says where, and repeats nothing of it."""


def exact_arguments(answer: Any) -> dict[str, str]:
    """Return the arguments of each tool call as exact JSON, by the call's id.

    The clients of providers make floats of numbers; this is what the model said.

    Raises:
        OffProtocol: the answer is not one of OpenAI's chat completions or Anthropic's messages.
    """
    if not isinstance(answer, dict):
        raise OffProtocol("it is no object")
    if "choices" in answer:
        return _of_completion(answer["choices"])
    if isinstance(answer.get("content"), list):
        return _of_message(answer["content"])
    raise OffProtocol("it has neither choices nor content")


def _of_completion(choices: Any) -> dict[str, str]:
    if not (isinstance(choices, list) and choices and isinstance(choices[0], dict)):
        raise OffProtocol("its choices are empty")
    message = choices[0].get("message")
    if not isinstance(message, dict):
        raise OffProtocol("its choice has no message")
    found: dict[str, str] = {}
    for call in message.get("tool_calls") or []:
        said = call["function"]["arguments"] if _is_call(call) else None
        if not isinstance(said, str):
            raise OffProtocol("a tool call has no arguments")
        _add(found, call["id"], said)
    return found


def _of_message(blocks: list[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in blocks:
        if not isinstance(block, dict):
            raise OffProtocol("a block of its content is no object")
        if block.get("type") == "tool_use":
            if not (isinstance(block.get("id"), str) and isinstance(block.get("input"), dict)):
                raise OffProtocol("a tool call has no arguments")
            _add(found, block["id"], exact_json.dumps(block["input"]))
    return found


def _is_call(call: Any) -> bool:
    return (
        isinstance(call, dict)
        and isinstance(call.get("id"), str)
        and isinstance(call.get("function"), dict)
        and "arguments" in call["function"]
    )


def _add(found: dict[str, str], call_id: str, said: str) -> None:
    if call_id in found:
        raise OffProtocol("two tool calls have one id")
    try:
        bodies.loads(said)
    except RecursionError:
        raise OffProtocol("the arguments of a tool call are too deep") from None
    except ValueError:
        # The loop tells the model that its arguments are no JSON, and asks again.
        pass
    found[call_id] = said
