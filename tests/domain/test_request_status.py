from typing import get_args

import psycopg
import pytest

from bankagent.domain import request_status
from bankagent.domain.request_status import STATUSES
from tests.support.databases import Database


def test_each_status_has_one_row() -> None:
    assert tuple(STATUSES) == get_args(request_status.Status)
    assert {one.who_acts_next for one in STATUSES.values()} == set(
        get_args(request_status.WhoActsNext)
    )


def test_a_status_is_open_or_final_and_no_person_acts_at_a_final_one() -> None:
    assert set(request_status.OPEN) | request_status.FINAL == set(STATUSES)
    assert not set(request_status.OPEN) & request_status.FINAL
    for name, status in STATUSES.items():
        assert (status.who_acts_next == "nobody") == (name in request_status.FINAL)


def test_the_table_has_the_same_rows(db: Database) -> None:
    with psycopg.connect(db.url) as conn:
        rows = conn.execute(
            "select status, who_acts_next, is_open, is_final from bankagent.request_statuses"
        ).fetchall()
    assert {row[0]: row[1:] for row in rows} == {
        name: (one.who_acts_next, one.is_open, one.is_final) for name, one in STATUSES.items()
    }


def test_the_rows_cannot_be_changed_by_a_superuser(db: Database) -> None:
    with psycopg.connect(db.url) as conn, pytest.raises(psycopg.Error) as refused:
        conn.execute("update bankagent.request_statuses set who_acts_next = 'a model'")
    assert refused.value.sqlstate == "BA403"


def test_the_database_takes_these_statuses_and_no_other(db: Database) -> None:
    with psycopg.connect(db.url) as conn:
        (check,) = conn.execute(
            "select pg_get_constraintdef(oid) from pg_constraint"
            " where conrelid = 'bankagent.banking_requests'::regclass and contype = 'c'"
            " and pg_get_constraintdef(oid) like '%awaiting_approval%' and conname like '%status%'"
        ).fetchone()  # type: ignore[misc]
    assert set(check.split("'")[1::2]) == set(STATUSES)
