"""Answers of agents: what checks without a model found about the answer to each question."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Self, cast

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """The verdicts on one answer, each a word of a fact, and what it rests on.

    `support` is a probability as a text with three places, weighed by `calibration`. `quotes` are
    references without texts, which stand in the trace and can be redacted. `sha256` is the digest
    of the whole answer: it binds the approval to its words. `calls` are the tool calls that the
    agent asks people for, each with the digest of its arguments: an approval binds to these.
    """

    documents: str = "open"
    answer: str = "none"
    quoted: str = "none"
    figures: str = "supported"
    claims: str = "supported"
    passages: str = "agree"
    classification: str = "none"
    trust: str = "none"
    written_by: str = "extraction"
    support: str = "0.000"
    calibration: str = ""
    unknown_documents: tuple[int, ...] = ()
    quotes: tuple[JsonObject, ...] = ()
    searched: tuple[JsonObject, ...] = ()
    sha256: str = ""
    calls: tuple[JsonObject, ...] = ()

    @property
    def odds(self) -> Decimal:
        """The support as a number."""
        return Decimal(self.support)


@dataclass(frozen=True, slots=True)
class Answers:
    """Checked answers by the request's id."""

    NAME: ClassVar[str] = "answers"
    answers: Mapping[int, CheckedAnswer] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the answer of one request."""
        own = self.answers.get(case.request_id)
        return type(self)({case.request_id: own} if own else {})

    def own(self) -> CheckedAnswer:
        """Return the answer of the one request that this is about; an empty one where none is."""
        return next(iter(self.answers.values()), CheckedAnswer())

    def versions(self) -> Versions:
        """Return no version: documents have versions of their own, in the quotes."""
        return {}

    def as_json(self) -> JsonValue:
        """Return it as an evaluation records it."""
        return [
            {"request_id": request_id, **_plain(one)} for request_id, one in self.answers.items()
        ]

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        return cls({one.pop("request_id"): _read(one) for one in _copies(recorded)})


def _plain(one: CheckedAnswer) -> JsonObject:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(one).items()
    }


def _copies(recorded: JsonValue) -> list[dict[str, Any]]:
    return [dict(one) for one in cast(list[dict[str, Any]], recorded)]


def _read(one: dict[str, Any]) -> CheckedAnswer:
    lists = {name: tuple(value) for name, value in one.items() if isinstance(value, list)}
    return CheckedAnswer(**one | lists)
