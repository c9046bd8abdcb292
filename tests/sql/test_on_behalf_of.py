"""The person for whom a system submits: the name, the digests that cover it, and no vote.

Tried by raw SQL as each role, and as superuser.
"""

from hashlib import sha256
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from bankagent.domain import person
from tests.support import people, rows, verbs
from tests.support.people import vote
from tests.support.rows import Conn, refused, triggers_off

EXPECTED = f"on_behalf_of {person.EXPECTED}"
# Names of one person as systems spell them, and the name under which that person votes.
SAME = [
    ("anna", "anna"),
    ("Anna", "anna"),
    ("ANNA", "anna"),
    ("a n n a", "anna"),
    ("anna@bank.example", "anna"),
    ("\uff21\uff4e\uff4e\uff41", "anna"),
    ("Paweł Nowak", "pawel.nowak"),
    ("PAWEŁ-NOWAK", "Pawel_Nowak"),
    ("José Núñez", "jose.nunez"),
]
OTHERS = [("ben", "anna"), ("anna2", "anna"), ("Anna Nowak", "anna"), ("अन्ना", "anna")]
VOTE = (
    "insert into bankagent.votes "
    "(request_id, job_id, attempt, reviewer, maker, on_behalf_of, verdict, reason, digest, stage, "
    "authority_id) select request_id, job_id, attempt, %(reviewer)s, %(maker)s, %(person)s, "
    "'approve', 'x', digest, 1, (select min(a.id) from bankagent.authorities as a "
    "where a.reviewer = %(reviewer)s) from bankagent.approvals where request_id = %(request_id)s"
)
CHECK = """
select c.code
from generate_series(1, 1114111) as c (code)
where c.code not between 55296 and 57343 and not bankagent.is_person_name('A' || chr(c.code) || 'B')
"""


def waiting(conn: Conn, name: str | None, reviewer: str) -> int:
    people.add_reviewers(conn, reviewer, "ben")
    (request_id,) = people.waiting(conn, actor="desk-7", on_behalf_of=name)
    return request_id


# --- the name -------------------------------------------------------------------


def test_a_person_is_stored_and_none_is_empty(dba: Conn) -> None:
    items = [verbs.item(on_behalf_of=name) for name in ("Jan Nowak", "東京 太郎", None)]
    ids = [answer.request_id for answer in verbs.put(dba, *items, verbs.item())]
    kept = "select on_behalf_of from bankagent.banking_requests where id = any(%s) order by id"
    assert [row[0] for row in rows.fetch(dba, kept, ids)] == ["Jan Nowak", "東京 太郎", "", ""]
    for view in ("request_overview", "oldest_requests"):
        shown = f"select on_behalf_of from ops.{view} where request_id = %s"
        assert rows.one(dba, shown, ids[0]) == "Jan Nowak"
    told = "select story from ops.request_history(%s)"
    assert "submitted the request on behalf of Jan Nowak; job " in rows.one(dba, told, ids[0])
    assert "submitted the request; job " in rows.one(dba, told, ids[3])


@pytest.mark.parametrize(
    "wrong", ["", " ", " Jan", "Jan ", "x" * 201, "a\nb", "a\tb", "a\u202eb", "a\u200bb", 7, [], {}]
)
def test_what_is_no_name_is_refused_with_all_of_its_batch(dba: Conn, api: Conn, wrong: Any) -> None:
    for conn in (dba, api):
        with rows.nothing_written(dba), refused("BA422", f"item 1: {EXPECTED}"):
            verbs.put(conn, verbs.item(), verbs.item(on_behalf_of=wrong))


def test_the_program_and_the_database_agree_on_every_character(dba: Conn) -> None:
    refused_here = set()
    for code in range(1, 0x110000):
        if not 0xD800 <= code <= 0xDFFF:
            try:
                person.checked_name(f"A{chr(code)}B")
            except ValueError:
                refused_here.add(code)
    assert {row.code for row in rows.fetch(dba, CHECK)} == refused_here
    assert {0x0A, 0x85, 0x200B, 0x202E, 0xFEFF, 0xE0041} <= refused_here
    assert refused_here.isdisjoint(map(ord, "Aé ₹'-.ł東अ्🙂"))


def test_no_one_stores_another_form_or_changes_the_person_past_the_verb(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba, on_behalf_of="Jan Nowak")
    change = "update bankagent.banking_requests set on_behalf_of = %s where id = %s"
    for name in ("Anna", "", "a\nb"):
        with rows.nothing_written(dba), refused("BA403", "on_behalf_of"):
            dba.execute(change, [name, request_id])
    with triggers_off(dba), refused("23514", "banking_requests_on_behalf_of_is_a_name"):
        dba.execute(change, ["a\nb", request_id])


# --- the digest of a body -------------------------------------------------------


def test_another_person_under_the_same_key_is_a_conflict(dba: Conn) -> None:
    def asked(**fields: Any) -> str:
        answer = verbs.put(dba, verbs.item(idempotency_key="k", **fields))[0]
        return str(answer.outcome)

    assert asked(on_behalf_of="Jan Nowak") == "created"
    assert asked(on_behalf_of="Jan Nowak") == "replayed"
    assert [asked(on_behalf_of="jan nowak"), asked(on_behalf_of=None), asked()] == ["conflict"] * 3


