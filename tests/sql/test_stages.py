"""Stages: what an approval asks for, from the demands in force, and what a vote on it rests on."""

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from bankagent.domain.evaluation import recommended
from tests.support import approvals, databases, people, reference, rows, verbs
from tests.support.approvals import allow, vote
from tests.support.rows import Conn, refused

# --- what an approval asks for ---------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "asked"),
    [
        ("review", [(1, None, 1)]),
        ("dual_control", [(1, None, 1), (2, None, 1)]),
        ("escalate", [(1, None, 1), (2, "senior", 1)]),
    ],
)
def test_an_approval_asks_for_what_its_outcome_demands(
    dba: Conn, outcome: str, asked: list[tuple[object, ...]]
) -> None:
    found = approvals.waiting(dba, outcome, 3)
    assert [approvals.stages(dba, one) for one in found] == [asked] * 3


def test_the_demands_of_a_type_come_before_those_of_any(dba: Conn) -> None:
    approvals.demand(
        dba,
        ("any", "review", 1, "any", 1),
        ("trade_review", "review", 1, "senior", 2),
        ("any", "escalate", 1, "any", 3),
    )
    (one,) = approvals.waiting(dba, "review")
    assert approvals.stages(dba, one) == [(1, "senior", 2)]
    (other,) = approvals.waiting(dba, "dual_control")
    assert approvals.stages(dba, other) == [(1, None, 3)]


def test_without_a_demand_two_people_are_asked_for_and_never_none(dba: Conn) -> None:
    approvals.demand(dba, ("client_onboarding", "review", 1, "any", 1))
    (one,) = approvals.waiting(dba, "review")
    assert approvals.stages(dba, one) == [(1, None, 1), (2, None, 1)]


@pytest.mark.expect_differences("a rating of a test, which no facts make")
def test_another_outcome_never_asks_for_fewer_people_than_two_where_two_must_approve(
    dba: Conn,
) -> None:
    approvals.demand(
        dba,
        ("any", "review", 1, "any", 1),
        ("any", "dual_control", 1, "any", 1),
        ("any", "dual_control", 2, "compliance", 1),
        ("trade_review", "review", 1, "senior", 1),
    )
    (alone,) = approvals.waiting(dba, "review")
    assert approvals.stages(dba, alone) == [(1, "senior", 1)]
    both, same = verbs.submit(dba, 2)
    worker_id = verbs.register(dba)
    jobs = verbs.claim(dba, worker_id)
    reviews, doubles = approvals.end("review"), approvals.end("dual_control")
    reviews["evaluation"]["known"] = {"case": {"rating": {"rating": "high"}}}
    ends = [verbs.fence(job, worker_id) for job in jobs]
    assert verbs.settle(dba, ends[0] | reviews, ends[1] | doubles) == ["settled"] * 2
    asked = [(1, None, 1), (2, "compliance", 1)]
    assert approvals.stages(dba, both) == [*asked, (3, "senior", 1)]
    assert approvals.stages(dba, same) == asked


def test_what_waits_keeps_its_stages_when_demands_change(dba: Conn) -> None:
    (one,) = approvals.waiting(dba, "dual_control")
    approvals.demand(dba, ("any", "dual_control", 1, "any", 3))
    assert approvals.stages(dba, one) == [(1, None, 1), (2, None, 1)]
    with refused("BA403", "append-only"):
        dba.execute("update bankagent.approval_stages set votes = 1")
    with refused("BA403", "keeps the stages"):
        dba.execute(
            "insert into bankagent.approval_stages (job_id, attempt, stage, votes) "
            "select job_id, attempt, 3, 1 from bankagent.approvals"
        )


