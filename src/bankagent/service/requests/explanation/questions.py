"""Sentences of an explanation on what the caller was asked, and what it answered."""

from collections.abc import Iterator

from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    at,
    entry_id,
    of_result,
    rows,
)


def asked(_records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield that the bank asked for more."""
    text = f"The bank asked for more information on {at(entry)}."
    yield Sentence(text, (entry_id(entry),))


def replaced(records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield that another payload took the place of the one before."""
    version = of_result(entry, "version")
    yield Sentence(
        f"Version {version} of the payload took the place of the one before on {at(entry)}.",
        (entry_id(entry), f"payload:{records.given.request_id}@{version}"),
        internal=False,
    )
    yield from _words(records, entry)


def answered(records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield that the caller answered in words, and the words."""
    yield Sentence(f"The caller answered the question on {at(entry)}.", (entry_id(entry),))
    yield from _words(records, entry)


def _words(records: Records, entry: Row) -> Iterator[Sentence]:
    answer_id = of_result(entry, "answer_id")
    for one in rows(records.given.answers):
        if one["id"] == answer_id and one["text"]:
            ids = (f"answer:{answer_id}", entry_id(entry))
            yield Sentence(f"{one['author']} answered: {one['text']}", ids)
