"""Votes that are refused, to the service's own user too: nothing is written."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support import people, rows, verbs
from tests.support.people import vote
from tests.support.rows import Conn, refused, triggers_off


def test_the_maker_does_not_vote_on_its_own_request(dba: Conn, api: Conn, request_id: int) -> None:
    with (
        rows.nothing_written(dba),
        refused("BA403", "desk-7 made request", "another reviewer must"),
    ):
        vote(api, request_id, by="desk-7")


@pytest.mark.parametrize("who", ["mallory", "anonymous", ""])
def test_nobody_votes_who_is_no_reviewer(dba: Conn, api: Conn, request_id: int, who: str) -> None:
    with rows.nothing_written(dba), refused("BA403", f"{who} may not vote"):
        vote(api, request_id, by=who)
    with rows.nothing_written(dba), refused("BA403", "api_user may not vote"):
        vote(api, request_id, by=None)


def test_a_disabled_reviewer_does_not_vote(dba: Conn, api: Conn, request_id: int) -> None:
    dba.execute(
        "update bankagent.reviewers set disabled_at = now(), disabled_by = 'x' where name = 'anna'"
    )
    with rows.nothing_written(dba), refused("BA403", "anna may not vote"):
        vote(api, request_id)


@pytest.mark.parametrize("stale", ["0" * 64, "", "x", "' or true --"])
def test_a_digest_of_something_else_is_stale(
    dba: Conn, api: Conn, request_id: int, stale: str
) -> None:
    with rows.nothing_written(dba), refused("BA412", "read it again"):
        rows.fetch(api, people.CAST, request_id, "approve", "x", stale, "anna")
    with rows.nothing_written(dba), refused("BA412", "read it again"):
        vote(api, request_id, digest=people.digest(dba, request_id + 1))


@pytest.mark.expect_gaps
def test_a_payload_that_was_changed_past_the_verbs_makes_every_digest_stale(
    dba: Conn, api: Conn, request_id: int
) -> None:
    with triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set payload = '{}' where id = %s", [request_id]
        )
    with rows.nothing_written(dba), refused("BA412", "read it again"):
        vote(api, request_id)
    assert rows.gaps(dba) == [
        (
            request_id,
            "reviewers are shown something else than the digest of the approval stands for",
        )
    ]


def test_a_second_vote_is_refused_and_told_what_the_first_said(
    dba: Conn, api: Conn, request_id: int
) -> None:
    shown = people.digest(dba, request_id)
    vote(api, request_id)
    with (
        rows.nothing_written(dba),
        refused("BA409", "anna has voted", "(approve); it is now processed"),
    ):
        vote(api, request_id, digest=shown, verdict="reject")
    with rows.nothing_written(dba), refused("BA409", f"request {request_id} is processed"):
        vote(api, request_id, digest=shown, by="ben")


def test_a_digest_is_of_no_use_after_the_request_went_back_to_its_caller(
    dba: Conn, api: Conn, request_id: int
) -> None:
    shown = people.digest(dba, request_id)
    vote(api, request_id, verdict="needs_info")
    with rows.nothing_written(dba), refused("BA409", f"request {request_id} is needs_info"):
        vote(api, request_id, digest=shown, by="ben")


@pytest.mark.parametrize("end", [verbs.process, lambda conn: [verbs.fail(conn)], verbs.submit])
def test_only_what_waits_takes_a_vote(
    dba: Conn, api: Conn, end: Callable[[Conn], list[int]]
) -> None:
    people.add_reviewers(dba, "anna")
    (request_id,) = end(dba)
    with rows.nothing_written(dba), refused("BA409", "only a request that awaits approval"):
        vote(api, request_id, digest="0" * 64)


def test_what_does_not_exist_takes_no_vote(dba: Conn, api: Conn, request_id: int) -> None:
    with rows.nothing_written(dba), refused("BA404", "request 999 does not exist"):
        vote(api, 999, digest="0" * 64)


@pytest.mark.parametrize(
    ("verdict", "reason", "said"),
    [
        ("Approve", "x", "verdict must be"),
        (None, "x", "verdict must be"),
        ("approve", "", "reason must say why"),
        ("approve", " \n\t", "reason must say why"),
        ("approve", None, "reason must say why"),
        ("approve", "x" * 2001, "reason must say why"),
    ],
)
def test_a_vote_says_something(
    dba: Conn, api: Conn, request_id: int, verdict: Any, reason: Any, said: str
) -> None:
    with rows.nothing_written(dba), refused("BA422", said):
        rows.fetch(api, people.CAST, request_id, verdict, reason, "0" * 64, "anna")


def test_no_service_and_no_auditor_writes_votes_by_hand(
    dba: Conn, api: Conn, worker: Conn, auditor: Conn, request_id: int
) -> None:
    given = {"reviewer": "anna", "maker": "desk-7", "digest": None, "request_id": request_id}
    for conn in (api, worker, auditor):
        for statement in (people.INSERT_VOTE, "update bankagent.approvals set closed_at = now()"):
            with refused("42501"):
                conn.execute(statement, given)
    for conn in (worker, auditor):
        with refused("42501"):
            vote(conn, request_id)