def test_a_body_without_a_person_keeps_the_digest_that_it_had(dba: Conn) -> None:
    verbs.put(dba, verbs.item(idempotency_key="k"))
    given = verbs.item()
    before = rows.one(
        dba,
        "select jsonb_build_array(%s::text, %s::text, %s::jsonb)::text",
        given["client_id"],
        given["request_type"],
        Jsonb(given["payload"]),
    )
    kept = rows.one(dba, "select body_sha256 from bankagent.idempotency_keys")
    assert kept == sha256(before.encode()).hexdigest()


# --- the vote -------------------------------------------------------------------


@pytest.mark.parametrize(("name", "reviewer"), SAME)
def test_the_person_does_not_vote_whatever_the_spelling(
    dba: Conn, api: Conn, name: str, reviewer: str
) -> None:
    request_id = waiting(dba, name, reviewer)
    with rows.nothing_written(dba), refused("BA403", "on behalf of", "another reviewer must"):
        vote(api, request_id, by=reviewer)
    assert vote(api, request_id, by="ben").decision == "approved"
    assert rows.one(dba, "select on_behalf_of from bankagent.votes") == name


@pytest.mark.parametrize(("name", "reviewer"), OTHERS)
def test_another_person_votes(dba: Conn, api: Conn, name: str, reviewer: str) -> None:
    people.add_reviewers(dba, reviewer)
    (request_id,) = people.waiting(dba, actor="desk-7", on_behalf_of=name)
    assert vote(api, request_id, by=reviewer).decision == "approved"


@pytest.mark.parametrize(
    ("given", "sqlstate", "constraint"),
    [
        ({"person": "Anna"}, "23514", "votes_reviewer_is_not_the_person"),
        ({"person": ""}, "23503", "votes_maker_and_person_are_the_requests"),
        ({"person": "Ben"}, "23503", "votes_maker_and_person_are_the_requests"),
        ({"person": "ANNA"}, "23514", "votes_reviewer_is_not_the_person"),
        ({"person": None}, "23502", "on_behalf_of"),
    ],
)
def test_a_superuser_stores_no_vote_of_the_person(
    dba: Conn, given: dict[str, Any], sqlstate: str, constraint: str
) -> None:
    request_id = waiting(dba, "Anna", "anna")
    usual = {"reviewer": "anna", "maker": "desk-7", "request_id": request_id}
    with pytest.raises(psycopg.Error) as caught:
        dba.execute(VOTE, usual | given)
    named = caught.value.diag.constraint_name or caught.value.diag.column_name
    assert (caught.value.sqlstate, named) == (sqlstate, constraint)


@pytest.mark.parametrize("role", ["api", "worker", "auditor"])
def test_no_role_stores_a_vote_or_another_person(
    dba: Conn, role: str, request: pytest.FixtureRequest
) -> None:
    conn = request.getfixturevalue(role)
    request_id = waiting(dba, "Anna", "anna")
    given = {"reviewer": "anna", "maker": "desk-7", "request_id": request_id, "person": "Anna"}
    with rows.nothing_written(dba):
        with refused("42501", "votes"):
            conn.execute(VOTE, given)
        with refused("42501", "banking_requests"):
            conn.execute("update bankagent.banking_requests set on_behalf_of = 'Ben'")


@pytest.mark.expect_gaps
@pytest.mark.parametrize("reviewer", ["anna", "ben"])
def test_a_vote_past_the_foreign_key_is_named(dba: Conn, reviewer: str) -> None:
    request_id = waiting(dba, "Anna", "anna")
    given = {"reviewer": reviewer, "maker": "desk-7", "request_id": request_id}
    with triggers_off(dba):
        with refused("23514", "votes_reviewer_is_not_the_person"):
            dba.execute(VOTE, given | {"reviewer": "anna", "person": "Anna"})
        dba.execute(VOTE, given | {"person": "Somebody Else"})
    found = rows.fetch(dba, "select request_id, code from ops.audit_gaps")
    assert (request_id, "vote_of_the_person") in found


# --- the digest of a vote -------------------------------------------------------


@pytest.mark.expect_gaps
def test_the_digest_covers_the_person(dba: Conn, api: Conn) -> None:
    request_id = waiting(dba, "Jan Nowak", "anna")
    shown = people.digest(dba, request_id)
    with triggers_off(dba):
        dba.execute("update bankagent.banking_requests set on_behalf_of = 'Ewa'")
    with rows.nothing_written(dba), refused("BA412", "read it again"):
        vote(api, request_id, digest=shown)


def test_an_approval_that_was_opened_in_form_2_takes_a_vote_on_its_own_digest(
    dba: Conn, api: Conn
) -> None:
    request_id = waiting(dba, None, "anna")
    array = rows.one(
        dba,
        "select jsonb_build_array(r.id, e.job_id, e.attempt, r.client_id, r.request_type, "
        "r.payload, e.policy_key, e.policy_version, e.policy_sha256, e.outcome, e.fired, "
        "e.facts, r.maker, r.created_at)::text from bankagent.banking_requests as r "
        "join bankagent.evaluations as e on e.request_id = r.id where r.id = %s",
        request_id,
    )
    old = sha256(array.encode()).hexdigest()
    with triggers_off(dba):
        dba.execute("update bankagent.approvals set digest_form = 2, digest = %s", [old])
    assert rows.gaps(dba) == []
    assert vote(api, request_id).decision == "approved"
