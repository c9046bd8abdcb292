"""A stop of automatic decisions, as settle_jobs has stored it with an evaluation.

The database alone holds stops (sql/functions/decisions/under_stops.sql); a replay derives the same
from the outcome of the policy, and a test compares both.
"""

from dataclasses import replace

from bankagent.domain.evaluation import Evaluation, FiredRule, Outcome
from bankagent.service.decisions.evaluate import ENDS

RULE = "DECISIONS-STOPPED"
TEXT = "automatic decisions are stopped, so a person must look"


def under_a_stop(found: Evaluation) -> Evaluation:
    """Return an evaluation as it is stored under a stop: what the policy decides, people do."""
    _, decision = ENDS[found.outcome]
    if decision is None:
        return found
    held = Outcome.ESCALATE if found.outcome == Outcome.REJECT else Outcome.REVIEW
    return replace(found, outcome=held, fired=(FiredRule(RULE, held, TEXT, {}), *found.fired))
