"""Marks of facts for explanations: whether a client may read each fact of each version."""

from pathlib import Path

import pytest

from bankagent.policy.facts_file import FactsFile
from bankagent.policy.reach import Grid
from tests.support import policies

# Version 1 was released before marks: all of it is internal.
MARKED = [path for path in policies.TABLES if policies.label(path) != "trade_review@1"]
# What tells of a list, of a limit or of a suspicion; docs/callers.md says why.
INTERNAL = {
    "notional_usd",  # its rule tells the limit of what needs no person
    "duplicate",  # it tells of other requests, which another caller may have made
    "restriction",
    "counterparty",
    "counterparty_score",
    "desk_limit",
    "book_limit",
    "snapshot",
    "snapshot_age_hours",
    "concentration",
    "concentration_bp",
    "exposure_usd",
    "severity",
    "priority",
    "earlier",  # other requests are none of a client's business
    "match",  # a tolerance is a limit, too
    "tolerated_count",
    "trade",  # it tells of other requests, as does what follows
    "differences",
    "waived_requirements",  # whom the bank excuses from what, and what it has looked at, is its own
    "unreviewed_documents",
    "screening",
    "open_hits",
    "shared_files",
    "oldest_list_days",
    "pep",
    "country_risk",
    "product_risk",
    "channel_risk",
    "rating",
    "rating_known",
    "rating_score",
    "review_months",
    "days_overdue",
    "classification",  # of documents, of which a client may not know that there are any
    "trust",
}
TELL = (
    *("TR-010", "TR-08", "TR-09", "TR-10", "TR-11", "TR-12"),
    *("TE-", "TC-01", "TC-02", "TC-03", "CO-012", "CO-03", "CO-04", "CO-05", "RQ-05", "RQ-07"),
)


@pytest.mark.parametrize("path", MARKED, ids=policies.label)
def test_each_fact_is_marked_as_public_or_internal(path: Path) -> None:
    facts = FactsFile.read(_read(path)).facts
    assert {name for name, fact in facts.items() if fact.public is None} == set()
    assert {name for name, fact in facts.items() if not fact.public} == INTERNAL & set(facts)


@pytest.mark.parametrize("path", MARKED, ids=policies.label)
def test_no_rule_on_a_list_a_limit_or_a_suspicion_is_public(path: Path) -> None:
    label = policies.label(path)
    key, version = label.split("@")
    grid = Grid(policies.shipped(key, int(version)).table_json)
    public = {
        one.row.rule_id
        for one in grid.rows
        if one.row.fields and all(grid.facts[field].public for field in one.row.fields)
    }
    tested = {one.row.rule_id for one in grid.rows if one.row.fields}
    assert {rule_id for rule_id in tested if rule_id.startswith(TELL)} == tested - public


def _read(path: Path) -> bytes:
    return path.with_suffix(".facts.json").read_bytes()
