"""Readings of requests with data about persons: noted by name, never changed."""

import pytest

from tests.support import people, rows, verbs
from tests.support.rows import Conn, refused

NOTE = "select bankagent.note_reading(%s, %s)"
ALL = "select request_id, reader from bankagent.request_readings order by id"


@pytest.fixture
def request_id(dba: Conn) -> int:
    people.add_reviewers(dba, "anna", "ben")
    (found,) = verbs.submit(dba)
    return found


def test_a_reading_is_noted_once_a_quarter_of_an_hour(
    api: Conn, dba: Conn, request_id: int
) -> None:
    assert [rows.one(api, NOTE, request_id, name) for name in ("anna", "anna", "ben")] == [
        True,
        False,
        True,
    ]
    with rows.triggers_off(dba):
        dba.execute("update bankagent.request_readings set read_at = read_at - interval '16 min'")
    assert rows.one(api, NOTE, request_id, "anna") is True
    assert rows.fetch(dba, ALL) == [
        (request_id, "anna"),
        (request_id, "ben"),
        (request_id, "anna"),
    ]


def test_a_reading_names_a_registered_reader_of_a_request_that_there_is(
    api: Conn, dba: Conn, worker: Conn, request_id: int
) -> None:
    with refused("BA403"):
        rows.fetch(api, NOTE, request_id, "stranger")
    with refused("BA404"):
        rows.fetch(api, NOTE, 10**9, "anna")
    with refused("BA403"):
        rows.fetch(dba, NOTE, request_id, "anna")
    with refused("42501"):
        rows.fetch(worker, NOTE, request_id, "anna")
    assert rows.fetch(dba, ALL) == []


def test_a_superuser_changes_and_removes_no_reading(api: Conn, dba: Conn, request_id: int) -> None:
    rows.fetch(api, NOTE, request_id, "anna")
    for attempt in (
        "update bankagent.request_readings set reader = 'ben'",
        "delete from bankagent.request_readings",
        "truncate bankagent.request_readings",
    ):
        with refused("BA403", "append-only"):
            dba.execute(attempt)
