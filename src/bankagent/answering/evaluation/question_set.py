"""Question sets: documents and questions with their gold quotes, in the form of docs/answers.md.

A document has its text in the set, or names a stored version. A gold quote is a place that holds
the answer; several of one question are alternatives.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FORM = "bankagent-questions-1"
MOST_FAULTS = 20


class BadQuestionSet(Exception):
    """Faults of a question set: each names its place and what is expected there."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class SetSource:
    """A document of a set: its text, or the id and version of a stored one."""

    key: str
    name: str
    text: str | None
    document_id: int | None
    version: int | None


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that holds the answer: characters `start` to `end` of the document's text."""

    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """A question with the keys of the documents that it is asked of."""

    key: str
    text: str
    documents: tuple[str, ...]
    answerable: bool
    gold: tuple[Gold, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set by its name, with its documents by key."""

    name: str
    documents: Mapping[str, SetSource]
    questions: tuple[SetQuestion, ...]


def read(text: str | bytes) -> QuestionSet:
    """Read a question set.

    Raises:
        BadQuestionSet: at most 20 faults, which repeat no text of the set but keys.
    """
    # An operator's own file: texts of documents are longer than exact_json takes from a caller.
    try:
        value = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise BadQuestionSet(["The text is not JSON in UTF-8"]) from None
    return _Reading().whole(value)


class _Reading:
    """One reading of a set, which gathers faults."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def whole(self, value: Any) -> QuestionSet:
        top = value if isinstance(value, dict) else {}
        if top.get("form") != FORM:
            raise BadQuestionSet([f'The set must be an object with "form": "{FORM}"'])
        name = self.text(top, "name", "name")
        documents = [
            self.entry(one, f"documents[{at}]")
            for at, one in enumerate(self.items(top, "documents"))
        ]
        known = {one.key: one for one in documents}
        if len(known) != len(documents):
            self.faults.append("documents: two have the same key")
        questions = [
            self.question(one, f"questions[{at}]", known)
            for at, one in enumerate(self.items(top, "questions"))
        ]
        if len({one.key for one in questions}) != len(questions):
            self.faults.append("questions: two have the same key")
        if self.faults:
            raise BadQuestionSet(self.faults[:MOST_FAULTS])
        return QuestionSet(name, known, tuple(questions))

    def entry(self, value: Any, place: str) -> SetSource:
        given = self.object(value, place)
        key = self.text(given, "key", f"{place}.key")
        text = given.get("text")
        ids = (given.get("document_id"), given.get("version"))
        stored = all(isinstance(one, int) and one is not True and one > 0 for one in ids)
        if isinstance(text, str) == stored or not (isinstance(text, str) or stored):
            self.faults.append(
                f"{place} must have either a text, or document_id and version as whole numbers"
            )
        name = given.get("name", key)
        return SetSource(
            key,
            name if isinstance(name, str) else key,
            text if isinstance(text, str) else None,
            ids[0] if stored else None,
            ids[1] if stored else None,
        )

    def question(self, value: Any, place: str, known: Mapping[str, SetSource]) -> SetQuestion:
        given = self.object(value, place)
        key = self.text(given, "key", f"{place}.key")
        text = self.text(given, "question", f"{place}.question")
        documents = self.items(given, "documents", f"{place}.documents")
        if not documents or not all(isinstance(one, str) and one in known for one in documents):
            self.faults.append(f"{place}.documents must be keys of documents of this set")
            documents = []
        answerable = given.get("answerable")
        if not isinstance(answerable, bool):
            self.faults.append(f"{place}.answerable must be true or false")
        gold = [
            self.gold(one, f"{place}.gold[{at}]", known, documents)
            for at, one in enumerate(self.items(given, "gold", f"{place}.gold"))
        ]
        if isinstance(answerable, bool) and answerable != bool(gold):
            self.faults.append(f"{place}.gold must have quotes if, and only if, it is answerable")
        return SetQuestion(key, text, tuple(documents), bool(answerable), tuple(gold))

    def gold(
        self, value: Any, place: str, known: Mapping[str, SetSource], asked_of: list[Any]
    ) -> Gold:
        given = self.object(value, place)
        document, text = given.get("document"), self.text(given, "text", f"{place}.text")
        start, end = given.get("start"), given.get("end")
        if not isinstance(document, str) or document not in asked_of:
            self.faults.append(f"{place}.document must be a document of its question")
        elif type(start) is not int or type(end) is not int or not 0 <= start < end:
            self.faults.append(f"{place} must have start and end, with 0 <= start < end")
        else:
            stored = known[document].text
            if stored is not None and stored[start:end] != text:
                self.faults.append(f"{place}.text is not what stands there in its document")
            return Gold(document, start, end, text)
        return Gold("", 0, 0, text)

    def object(self, value: Any, place: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self.faults.append(f"{place} must be an object")
            return {}
        return value

    def items(self, given: Mapping[str, Any], name: str, place: str | None = None) -> list[Any]:
        value = given.get(name, [] if name == "gold" else None)
        if not isinstance(value, list):
            self.faults.append(f"{place or name} must be a list")
            return []
        return value

    def text(self, given: Mapping[str, Any], name: str, place: str) -> str:
        value = given.get(name)
        if not isinstance(value, str) or not value.strip():
            self.faults.append(f"{place} must be a text")
            return ""
        return value
