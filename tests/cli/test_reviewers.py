"""`bankagent reviewer`: what people may decide, as an operator grants, shows and ends it."""

import json
from typing import Any

import pytest

from tests.support import approvals
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.rows import connect

ADD = ("reviewer", "add", "anna", "--role", "compliance")


def shown(db: Database) -> list[dict[str, Any]]:
    done = in_process("reviewer", "show", "anna", "--json", DATABASE_URL=db.url)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["name"], told["role"]) == ("anna", "compliance")
    found: list[dict[str, Any]] = told["authorities"]
    return found


def test_a_reviewer_is_added_with_limits_and_shown_with_them(db: Database) -> None:
    limits = ("--limit", "trade_review=50000000.50USD", "--limit", "client_onboarding=none")
    span = ("--desk", "rates", "--from", "2026-01-01", "--to", "2099-12-31")
    done = in_process(*ADD, *limits, *span, DATABASE_URL=db.url)
    assert done.returncode == 0, done.stderr
    first, second = shown(db)
    assert (first["request_type"], first["max_amount"]) == ("trade_review", 50000000.5)
    assert (first["currency"], first["desk"], first["state"]) == ("USD", "rates", "in force")
    # A day that is over gives nothing for the time before the grant.
    assert first["valid_from"] == first["granted_at"]
    assert first["valid_to"].startswith("2100-01-01T00:00:00")
    assert (second["request_type"], second["max_amount"]) == ("client_onboarding", None)
    table = in_process("reviewer", "show", "anna", DATABASE_URL=db.url).stdout
    assert "50,000,000.50 USD" in table
    assert "in force" in table


def test_a_second_key_changes_nothing_and_another_limit_replaces_all(db: Database) -> None:
    in_process(*ADD, "--limit", "*=1000USD", DATABASE_URL=db.url)
    assert in_process(*ADD, DATABASE_URL=db.url).returncode == 0
    assert [(one["max_amount"], one["state"]) for one in shown(db)] == [(1000, "in force")]
    key_id = json.loads(in_process("reviewer", "list", "--json", DATABASE_URL=db.url).stdout)[0]
    in_process("reviewer", "revoke", key_id["key_id"], DATABASE_URL=db.url)
    done = in_process(*ADD, "--limit", "trade_review=5EUR", DATABASE_URL=db.url)
    assert done.returncode == 0, done.stderr
    assert [(one["max_amount"], one["state"]) for one in shown(db)] == [
        (1000, "ended"),
        (5, "in force"),
    ]


def test_another_role_keeps_the_limits_and_no_limit_is_told(db: Database) -> None:
    added = in_process(*ADD, "--limit", "*=1000USD", DATABASE_URL=db.url)
    assert "without a limit" not in added.stderr
    changed = in_process("reviewer", "add", "anna", "--role", "senior", DATABASE_URL=db.url)
    assert "without a limit" not in changed.stderr
    found = in_process("reviewer", "show", "anna", "--json", DATABASE_URL=db.url).stdout
    kept = [one for one in json.loads(found)["authorities"] if one["state"] == "in force"]
    assert [(one["role"], one["max_amount"]) for one in kept] == [("senior", 1000)]
    ben = in_process("reviewer", "add", "ben", "--role", "senior", DATABASE_URL=db.url)
    assert "ben may decide everything without a limit.\n" in ben.stderr


def test_an_authority_is_granted_beside_others_and_ended(db: Database) -> None:
    in_process(*ADD, "--limit", "*=1000USD", DATABASE_URL=db.url)
    granted = in_process(
        "reviewer", "grant", "anna", "--role", "senior", "--limit", "trade_review=9GBP",
        "--reason", "Cover for Ben.", "--json", DATABASE_URL=db.url,
    )  # fmt: skip
    (number,) = json.loads(granted.stdout)["authority_ids"]
    assert [(one["role"], one["state"]) for one in shown(db)] == [
        ("compliance", "in force"),
        ("senior", "in force"),
    ]
    ended = in_process("reviewer", "end", str(number), "--reason", "Ben.", DATABASE_URL=db.url)
    assert ended.stdout == f"The authority {number} has ended.\n"
    assert [one["state"] for one in shown(db)] == ["in force", "ended"]


