"""Sentences on a stop of automatic decisions that held an evaluation."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from bankagent.domain.evaluation import Outcome, strictest
from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    at,
    evaluation_id,
    rows,
    rule_id,
)

STOPPED = "DECISIONS-STOPPED"


def sentences(records: Records, evaluation: Row) -> Iterator[Sentence]:
    """Yield each stop that held it, with author, time and reason, and what it changed."""
    held = next((it for it in rows(evaluation["fired"]) if it.get("rule_id") == STOPPED), None)
    if held is None:
        return
    rule = rule_id(evaluation, held)
    for stop in _open(records, evaluation):
        whose = f"of {stop['request_type']}" if stop["request_type"] else "of all request types"
        yield Sentence(
            f"Stop {stop['id']} of automatic decisions {whose} held it: {stop['stopped_by']} "
            f"stopped them on {at(stop, 'stopped_at')}: {str(stop['reason']).rstrip('.')}.",
            (f"stop:{stop['id']}", rule),
        )
    yield Sentence(
        f"The policy said {policy_said(evaluation)}; the stop made {evaluation['outcome']} of it, "
        "so that people decide.",
        (rule, evaluation_id(evaluation)),
    )


def policy_said(evaluation: Row) -> str:
    """Return what the policy said of its own: without the rule of a stop."""
    found = []
    for rule in rows(evaluation["fired"]):
        if rule.get("rule_id") != STOPPED:
            with suppress(ValueError):
                found.append(Outcome(str(rule.get("outcome"))))
    return str(strictest(found)) if found else str(evaluation["outcome"])


def _open(records: Records, evaluation: Row) -> list[Row]:
    """Return the stops that were open when the evaluation was settled."""
    # The time of an evaluation is the start of its transaction; a stop that was committed after it
    # may hold it, and the audit entry has the later time.
    job = (evaluation["job_id"], evaluation["attempt"])
    ends = [_time(one) for one in records.entries if (one["job_id"], one["attempt"]) == job]
    until, since = max(ends, default=_time(evaluation)), _time(evaluation)
    return [
        stop
        for stop in records.stops
        if _time(stop, "stopped_at") <= until
        and (stop["lifted_at"] is None or _time(stop, "lifted_at") >= since)
    ]


def _time(row: Row, name: str = "created_at") -> datetime:
    return datetime.fromisoformat(str(row[name]))
