"""A worker of the version before: its trade_review finds the facts of policy version 1 alone."""

from dataclasses import replace
from typing import Any

from bankagent.policy.jdm import DecisionModel
from bankagent.request_types import trade_review
from bankagent.service.decisions.decider import Decider
from bankagent.worker import build, new_connector
from tests.support import policies

FIRST = policies.shipped("trade_review", version=1)
NAMES = DecisionModel.read(FIRST.table_json).facts().required
FACTS = {name: trade_review.TYPE.fact_schema[name] for name in NAMES}


def facts(payload: Any, known: Any) -> dict[str, Any]:
    found = trade_review.TYPE.facts(payload, known)
    return {name: found[name] for name in FACTS}


TYPES = (replace(trade_review.TYPE, facts=facts, fact_schema=FACTS),)
connector = new_connector()
app = build(connector, Decider(connector.open_pool, TYPES), TYPES)