@pytest.mark.parametrize(("role", "is_told"), [("boss", True), ("senior", False)])
def test_a_role_that_no_demand_names_is_told_in_a_sentence(
    db: Database, role: str, is_told: bool
) -> None:
    sentence = f"No demand names the role {role}: it votes only where any role may"
    added = in_process("reviewer", "add", "anna", "--role", role, DATABASE_URL=db.url)
    assert added.returncode == 0
    assert (sentence in added.stderr) is is_told
    granted = ("reviewer", "grant", "anna", "--role", role, "--limit", "*=1USD", "--reason", "x")
    assert (sentence in in_process(*granted, DATABASE_URL=db.url).stderr) is is_told


@pytest.mark.parametrize(
    "limit", ["trade_review", "trade_review=5", "trade_review=5usd", "=5USD", "*=-5USD", "*=5XXX"]
)
def test_a_limit_that_says_nothing_is_refused_in_one_sentence(db: Database, limit: str) -> None:
    done = in_process(*ADD, "--limit", limit, DATABASE_URL=db.url)
    assert done.returncode == 1
    assert done.stderr.startswith("bankagent: The limit must be a request type or '*'")
    assert done.stderr.count("\n") == 1
    assert in_process("reviewer", "show", "anna", DATABASE_URL=db.url).returncode == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--desk", " "), "--desk must name a trading desk"),
        (("--to", "2020-01-01"), "--to must be today or later"),
        (("--from", "2099-01-02", "--to", "2099-01-01"), "--to must not be before --from"),
    ],
)
def test_a_wrong_option_is_refused_by_its_own_name(
    db: Database, options: tuple[str, ...], said: str
) -> None:
    done = in_process(*ADD, *options, DATABASE_URL=db.url)
    assert (done.returncode, done.stderr.startswith(f"bankagent: {said}")) == (1, True)


def test_the_doctor_names_reviewers_who_decide_everything_without_a_limit(db: Database) -> None:
    accepted = ("--skip", "settings", "--skip", "autovacuum", "--skip", "reference_data")
    in_process(*ADD, "--limit", "*=1000USD", "--limit", "client_onboarding=none",
               DATABASE_URL=db.url)  # fmt: skip
    done = in_process("doctor", *accepted, DATABASE_URL=db.url)
    assert "demands: Approvals ask for the role senior, and no reviewer has it" in done.stdout
    senior = ("reviewer", "add", "ben", "--role", "senior")
    in_process(*senior, "--limit", "*=1USD", DATABASE_URL=db.url)
    assert in_process("doctor", *accepted, DATABASE_URL=db.url).returncode == 0
    granted = ("reviewer", "grant", "ben", "--role", "senior", "--reason", "x")
    assert in_process(*granted, DATABASE_URL=db.url).returncode != 0
    assert in_process(*granted, "--limit", "*=none", DATABASE_URL=db.url).returncode == 0
    done = in_process("doctor", *accepted, DATABASE_URL=db.url)
    assert done.returncode == 1
    assert "1 reviewer may decide everything without a limit: ben." in done.stdout


@pytest.mark.expect_differences("approvals of a test, which no policy leaves to people")
def test_the_doctor_names_a_role_that_a_request_waits_for_as_a_problem(db: Database) -> None:
    in_process(*ADD, "--limit", "*=1000USD", DATABASE_URL=db.url)
    with connect(db.url) as dba:
        approvals.waiting(dba, "escalate")
    told = in_process("doctor", "--json", DATABASE_URL=db.url).stdout
    (finding,) = [
        finding
        for check in json.loads(told)["checks"]
        for finding in check["findings"]
        if finding["code"] == "role_without_reviewer"
    ]
    assert finding["level"] == "problem"
    assert finding["what"] == "Requests wait for the role senior, and no reviewer has it."
