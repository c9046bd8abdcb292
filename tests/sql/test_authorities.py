"""Authorities: what a reviewer may decide, granted and ended, and never changed."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg.types.json import Jsonb

from bankagent import catalog
from bankagent.service.operations.doctor.thresholds import STALE_AFTER
from tests.support import approvals, databases, people, reference, rows
from tests.support.databases import Database
from tests.support.rows import Conn, refused

GRANT = "select bankagent.grant_authority(%s, %s, %s, %s, %s, %s)"
WITH = "select bankagent.add_reviewer(%s, %s, %s)"
HAS_EXPOSURE = (
    "select t.name, bankagent.has_exposure(t.name) as told from bankagent.request_types as t"
)
OF = (
    "select role, request_type, max_amount, currency, state from ops.reviewer_authorities "
    "where reviewer = %s order by authority_id"
)


def of(conn: Conn, reviewer: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in rows.fetch(conn, OF, reviewer)]


def test_who_is_added_as_before_may_decide_all_without_a_limit(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    assert of(dba, "anna") == [("compliance", None, None, None, "in force")]
    dba.execute("select bankagent.add_reviewer('anna', 'compliance')")
    assert len(of(dba, "anna")) == 1


def test_another_role_ends_what_was_allowed_in_the_old_one(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    dba.execute("select bankagent.add_reviewer('anna', 'operations')")
    assert of(dba, "anna") == [
        ("compliance", None, None, None, "ended"),
        ("operations", None, None, None, "in force"),
    ]


def test_another_role_keeps_the_limits_of_the_old_one(dba: Conn) -> None:
    given = [
        {"request_type": "trade_review", "max_amount": 1000, "currency": "USD", "desk": "rates"},
        {"request_type": "client_onboarding", "valid_to": "2099-01-01T00:00Z"},
    ]
    rows.one(dba, WITH, "anna", "operations", Jsonb(given))
    ended = rows.one(dba, GRANT, "anna", "operations", "x", None, None, None)
    dba.execute("select bankagent.end_authority(%s, 'Back.')", [ended])
    dba.execute("select bankagent.add_reviewer('anna', 'senior')")
    assert [row for row in of(dba, "anna") if row[-1] == "in force"] == [
        ("senior", "trade_review", 1000, "USD", "in force"),
        ("senior", "client_onboarding", None, None, "in force"),
    ]
    kept = rows.fetch(
        dba, "select desk, valid_to from bankagent.authorities where role = 'senior' order by id"
    )
    assert [(row.desk, row.valid_to is None) for row in kept] == [("rates", True), (None, False)]


def test_another_role_gives_nothing_to_one_who_has_nothing(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = rows.fetch(dba, "select authority_id from ops.reviewer_authorities")
    dba.execute("select bankagent.end_authority(%s, 'Left.')", [one.authority_id])
    dba.execute("select bankagent.add_reviewer('anna', 'senior')")
    assert [row[-1] for row in of(dba, "anna")] == ["ended"]


def test_what_an_operator_has_ended_is_not_given_back_by_adding_the_reviewer_again(
    dba: Conn,
) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = rows.fetch(dba, "select authority_id from ops.reviewer_authorities")
    dba.execute("select bankagent.end_authority(%s, 'Left.')", [one.authority_id])
    people.add_reviewers(dba, "anna")
    assert of(dba, "anna") == [("compliance", None, None, None, "ended")]


def test_a_reviewer_is_added_with_just_what_they_may_decide(dba: Conn) -> None:
    given = [
        {"request_type": "trade_review", "max_amount": 50000000, "currency": "USD"},
        {"request_type": "client_onboarding"},
    ]
    assert rows.one(dba, WITH, "anna", "compliance", Jsonb(given)) is True
    assert of(dba, "anna") == [
        ("compliance", "trade_review", 50000000, "USD", "in force"),
        ("compliance", "client_onboarding", None, None, "in force"),
    ]
    assert rows.one(dba, WITH, "anna", "senior", Jsonb([{"desk": "rates"}])) is False
    assert [row[-1] for row in of(dba, "anna")] == ["ended", "ended", "in force"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("anna", "Boss", "x", None, None, None), "role must be"),
        (("anna", "any", "x", None, None, None), "is not any"),
        (("anna", "senior", " ", None, None, None), "reason must say why"),
        (("anna", "senior", "x", "no_type", None, None), "request_type must be"),
        (("anna", "senior", "x", None, -1, "USD"), "max_amount must be"),
        (("anna", "senior", "x", None, 1, None), "currency must be"),
        (("anna", "senior", "x", None, None, "USD"), "currency must be"),
        (("anna", "senior", "x", None, 1, "usd"), "currency must be"),
    ],
)
def test_an_authority_that_says_nothing_is_refused(
    dba: Conn, given: tuple[object, ...], said: str
) -> None:
    people.add_reviewers(dba, "anna")
    with refused("BA422", said):
        dba.execute(GRANT, given)
    with refused("BA404", "no reviewer called ben"):
        dba.execute(GRANT, ("ben", "senior", "x", None, None, None))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.5", "0.5 EUR"),
        ("999", "999 EUR"),
        ("1000", "1,000 EUR"),
        ("-1234567.25", "-1,234,567.25 EUR"),
        ("1234567890123456789012345678", "1,234,567,890,123,456,789,012,345,678 EUR"),
    ],
)
def test_an_amount_of_any_size_is_said_in_words(dba: Conn, amount: str, words: str) -> None:
    said = "select bankagent.amount_in_words(%s::numeric, 'EUR')"
    assert rows.one(dba, said, amount) == words


@pytest.mark.parametrize("request_type", ["client_onboarding", "trade_capture"])
def test_a_limit_that_could_cover_nothing_is_refused(dba: Conn, request_type: str) -> None:
    people.add_reviewers(dba, "anna")
    said = f"max_amount must be left out: requests of {request_type} have no exposure, and a limit"
    with refused("BA422", said):
        rows.one(dba, GRANT, "anna", "senior", "Cover.", request_type, 10, "USD")
    limited = [{"request_type": request_type, "max_amount": 10, "currency": "USD"}]
    with refused("BA422", said):
        dba.execute(WITH, ["ben", "senior", Jsonb(limited)])
    assert rows.one(dba, GRANT, "anna", "senior", "Cover.", request_type, None, None)
    assert rows.one(dba, GRANT, "anna", "senior", "Cover.", None, 10, "USD")


def test_the_types_without_an_exposure_are_those_whose_facts_have_none(dba: Conn) -> None:
    told = {row.name: row.told for row in rows.fetch(dba, HAS_EXPOSURE)}
    known = {
        one.name: bool({"notional", "exposure_usd"} & set(one.fact_schema)) for one in catalog.TYPES
    }
    assert told == known


def test_a_rate_of_a_day_to_come_lifts_no_limit(dba: Conn) -> None:
    days = [("2026-10-30", "USD", "1.2"), ("2099-01-01", "USD", "15")]
    reference.imported(dba, "fx_rates", fx_rates=days)
    reference.activate(dba, "fx_rates")
    within = "select bankagent.within_limit(14000000, 'USD', 1000000, 'EUR')"
    assert rows.one(dba, within) is False
    assert float(rows.one(dba, "select bankagent.newest_rate('USD')")) == 1.2


def test_a_rate_that_is_too_old_converts_no_limit_and_the_fault_says_so(dba: Conn) -> None:
    approvals.allow(dba, "anna", "reviewer", max_amount=1000, currency="USD")
    (one,) = approvals.waiting(dba, "review", facts={"notional": 10, "currency": "GBP"})
    ask = "select fault from bankagent.vote_fault(%s, 'anna')"
    reference.rates_of(dba, 5, "GBP", "USD")
    assert rows.one(dba, ask, one) is None
    reference.rates_of(dba, 6, "GBP", "USD")
    assert rows.one(dba, ask, one) == (
        "its exposure of 10 GBP is over the limit of anna, 1,000 USD "
        "(no exchange rate of GBP, USD of the last 6 days is in force)"
    )
    reference.rates_of(dba, 1, "USD")
    assert "(no exchange rate of GBP of the last 6 days is in force)" in rows.one(dba, ask, one)
    with refused("BA403", "of the last 6 days is in force"):
        approvals.vote(dba, one, "anna")


def test_an_old_rate_does_not_matter_where_no_rate_is_needed(dba: Conn) -> None:
    reference.rates_of(dba, 400, "USD")
    within = "select bankagent.within_limit(10, 'USD', 10, 'USD')"
    assert rows.one(dba, within) is True
    over = (
        "select fault from bankagent.authority_for('anna', 'trade_review', null, null, 11, 'USD')"
    )
    approvals.allow(dba, "anna", "reviewer", max_amount=10, currency="USD")
    assert rows.one(dba, over) == "its exposure of 11 USD is over the limit of anna, 10 USD"


def test_limits_and_the_doctor_agree_when_rates_are_stale(dba: Conn) -> None:
    days = STALE_AFTER["fx_rates"].days
    reference.rates_of(dba, days - 1, "USD")
    assert rows.one(dba, "select bankagent.current_rate('USD')") == 2
    reference.rates_of(dba, days, "USD")
    assert rows.one(dba, "select bankagent.current_rate('USD')") is None
    assert rows.one(dba, "select bankagent.newest_rate('USD')") == 2


def test_a_long_desk_of_a_payload_is_cut_in_the_sentence(dba: Conn) -> None:
    approvals.allow(dba, "anna", desk="rates")
    (one,) = approvals.waiting(dba, payload={"desk": "x" * 3000})
    fault = rows.one(dba, "select fault from bankagent.vote_fault(%s, 'anna')", one)
    assert fault.endswith("and the desk " + "x" * 64)


def test_an_authority_ends_once_and_neither_row_ever_changes(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    granted = rows.one(dba, GRANT, "anna", "senior", "Cover.", "trade_review", 10, "USD")
    dba.execute("select bankagent.end_authority(%s, 'Back.')", [granted])
    with refused("BA409", f"authority {granted} has ended"):
        dba.execute("select bankagent.end_authority(%s, 'Again.')", [granted])
    with refused("BA404", "no authority 99999"):
        dba.execute("select bankagent.end_authority(99999, 'x')")
    for statement in (
        "update bankagent.authorities set max_amount = 1000, currency = 'USD'",
        "delete from bankagent.authorities",
        "truncate bankagent.authorities cascade",
        "update bankagent.authority_ends set ended_at = now()",
        "delete from bankagent.authority_ends",
    ):
        with refused("BA403", "append-only"):
            dba.execute(statement)


def test_an_authority_is_granted_and_ended_at_the_real_time_whatever_is_written(dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    began = rows.one(dba, "select clock_timestamp()")
    dba.execute(
        "insert into bankagent.authorities (reviewer, role, reason, granted_at, valid_from) "
        "values ('anna', 'senior', 'x', '2020-01-01', '2020-01-01')"
    )
    (one,) = rows.fetch(dba, "select * from bankagent.authorities where role = 'senior'")
    assert one.granted_at >= began
    assert one.valid_from >= began
    end = "insert into bankagent.authority_ends (authority_id, reason, ended_by, ended_at) values "
    with refused("BA403", "may not write in the name of zed"):
        dba.execute(end + "(%s, 'x', 'zed', '2019-01-01')", [one.id])
    dba.execute(end + "(%s, 'x', session_user, '2019-01-01')", [one.id])
    assert rows.one(dba, "select ended_at from bankagent.authority_ends") >= began
    with refused("BA422", "valid_to must be in the future"):
        dba.execute(WITH, ["ben", "senior", Jsonb([{"valid_to": "2020-01-01"}])])


def test_no_service_grants_ends_or_writes_authorities(
    dba: Conn, api: Conn, worker: Conn, auditor: Conn
) -> None:
    people.add_reviewers(dba, "anna")
    for conn in (api, worker, auditor):
        for statement in (
            "select bankagent.grant_authority('anna', 'senior', 'x')",
            "select bankagent.end_authority(1, 'x')",
            """select bankagent.add_reviewer('anna', 'senior', '[{}]')""",
            "insert into bankagent.authorities (reviewer, role, reason) values ('anna', 's', 'x')",
            "insert into bankagent.authority_ends (authority_id, reason) values (1, 'x')",
        ):
            with refused("42501"):
                conn.execute(statement)


def test_reviewers_from_before_authorities_keep_what_they_could_do(dba: Conn, db: Database) -> None:
    people.add_reviewers(dba, "anna", "ben")
    with rows.triggers_off(dba):
        dba.execute("truncate bankagent.authorities, bankagent.authority_ends cascade")
    migration = (databases.SQL / "migrations" / "0120_authorities_of_reviewers.sql").read_text()
    with rows.triggers_off(dba):
        dba.execute(migration)
    found = rows.fetch(
        dba,
        "select reviewer, max_amount, state, granted_by from ops.reviewer_authorities order by 1",
    )
    assert [tuple(row) for row in found] == [
        ("anna", None, "in force", "bankagent"),
        ("ben", None, "in force", "bankagent"),
    ]
    dba.execute(migration)
    assert rows.one(dba, "select count(*) from bankagent.authorities") == 2


def test_an_authority_is_ended_after_the_votes_that_rest_on_it(dba: Conn, db: Database) -> None:
    people.add_reviewers(dba, "anna")
    (one,) = rows.fetch(dba, "select authority_id from ops.reviewer_authorities")
    with rows.connect(db.url) as voting:
        # A foreign key of a vote takes this lock.
        with voting.transaction():
            voting.execute(
                "select from bankagent.authorities where id = %s for key share", [one.authority_id]
            )
            dba.execute("set lock_timeout to '200ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                dba.execute("select bankagent.end_authority(%s, 'x')", [one.authority_id])
        dba.execute("select bankagent.end_authority(%s, 'x')", [one.authority_id])


@pytest.mark.parametrize("spelt", [str, str.upper, lambda user: user.replace("_", ".")])
def test_no_operator_grants_themselves_anything_under_any_spelling(
    dba: Conn, db: Database, spelt: Callable[[str], str]
) -> None:
    with people.logins(dba, db.url, "anna") as (login,):
        user = login.info.user
        name = spelt(user)
        with refused("BA403", f"may not grant an authority to {name}, the same person"):
            login.execute(WITH, (name, "senior", Jsonb([{}])))
        people.add_reviewers(dba, name)
        with refused("BA403", "the same person: another operator must"):
            login.execute(GRANT, (name, "senior", "x", None, None, None))
        assert len(of(dba, name)) == 1


def test_a_superuser_grants_nothing_to_a_person_of_the_same_name_and_nothing_in_anothers_name(
    dba: Conn,
) -> None:
    people.add_reviewers(dba, "anna")
    insert = (
        "insert into bankagent.authorities (reviewer, role, reason, granted_by) "
        "values ('anna', 'senior', 'x', %s)"
    )
    with refused("23514", "granted_by_another_person"):
        dba.execute(insert, ["A.N.N.A"])
    for name in ("ben", "bankagent"):
        with refused("BA403", f"may not write in the name of {name}"):
            dba.execute(insert, [name])
