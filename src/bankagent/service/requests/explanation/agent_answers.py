"""Sentences on an agent's answer: documents searched, quotes with their verdicts, support.

They name documents by number, and are the bank's: a client reads of no document of the house.
"""

from collections.abc import Iterator, Mapping

from bankagent.domain.exact_json import JsonValue
from bankagent.facts.answers import Answers
from bankagent.service.requests.explanation.records import Records, Row
from bankagent.service.requests.explanation.told import Tell, Told

# An evaluation has the quotes under this name, too, for those who read its result.
ANSWER = "answer"
VERDICTS = {
    "exact": "the stored text is the same",
    "not_retrieved": "the stored text is the same, and no search of this request found it",
    "fabricated": "the stored text is another one",
}


def answers(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield what was searched, each quote with its place and verdict, and the support."""
    own = Answers.from_json(recorded).own()
    for number in own.unknown_documents:
        text = f"No document {number} can be read for this client by the maker."
        yield Told(text, (), ("documents",))
    for call in own.calls:
        text = (
            f"The agent asked people for a call of {call['name']}, with arguments of the SHA-256 "
            f"{call['arguments_sha256']}."
        )
        yield Told(text, (), ("answer",))
    for found in own.searched:
        yield Told(
            f"Passages of {_version_of(found)} that were found: {found['passages']}.",
            (_id(found),),
            ("passages", "classification"),
        )
    if not own.searched and not own.calls:
        yield Told("The search found no passage.", (), ("answer",))
    for quote in own.quotes:
        yield Told(
            f"Claim {quote['claim']} of the answer quotes {_version_of(quote)}, characters "
            f"{quote['start']} to {quote['end']}: {VERDICTS[str(quote['verdict'])]}.",
            (_id(quote),),
            ("quotes", "trust"),
        )
    if own.searched and own.calibration:
        text = f"The support of the answer was {own.support}, by the calibration {own.calibration}."
        yield Told(text, (), ("answer",))


def _version_of(of: Row) -> str:
    return f"document {of['document_id']} version {of['version']}"


def _id(of: Row) -> str:
    return f"document:{of['document_id']}@{of['version']}"


# Without a fact whose mark holds for them: documents are internal.
NEEDS: Mapping[str, tuple[str | None, Tell]] = {Answers.NAME: (None, answers)}