@pytest.mark.parametrize(
    ("demands", "said"),
    [
        ([("any", "dual_control", 1, "any", 1)], "dual_control of any must ask for two people"),
        ([("trade_reviw", "review", 1, "any", 1)], "there is no request type trade_reviw"),
        (
            [("any", "review", 1, "any", 1, 9, "TARGET TARGT", "UTC", "08:00", "18:00")],
            "there is no calendar TARGT in force",
        ),
        ([("any", "escalate", 1, "senior", 1)], "escalate of any must ask for two people"),
        (
            [("any", "dual_control", 1, "any", 3), ("trade_review", "escalate", 1, "senior", 2)],
            "escalate of trade_review must ask for as many people as its dual_control, 3",
        ),
    ],
)
def test_demands_for_one_person_where_two_decide_are_refused(
    dba: Conn, demands: list[tuple[object, ...]], said: str
) -> None:
    with refused("BA422", said):
        reference.imported(dba, "approval_demands", approval_demands=demands)
    with refused("BA422", said), dba.transaction():
        number = reference.begin(dba, "approval_demands")
        reference.add(dba, "approval_demands", number, demands)
        dba.execute(
            "update bankagent.reference_versions set sha256 = '', row_count = 0 where id = %s",
            [number],
        )


def test_demands_take_two_people(dba: Conn) -> None:
    reference.imported(dba, "approval_demands", approval_demands=[("any", "review", 1, "any", 1)])
    with refused("BA403", "another person must activate it"):
        dba.execute("select bankagent.activate_reference('approval_demands')")
    with refused("23514", "demands_take_two_people"):
        dba.execute(
            "update bankagent.reference_versions set activated_at = now(), "
            "activated_by = upper(imported_by) where activated_at is null"
        )


def test_demands_end_only_where_others_begin(dba: Conn) -> None:
    approvals.demand(dba, ("any", "escalate", 1, "senior", 2))
    with refused("BA409", "activate another one instead"):
        reference.retire(dba, "approval_demands")
    with refused("BA403", "activate another one instead"):
        dba.execute(
            "update bankagent.reference_versions set retired_at = now(), retired_by = 'x' "
            "where dataset = 'approval_demands' and activated_at is not null and retired_at is null"
        )
    (one,) = approvals.waiting(dba, "escalate")
    assert approvals.stages(dba, one) == [(1, "senior", 2)]


def test_a_worker_does_not_say_what_is_asked_for(dba: Conn) -> None:
    (one,) = verbs.submit(dba)
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    ending = approvals.end("dual_control", notional=1, currency="USD")
    ending["evaluation"] |= {"stages": [{"stage": 1, "votes": 1}]}
    assert verbs.settle(dba, verbs.fence(job, worker_id) | ending | {"stages": []}) == ["settled"]
    assert len(approvals.stages(dba, one)) == 2


EXCEPTION = {"request_type": "trade_exception"}
KNOWN = {"exposure_usd_known": "yes", "exposure_usd": 7}


@pytest.mark.parametrize(
    ("facts", "given", "exposure"),
    [
        ({"notional": 6000000.5, "currency": "EUR"}, {}, (6000000.5, "EUR")),
        ({"notional": -6000000, "currency": "EUR"}, {}, (6000000, "EUR")),
        ({"notional": 0, "currency": "EUR"}, {}, (None, None)),
        (KNOWN, EXCEPTION, (7, "USD")),
        (KNOWN | {"exposure_usd": -7}, EXCEPTION, (7, "USD")),
        (KNOWN | {"exposure_usd_known": "no"}, EXCEPTION, (None, None)),
        # Keys of another type's facts mean nothing.
        (KNOWN, {}, (None, None)),
        (KNOWN | {"notional": 5, "currency": "EUR"}, {}, (5, "EUR")),
        ({"notional": 5, "currency": "EUR"}, EXCEPTION, (None, None)),
        # What the payload says is not made smaller.
        ({"notional": 1, "currency": "EUR"}, {"payload": {"notional": 5}}, (None, None)),
        ({"notional": 5, "currency": "EUR"}, {"payload": {"notional": 5.0}}, (5, "EUR")),
        ({"notional": 5, "currency": "euro"}, {}, (None, None)),
        ({"notional": "5", "currency": "EUR"}, {}, (None, None)),
        ({"currency": "EUR"}, {}, (None, None)),
        ({}, {}, (None, None)),
    ],
)
def test_the_exposure_is_found_from_the_facts(
    dba: Conn, facts: dict[str, object], given: dict[str, Any], exposure: tuple[object, object]
) -> None:
    (one,) = verbs.submit(dba, **({"payload": {"symbol": "AAPL"}, "actor": "desk-7"} | given))
    worker_id = verbs.register(dba)
    queues = [given.get("request_type", "trade_review")]
    (job,) = verbs.claim(dba, worker_id, queues=queues)
    ending = verbs.fence(job, worker_id) | approvals.end("review", **facts)
    assert verbs.settle(dba, ending) == ["settled"]
    (found,) = rows.fetch(dba, "select * from bankagent.approvals where request_id = %s", one)
    assert (found.exposure_amount, found.exposure_currency) == exposure


