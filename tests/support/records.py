"""Records that an explanation rests on, found in the database by the ids that sentences name."""

from typing import Any

from tests.support import rows
from tests.support.rows import Conn

OF_ATTEMPT = "where job_id = %s and attempt = %s"
# How each form of id is found; its parts are the parameters.
FOUND = {
    "request": "select from bankagent.banking_requests where id = %s",
    "entry": "select from bankagent.agent_audit_log where id = %s",
    "decision": "select from bankagent.decisions where request_id = %s",
    "exception": "select from bankagent.trade_exceptions where id = %s",
    "exception_proposal": "select from bankagent.exception_proposals where id = %s",
    "exception_vote": "select from bankagent.exception_votes where id = %s",
    "stop": "select from bankagent.stops where id = %s",
    "vote": "select from bankagent.votes where id = %s",
    "answer": "select from bankagent.request_answers where id = %s",
    "payload": "select from bankagent.banking_requests as r where r.id = %s and %s::integer "
    "between 1 and 1 + (select count(*) from bankagent.payload_versions as v "
    "where v.request_id = r.id)",
    "policy": "select from bankagent.policies where key = %s and version = %s",
    "reference": "select from bankagent.reference_versions where dataset = %s and version = %s",
    "trade": "select from bankagent.trades where number = %s and version = %s",
    "document": "select from bankagent.document_versions where document_id = %s and version = %s",
    "portfolio_snapshot": "select from bankagent.portfolio_snapshots where id = %s",
    "reference entry": "select from bankagent.screening_entries as e "
    "inner join bankagent.reference_versions as v on v.id = e.reference_version_id "
    "where v.dataset = %s and v.version = %s and e.entry_id = %s",
    "activation": "select from ops.policy_periods where key = %s and active_from = %s",
    "evaluation": f"select from bankagent.evaluations {OF_ATTEMPT}",
    "approval": f"select from bankagent.approvals {OF_ATTEMPT}",
    "fact": f"select from bankagent.evaluations {OF_ATTEMPT} and facts ? %s",
    "rule": f"select from bankagent.evaluations {OF_ATTEMPT} "
    "and fired @> jsonb_build_array(jsonb_build_object('rule_id', %s::text))",
}


def is_there(conn: Conn, record: str) -> bool:
    """Return whether exactly one record has this id."""
    form, _, text = record.partition(":")
    if form in {"payload", "policy", "reference", "activation", "trade", "document"}:
        parts = text.rsplit("@", 1)
    else:
        parts = text.split("/", 2)
    if form == "reference" and "/" in parts[1]:
        form, parts = "reference entry", [parts[0], *parts[1].split("/", 1)]
    return len(rows.fetch(conn, FOUND[form], *parts)) == 1


def sentences(explanation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sentences of all sections of an explanation as JSON."""
    return [one for section in explanation["sections"] for one in section["sentences"]]
