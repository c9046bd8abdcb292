"""Evaluation that counts now, beside a request: facts, rules, the case, how its like ended."""

from collections.abc import Mapping
from typing import Any

from bankagent import catalog
from bankagent.domain.explanation import Evidence
from bankagent.errors import BadRequest
from bankagent.pages import agent_work, case, rules
from bankagent.pages.visit import Visit
from bankagent.service.requests.explanation.records import Records
from bankagent.store.approvals import work

UNKNOWN = "unknown"


async def parts(visit: Visit, found: Evidence) -> dict[str, Any]:
    """Return the evaluation that counts now: facts, rules, and how people decided its like."""
    records = Records.of(found, "bank")
    evaluation: Mapping[str, Any] = records.evaluation or {}
    fired = rules.fired(evaluation.get("fired", []))
    return {
        "evaluation": evaluation,
        "facts": _in_order(found.request_type, evaluation.get("facts")),
        "fired": fired,
        "review": await _review(visit, found, evaluation),
        "agent": await agent_work.of_request(visit, found),
        **await agent_work.advice(visit, found.request_id, found.request_type),
        "quiet_rules": _quiet_rules(records, {one.id for one in fired})
        if visit.may("policies.see")
        else [],
        "similar": await _similar(visit, found, fired),
    }


async def _review(
    visit: Visit, found: Evidence, evaluation: Mapping[str, Any]
) -> case.Review | None:
    """Return the review of a case, for those who see approvals: a client must not be warned."""
    if not visit.may("work.see"):
        return None
    return await case.of_request(visit, found, evaluation)


async def _similar(visit: Visit, found: Evidence, fired: list[rules.FiredRule]) -> list[Any]:
    if visit.sees is not None or not fired:
        return []
    ids = [one.id for one in fired]
    return list(
        await visit.resources.gateway.ask(
            work.similar_cases, found.request_id, found.request_type, ids
        )
    )


def _in_order(request_type: str, facts: Any) -> dict[str, Any]:
    """Return facts in the order in which their type declares them."""
    known = words_of_type(request_type)
    given = facts if isinstance(facts, Mapping) else {}
    names = [name for name in (known.fact_schema if known else ()) if name in given]
    return {name: _measured(name, given) for name in dict.fromkeys([*names, *given])}


def _measured(name: str, facts: Mapping[str, Any]) -> Any:
    """Return a fact; of a number that another fact says is not known, that fact's word.

    Policies read 0 there, which nobody has measured: `counterparty_score` beside `counterparty`.
    """
    if isinstance(facts[name], bool | str) or facts[name] != 0:
        return facts[name]
    if facts.get(f"{name}_known") == "no":
        return UNKNOWN
    words = name.split("_")
    for n in range(len(words) - 1, 0, -1):
        said = facts.get("_".join(words[:n]))
        if said in (UNKNOWN, "not_given"):
            return said
    return facts[name]


def _quiet_rules(records: Records, fired: set[str]) -> list[rules.Rule]:
    """Return the rules of the policy that was applied which did not fire."""
    evaluation = records.evaluation or {}
    for one in records.policies:
        is_applied = (one.get("key"), one.get("version")) == (
            evaluation.get("policy_key"),
            evaluation.get("policy_version"),
        )
        if is_applied and isinstance(one.get("document"), str):
            return [rule for rule in rules.of_table(str(one["document"])) if rule.id not in fired]
    return []


def words_of_type(name: str) -> Any:
    """Return a request type; None for one of a package that this process does not have."""
    try:
        return catalog.request_type(name)
    except BadRequest:
        return None