@pytest.mark.expect_gaps
def test_the_digest_covers_stages_and_exposure_where_more_than_one_vote_is_asked_for(
    dba: Conn, api: Conn
) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    with rows.triggers_off(dba):
        dba.execute("update bankagent.approvals set exposure_amount = 1")
    with refused("BA412", "read it again"):
        vote(api, one, "anna")
    with rows.triggers_off(dba):
        dba.execute("update bankagent.approvals set exposure_amount = 6000000")
        dba.execute("delete from bankagent.approval_stages where stage = 2")
    with refused("BA412", "read it again"):
        vote(api, one, "anna")


@pytest.mark.parametrize(("outcome", "people_asked"), [("review", 1), ("dual_control", 2)])
def test_an_approval_from_before_stages_keeps_its_digest_and_asks_for_people_of_any_role(
    dba: Conn, api: Conn, outcome: str, people_asked: int
) -> None:
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba, outcome)
    with rows.triggers_off(dba):
        dba.execute("delete from bankagent.approval_stages")
        dba.execute(
            "update bankagent.approvals as a set digest_form = 3, exposure_amount = null, "
            "exposure_currency = null, digest = ops.approval_digest(r, e) "
            "from bankagent.banking_requests as r, bankagent.evaluations as e "
            "where r.id = a.request_id and e.request_id = r.id"
        )
        migration = (databases.SQL / "migrations" / "0121_stages_of_approvals.sql").read_text()
        _, _, rest = migration.partition("insert into bankagent.approval_stages")
        dba.execute(f"insert into bankagent.approval_stages{rest.partition(';')[0]}")
    assert approvals.stages(dba, one) == [(n + 1, None, 1) for n in range(people_asked)]
    shown = people.digest(dba, one)
    for name in ("anna", "ben")[:people_asked]:
        (cast,) = rows.fetch(api, approvals.CAST, one, "approve", "x", shown, name, None)
    assert cast.decision == "approved"


# --- votes by stages -------------------------------------------------------------


def test_two_people_approve_and_the_second_vote_decides(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba)
    first = vote(api, one, "anna")
    assert (first.status, first.decision) == ("awaiting_approval", None)
    assert rows.status(dba, one) == "awaiting_approval"
    latest = rows.entries(dba, one)[-1]
    assert (latest.action, latest.to_status) == ("voted", "awaiting_approval")
    assert latest.result["summary"] == (
        "Waiting for a reviewer: 1 of 2 votes are given. "
        "It waits because a test says dual_control (TR-900)."
    )
    second = vote(api, one, "ben")
    assert (second.status, second.decision) == ("processed", "approved")
    kept = rows.fetch(dba, "select reviewer, stage from bankagent.votes order by id")
    assert [tuple(row) for row in kept] == [("anna", 1), ("ben", 2)]
    assert rows.entries(dba, one)[-1].result["summary"].startswith("Approved by 2 reviewers.")


@pytest.mark.parametrize("verdict", ["reject", "needs_info"])
def test_one_rejection_or_question_ends_it_at_any_stage(dba: Conn, api: Conn, verdict: str) -> None:
    people.add_reviewers(dba, "anna", "ben")
    one, two = approvals.waiting(dba, n=2)
    assert vote(api, one, "anna", verdict).status != "awaiting_approval"
    vote(api, two, "anna")
    assert vote(api, two, "ben", verdict).status != "awaiting_approval"
    ends = {"reject": "processed", "needs_info": "needs_info"}[verdict]
    assert [rows.status(dba, each) for each in (one, two)] == [ends, ends]


