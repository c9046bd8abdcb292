"""Work of agents as it is stored: steps with their calls, what is stored already, and its ends."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from bankagent.domain.exact_json import JsonObject, JsonValue

Kind: TypeAlias = Literal["model", "tool", "approval", "answer"]
Effect: TypeAlias = Literal["read", "write_db", "outside"]
Outcome: TypeAlias = Literal["success", "refused", "repeated"]
# Which step of a run: its kind, its name, and its number among those, from 1.
Place: TypeAlias = tuple[str, str, int]


class FenceLost(Exception):
    """The attempt no longer owns its request: nothing of this step was written."""


class ReplayDiffers(Exception):
    """A stored step of this run had another input: the code is not what the definition says."""


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Definition:
    """What exactly runs, as canonical JSON; its digest is the agent's identity."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        """The digest that steps and tool calls carry."""
        return digest(self.text)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a prompt, by the digest of its JSON text."""

    sha256: str
    role: Literal["request", "response"]


@dataclass(frozen=True, slots=True)
class ModelCall:
    """Record of a request to a model; the last of `messages` is its answer.

    Counts and cost are None where the provider does not tell them. `call_id` is the call that
    begin_model_call began; None where no budget counts it.
    """

    provider: str
    model: str
    version: str | None
    parameters: JsonObject
    response_id: str | None
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    cost: Decimal | None
    latency_ms: int
    sent_sha256: str
    messages: tuple[Message, ...]
    call_id: int | None = None


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool with its validated arguments as canonical JSON.

    `effect_number` counts the calls of a run with the same tool and arguments, from 1.
    """

    name: str
    occurrence: int
    tool_call_id: str
    effect: Effect
    effect_number: int
    arguments: str

    @property
    def sha256(self) -> str:
        """The digest of the arguments, which an approval binds to."""
        return digest(self.arguments)

    def idempotency_key(self, request_id: int) -> str | None:
        """Return the key of the effect, as begin_tool_call makes it; None where it only reads."""
        if self.effect == "read":
            return None
        return f"request/{request_id}/{self.name}/{self.effect_number}/{self.sha256}"


@dataclass(frozen=True, slots=True)
class Begun:
    """A tool call that was recorded before it is made.

    in_doubt: an earlier attempt may have made it. `result` is what came of it in an earlier run or
    attempt: then it is not made again.
    """

    disposition: Literal["begun", "in_doubt", "repeated", "ended"]
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step that ended; `result` is JSON text, and `texts` are those that its messages name.

    `retrieval` is what a search found, and `citations` the quotes of an answer, as record_steps
    takes them.
    """

    kind: Kind
    name: str
    occurrence: int
    input_sha256: str
    started_at: datetime
    ended_at: datetime
    result: str
    texts: tuple[str, ...] = ()
    model_call: ModelCall | None = None
    outcome: Outcome | None = None
    in_doubt: bool = False
    retrieval: JsonObject | None = None
    citations: tuple[JsonObject, ...] = ()

    @property
    def place(self) -> Place:
        """Which step of its run it is."""
        return self.kind, self.name, self.occurrence


@dataclass(frozen=True, slots=True)
class StoredStep:
    """A step as it is stored; a replay answers its result."""

    kind: str
    name: str
    occurrence: int
    input_sha256: str
    result: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word of people on a tool call: for these arguments, and with a comment for the model."""

    tool_call_id: str
    arguments_sha256: str
    approved: bool
    comment: str = ""


@dataclass(frozen=True, slots=True)
class PendingCall:
    """A tool call that waits for an approval, which binds to the digest of its arguments."""

    tool_call_id: str
    name: str
    arguments: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of a run: the answer, exact, in the form of the output schema."""

    value: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The end of a segment: people decide on these calls, and a later attempt goes on."""

    approvals: tuple[PendingCall, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The end of a run without an answer, such as a model that never makes a valid call."""

    reason: str


End: TypeAlias = Answer | Waiting | Unanswered
