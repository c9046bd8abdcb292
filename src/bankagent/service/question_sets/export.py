"""Export of reviewers' verdicts as a question set: only what a verdict says.

An answer that people approved gives its exact quotes as gold. One that they approved without a
claim says that the documents do not answer: its question is not answerable. A rejection says that
readers do not get this answer, and needs_info that a threshold or a person wants more: neither
says that the documents have no answer, so these questions are left out, as those that the policy
decided alone.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bankagent.answering.evaluation.question_set import FORM
from bankagent.db.pool import Connection
from bankagent.domain.exact_json import JsonObject
from bankagent.service.question_sets.corpus import is_searchable
from bankagent.store.agents import question_sets
from bankagent.store.agents.question_sets import EndedQuestion

NAME = "Verdicts of reviewers"
# Why a question is left out, in words for the reader of the export.
REASONS = {
    "waiting": "needs information",
    "policy": "decided by the policy alone",
    "rejected": "rejected",
    "no_answer": "approved without an answer of the agent",
    "unsearchable": "that search does not take, as of more than 1,000 characters",
    "no_text": "without an exact quote or a document whose text is kept",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A question set in its JSON form, and how many questions were left out by the reason."""

    questions: JsonObject
    left_out: Mapping[str, int]


async def export(conn: Connection) -> Exported:
    """Return the questions on whose answers people decided.

    Raises:
        Forbidden: this database user may not read them.
    """
    left_out: Counter[str] = Counter()
    documents: dict[str, JsonObject] = {}
    questions: list[JsonObject] = []
    for one in await question_sets.ended(conn):
        reason = _reason(one)
        if reason:
            left_out[reason] += 1
            continue
        # A quote of what no search of this run found is not exact, so `documents` has its document.
        read = {_key(place): place for place in [*one.documents, *one.quotes]}
        for key, place in read.items():
            named = {"document_id": place["document_id"], "version": place["version"]}
            documents[key] = {"key": key, **named}
        questions.append(_question(one, sorted(read)))
    value: JsonObject = {
        "form": FORM,
        "name": NAME,
        "documents": list(documents.values()),
        "questions": questions,
    }
    return Exported(value, dict(left_out))


def _reason(one: EndedQuestion) -> str | None:
    """Return why a question is left out, if it is."""
    judged = {
        "waiting": one.decision is None,
        "policy": one.decided_by == "policy",
        "rejected": one.decision == "rejected",
        "no_answer": not one.has_answer,
        "unsearchable": not is_searchable(one.question or ""),
        "no_text": one.has_claims is None or not (one.quotes if one.has_claims else one.documents),
    }
    return next((reason for reason, holds in judged.items() if holds), None)


def _question(one: EndedQuestion, documents: list[str]) -> JsonObject:
    return {
        "key": str(one.request_id),
        "question": one.question,
        "documents": documents,
        "answerable": bool(one.has_claims),
        "gold": [
            {
                "document": _key(quote),
                "start": quote["start"],
                "end": quote["end"],
                "text": quote["text"],
            }
            for quote in (one.quotes if one.has_claims else [])
        ],
    }


def _key(place: Mapping[str, Any]) -> str:
    return f"{place['document_id']}/{place['version']}"
