"""Differences of two tables: rules and cells as the CSV shows them."""

from typing import Any

from bankagent.policy.diff import Change, Difference, differences
from tests.support import policies
from tests.support.policies import content, rule

POLICY = policies.shipped("trade_review", version=1)


def changed(change: Any) -> list[Difference]:
    return differences(POLICY.table_json, policies.changed(POLICY, change).table_json)


def test_the_same_table_has_none() -> None:
    assert differences(POLICY.table_json, POLICY.table_json) == []


def test_a_limit_that_was_raised_is_one_cell() -> None:
    assert changed(lambda m: rule(m, "TR-010").update(notional="> 6000000")) == [
        Difference("TR-010", "changed", (Change("Notional", "> 5000000", "> 6000000"),))
    ]


def test_a_rule_that_comes_and_one_that_goes_are_told_whole() -> None:
    def other_id(model: Any) -> None:
        rule(model, "TR-040").update(rule_id="'TR-050'")

    removed, added = changed(other_id)
    assert (removed.what, removed.how, added.what, added.how) == (
        "TR-040",
        "removed",
        "TR-050",
        "added",
    )
    assert Change("Dates", "", "reversed") in added.changes
    assert Change("Outcome", "needs_info", "") in removed.changes


def test_a_fact_that_changes_is_told_too() -> None:
    def one_word_more(model: Any) -> None:
        content(model, "inputNode")["schema"]["properties"]["side"]["enum"].append("lend")

    (found,) = changed(one_word_more)
    assert (found.what, found.how) == ("fact side", "changed")
    assert "lend" in found.changes[0].after
