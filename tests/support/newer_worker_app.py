"""A worker of the version to come: its trade_review finds one fact more, `venue`."""

from dataclasses import replace
from typing import Any

from bankagent.domain.fact import one_of
from bankagent.request_types import trade_review
from bankagent.service.decisions.decider import Decider
from bankagent.worker import build, new_connector

FACT = "venue"


def facts(payload: Any, known: Any) -> dict[str, Any]:
    return trade_review.TYPE.facts(payload, known) | {FACT: "known" if payload.mic else "unknown"}


VENUE = {FACT: one_of("known", "unknown")}
FACTS = {**trade_review.TYPE.fact_schema, **VENUE}
TYPES = (replace(trade_review.TYPE, facts=facts, fact_schema=FACTS),)
connector = new_connector()
app = build(connector, Decider(connector.open_pool, TYPES), TYPES)
