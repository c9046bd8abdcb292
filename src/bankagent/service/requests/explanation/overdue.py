"""Approvals that were overdue: which role they were for then, and the end by time."""

from collections.abc import Iterator

from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import Records, Row, at, entry_id, of_result


def escalated(_records: Records, entry: Row) -> Iterator[Sentence]:
    """Yield which stage was overdue, and for which role it was from then on."""
    role = of_result(entry, "role")
    text = f"Stage {of_result(entry, 'stage')} of its approval was overdue on {at(entry)}"
    whom = "any reviewer" if role == "any" else f"the role {role}"
    yield Sentence(f"{text}; it was for {whom} from then on.", (entry_id(entry),))


def expired(ids: tuple[str, ...]) -> Sentence:
    """Return that the request was rejected since its time had ended."""
    text = "It was rejected, since its time for a decision by people had ended."
    return Sentence(text, ids, internal=False)
