"""Sentences of an explanation on the findings of reviewers on a case; internal, all of them."""

from collections.abc import Iterator

from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import Records, Row, at, entry_id, of_result

KINDS = ("verdicts", "waivers", "judgements", "confirmations")


def given(_records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield the findings of a reviewer, counted by kind, and that the case was evaluated again."""
    yield Sentence(f"{_said(entry)}; the case was evaluated again.", (entry_id(entry),))


def noted(_records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield the findings of a reviewer that left the case where it was."""
    yield Sentence(f"{_said(entry)}.", (entry_id(entry),))


def _said(entry: Row) -> str:
    found = of_result(entry, "findings")
    counts = found if isinstance(found, dict) else {}
    what = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts.get(kind)) or "none"
    return f"{entry['actor']} gave findings on {at(entry)} ({what})"
