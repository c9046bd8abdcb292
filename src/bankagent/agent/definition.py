"""Definition of an agent: all that decides what it does, as one canonical text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from bankagent.agent.canonical import canonical
from bankagent.agent.tools import Tool
from bankagent.domain.agent import Definition
from bankagent.domain.exact_json import JsonObject, JsonValue

MOST_REQUESTS = 20

# Of an answer and the results of tools, by name: the quotes as record_steps takes them.
Citations = Callable[[JsonObject, Sequence[tuple[str, str]]], Sequence[JsonObject]]


def no_citations(_: JsonObject, __: Sequence[tuple[str, str]]) -> Sequence[JsonObject]:
    """Return no citations: the answer quotes nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class AgentSpec:
    """An agent of a request type: what it is told, what it may call, and what it must answer.

    `policy` is the policy whose gates hold it, such as `research_question@1`. A change of any field
    makes another agent, whose runs begin anew.
    """

    name: str
    instructions: str
    answer: type[BaseModel]
    tools: Sequence[Tool] = ()
    model: str = "embedded"
    settings: Mapping[str, JsonValue] = field(default_factory=dict)
    policy: str = ""
    citations: Citations = no_citations
    most_requests: int = MOST_REQUESTS

    def definition(self) -> Definition:
        """Return the definition, whose digest steps carry."""
        return Definition(
            self.name,
            canonical(
                {
                    "answer": self.answer.model_json_schema(),
                    "instructions": self.instructions,
                    "model": self.model,
                    "most_requests": self.most_requests,
                    "policy": self.policy,
                    "settings": dict(self.settings),
                    "tools": [tool.as_json() for tool in self.tools],
                }
            ),
        )