def test_one_person_never_votes_in_two_stages_under_no_spelling(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    (one,) = approvals.waiting(dba)
    vote(api, one, "anna")
    with rows.nothing_written(dba), refused("BA409", "anna has voted on request"):
        vote(api, one, "anna")
    # Two names of one person from before the database refused the second one.
    with rows.triggers_off(dba):
        dba.execute("insert into bankagent.reviewers (name, role) values ('A.n-na', 'compliance')")
    dba.execute("select bankagent.grant_authority('A.n-na', 'compliance', 'x')")
    with rows.nothing_written(dba), refused("BA409", "anna has voted on request"):
        vote(api, one, "A.n-na")


def test_the_digest_comes_from_the_reviewer_and_never_from_the_server(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    for digest in (None, "", "0" * 64):
        with rows.nothing_written(dba), refused("BA412", "read it again"):
            rows.fetch(api, approvals.CAST, one, "approve", "x", digest, "anna", None)


def test_neither_maker_nor_author_nor_person_votes(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "desk-7", "jan.nowak", "ben", "carl")
    (one,) = approvals.waiting(dba, on_behalf_of="Jan Nowak")
    for name in ("desk-7", "jan.nowak"):
        with rows.nothing_written(dba), refused("BA403", "may not decide on it"):
            vote(api, one, name)
    vote(api, one, "ben", "needs_info")
    with verbs.naming(dba, "carl"):
        dba.execute("select bankagent.replace_payload(%s, '{\"notional\": 1}', 'carl')", [one])
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    facts = {"notional": 6000000, "currency": "USD"}
    verbs.settle(dba, verbs.fence(job, worker_id) | approvals.end("dual_control", **facts))
    with rows.nothing_written(dba), refused("BA403", "the payload of request", "is by carl"):
        vote(api, one, "carl")
    vote(api, one, "ben")


def test_a_stage_takes_votes_of_its_role_and_after_those_before_it(dba: Conn, api: Conn) -> None:
    allow(dba, "anna", "compliance")
    allow(dba, "ben", "compliance")
    allow(dba, "cleo", "senior")
    allow(dba, "dora", "senior")
    (one,) = approvals.waiting(dba, "escalate")
    vote(api, one, "dora")
    with (
        rows.nothing_written(dba),
        refused("BA403", "at stage 2 a vote in the role senior is asked for", "as compliance"),
    ):
        vote(api, one, "anna")
    assert vote(api, one, "cleo").decision == "approved"


@pytest.mark.parametrize(
    ("authority", "said"),
    [
        (
            {"max_amount": 5999999, "currency": "USD"},
            "its exposure of 6,000,000 USD is over the limit of anna, 5,999,999 USD",
        ),
        ({"request_type": "client_onboarding"}, "no authority of anna is for the type trade_revie"),
        ({"desk": "rates"}, "no authority of anna is for the type trade_review"),
        ({"max_amount": 9e9, "currency": "XAF"}, "is over the limit of anna, 9,000,000,000 XAF"),
        ({"valid_from": "2099-01-01"}, "anna has no authority in force"),
        ({"valid_from": "2001-01-01", "valid_to": "2002-01-01"}, "anna has no authority in force"),
    ],
)
def test_a_vote_rests_on_an_authority_that_covers_it(
    dba: Conn, api: Conn, authority: dict[str, object], said: str
) -> None:
    allow(dba, "anna", **authority)
    (one,) = approvals.waiting(dba)
    for verdict in ("approve", "reject", "needs_info"):
        with rows.nothing_written(dba), refused("BA403", said):
            vote(api, one, "anna", verdict)


@pytest.mark.parametrize(
    "authority",
    [
        {"max_amount": 6000000, "currency": "USD"},
        {"max_amount": 9000000, "currency": "EUR", "request_type": "trade_review"},
        {"desk": "rates"},
        {"valid_from": "2001-01-01", "valid_to": "2099-01-01"},
    ],
)
def test_a_vote_names_the_authority_that_it_rests_on(
    dba: Conn, api: Conn, authority: dict[str, object]
) -> None:
    reference.rates_of(dba, 1, "USD")
    allow(dba, "anna", **authority)
    (one,) = approvals.waiting(dba, payload={"notional": 6000000, "desk": "rates"})
    cast = vote(api, one, "anna")
    kept = rows.fetch(
        dba,
        "select v.id, a.reviewer from bankagent.votes as v "
        "inner join bankagent.authorities as a on a.id = v.authority_id",
    )
    assert [tuple(row) for row in kept] == [(cast.vote_id, "anna")]


def test_what_is_at_stake_and_not_known_is_within_no_limit(dba: Conn, api: Conn) -> None:
    allow(dba, "anna", max_amount=10**17, currency="USD")
    allow(dba, "ben")
    (one,) = approvals.waiting(dba, "review", facts={})
    with refused("BA403", "its exposure is not known, and anna decides up to 100,000,000,000,000"):
        vote(api, one, "anna")
    assert vote(api, one, "ben").decision == "approved"


def test_the_authority_of_the_moment_counts_and_not_that_of_the_reading(
    dba: Conn, api: Conn
) -> None:
    allow(dba, "anna")
    one, two = approvals.waiting(dba, "review", 2)
    shown = people.digest(dba, one)
    dba.execute("select bankagent.end_authority(max(id), 'Left.') from bankagent.authorities")
    with rows.nothing_written(dba), refused("BA403", "anna has no authority in force"):
        rows.fetch(api, approvals.CAST, one, "approve", "x", shown, "anna", None)
    dba.execute("select bankagent.grant_authority('anna', 'senior', 'Back.')")
    assert vote(api, two, "anna").decision == "approved"


# --- overrides -------------------------------------------------------------------


def stopped(dba: Conn, recommended: str) -> int:
    """Return a request whose policy says approve or reject, which a stop leaves to people."""
    dba.execute("select bankagent.stop_decisions(null, 'A test.')")
    (one,) = verbs.submit(dba, actor="desk-7")
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    ending = verbs.approved()
    if recommended == "reject":
        ending["decision"] = ending["result"]["decision"] = "rejected"
        ending["evaluation"]["outcome"] = "reject"
    ending["evaluation"]["fired"] = [approvals.fired(recommended)]
    assert verbs.settle(dba, verbs.fence(job, worker_id) | ending) == ["stopped"]
    return one


@pytest.mark.parametrize(("recommended", "verdict"), [("approve", "reject"), ("reject", "approve")])
def test_a_vote_against_the_policy_needs_a_coded_reason(
    dba: Conn, api: Conn, recommended: str, verdict: str
) -> None:
    people.add_reviewers(dba, "anna")
    one = stopped(dba, recommended)
    for code in (None, "", "because"):
        with rows.nothing_written(dba), refused("BA422", "override_code must say in a word why"):
            vote(api, one, "anna", verdict, code=code)
    vote(api, one, "anna", verdict, code="rule_does_not_fit")
    assert rows.one(dba, "select override_code from bankagent.votes") == "rule_does_not_fit"


def test_what_the_policy_rejects_is_approved_by_the_next_level_alone(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben")
    allow(dba, "cleo", "senior")
    one = stopped(dba, "reject")
    assert approvals.stages(dba, one) == [(1, None, 1), (2, "senior", 1)]
    assert vote(api, one, "anna", code="facts_wrong").decision is None
    with refused("BA403", "in the role senior"):
        vote(api, one, "ben", code="facts_wrong")
    assert vote(api, one, "cleo", code="risk_accepted").decision == "approved"


@pytest.mark.parametrize(
    "fired",
    [
        [],
        {},
        [7, "x", {"rule_id": "TR-1"}, {"rule_id": "TR-1", "outcome": "maybe"}],
        [approvals.fired(one) for one in ("approve", "review", "needs_info")],
        [approvals.fired("reject"), approvals.fired("escalate")],
        [approvals.fired("approve"), {"rule_id": "DECISIONS-STOPPED", "outcome": "review"}],
    ],
)
def test_lists_and_votes_agree_on_what_the_policy_recommended(dba: Conn, fired: Any) -> None:
    asked = "select outcome from bankagent.recommendation(%s)"
    assert recommended(fired) == rows.one(dba, asked, Jsonb(fired))


def test_a_code_where_nothing_is_overridden_is_refused(dba: Conn, api: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = approvals.waiting(dba)
    with rows.nothing_written(dba), refused("BA422", "override_code must be left out"):
        vote(api, one, "anna", code="other")
