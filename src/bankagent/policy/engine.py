"""The engine of the decision tables: facts in, fired rules and their strictest outcome out.

Any failure in here yields `review`, never an approval.
"""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

import zen

from bankagent.domain import exact_json
from bankagent.domain.evaluation import Evaluation, FiredRule, Outcome, Policy, strictest
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import NOTHING, Known
from bankagent.policy.gates import check
from bankagent.policy.jdm import DecisionModel, for_the_engine
from bankagent.policy.table import Row, Table, read_table

log = logging.getLogger(__name__)

# The engine's numbers have 96 bits and a scale of at most 28; it rounds longer ones silently.
DIGITS = 28
LARGEST = 10**28 - 1
# CPU time, so that a busy machine does not turn answers into reviews; 0.05 ms is usual.
BUDGET_S = 0.05

# The rule that stands for a policy which gave no reliable answer.
ERROR = "POLICY-ERROR"
NOT_FIT = "the policy table does not pass its checks, so a person must look"
FAILED = "the policy table could not be applied to these facts, so a person must look"
EMPTY = "no rule of the policy table fired, so a person must look"


class PolicyFailed(Exception):
    """The table gave no reliable answer; the message becomes the text of a rule."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A table that passed its gates, and an engine in which its digest is its name."""

    engine: zen.ZenEngine
    digest: str
    table: Table
    required: frozenset[str]


def evaluate(
    policy: Policy, facts: Mapping[str, JsonValue], looked_up: Known = NOTHING
) -> Evaluation:
    """Return the rules that fire on these facts and their strictest outcome; it never raises.

    The outcome is `review` where the policy fails and where no rule fires. `looked_up` has the
    values that the facts were found with; they are recorded, and no rule sees them.
    """
    try:
        fired = _fired(policy, facts)
    except PolicyFailed as failed:
        fired = (_review_rule(ERROR, str(failed)),)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic in the engine is no Exception
        # Only the error's type: the engine's messages quote the facts, which are a client's.
        told = {"policy": f"{policy.key}@{policy.version}", "error": type(error).__name__}
        log.error("the policy failed", extra=told)  # noqa: TRY400
        fired = (_review_rule(ERROR, FAILED),)
    return Evaluation(
        policy_key=policy.key,
        policy_version=policy.version,
        policy_sha256=policy.sha256,
        outcome=strictest(rule.outcome for rule in fired),
        facts=facts,
        fired=fired,
        reference=looked_up.versions(),
        known=looked_up.as_json(),
    )


def _fired(policy: Policy, facts: Mapping[str, JsonValue]) -> tuple[FiredRule, ...]:
    compiled = _compiled(policy.sha256, policy.table_json)
    if compiled is None:
        raise PolicyFailed(NOT_FIT)
    if not compiled.required <= facts.keys():
        raise PolicyFailed(_missing(compiled, facts))
    return _as_rules(_hits(compiled, facts), facts)


@lru_cache(maxsize=64)
def _compiled(digest: str, table_json: str) -> Compiled | None:
    findings = check(table_json)
    if sha256(table_json.encode()).hexdigest() != digest:
        findings.append("the table is not the one whose digest was recorded.")
    for finding in findings:
        log.error("the policy is not usable", extra={"policy": digest[:12], "detail": finding})
    if findings:
        return None
    # A static loader compiles its table once (17 us a call); a decision made from text
    # compiles its cells and its schema at each call (154 us).
    content = {digest: json.loads(for_the_engine(table_json))}
    engine = zen.ZenEngine({"loader": {"type": "static", "content": content}})
    model = DecisionModel.read(table_json)
    return Compiled(engine, digest, read_table(model.table), frozenset(model.facts().required))


def _missing(compiled: Compiled, facts: Mapping[str, JsonValue]) -> str:
    """Return the text for facts that this code does not find: an older worker, mostly."""
    missing = min(compiled.required - facts.keys())
    rules = [row.rule_id for row in compiled.table.rows if missing in row.fields]
    tested = f", which rule {rules[0]} tests," if rules else ""
    return f"the policy needs the fact {missing}{tested} and it is missing, so a person must look"


def _hits(compiled: Compiled, facts: Mapping[str, JsonValue]) -> list[Row]:
    """Return the rows that match; each is one of the table's, with the outcome that it has there.

    The engine's trace would name them too, for four times the time of the evaluation itself.
    """
    if not all(_is_exact_there(value) for value in facts.values() if type(value) is not str):
        raise PolicyFailed(FAILED)
    began = time.thread_time()
    # As JSON text: the engine takes the numbers of a dict as floats.
    text = exact_json.dumps(dict(facts))
    answer = compiled.engine.evaluate(compiled.digest, text)
    if time.thread_time() - began > BUDGET_S:
        raise PolicyFailed(FAILED)
    said = {hit["rule_id"]: hit["outcome"] for hit in answer["result"] or []}
    rows = [row for row in compiled.table.rows if row.rule_id in said]
    if said != {row.rule_id: row.outcome for row in rows}:
        raise PolicyFailed(FAILED)
    return rows


def _as_rules(hits: Sequence[Row], facts: Mapping[str, JsonValue]) -> tuple[FiredRule, ...]:
    if not hits:
        return (_review_rule("POLICY-EMPTY", EMPTY),)
    outcome = strictest(Outcome(row.outcome) for row in hits)
    # The default row always matches; beside a stricter rule its text would be untrue.
    return tuple(
        FiredRule(
            row.rule_id, Outcome(row.outcome), row.text, {name: facts[name] for name in row.fields}
        )
        for row in hits
        if row.fields or row.outcome == outcome
    )


def _is_exact_there(value: JsonValue) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and _fits(value)
    if isinstance(value, int):
        return abs(value) <= LARGEST
    return not isinstance(value, float)


def _fits(number: Decimal) -> bool:
    _, digits, exponent = number.as_tuple()
    return len(digits) <= DIGITS and int(exponent) >= -DIGITS and abs(number) <= LARGEST


def _review_rule(rule_id: str, text: str) -> FiredRule:
    return FiredRule(rule_id, Outcome.REVIEW, text, {})
