"""Sessions at the pages, by raw SQL as each role: opened by a key, ended by time, logout or key."""

import hashlib

import pytest

from bankagent.service.access.sessions import IDLE_S, LONGEST_S
from tests.support import rows
from tests.support.databases import Database
from tests.support.people import Keyed, disable, keyed_caller, keyed_reviewer, let_expire, revoke
from tests.support.rows import Conn, refused

OPEN = "select bankagent.open_ui_session(%s, %s, %s)"
TOUCH = "select * from bankagent.touch_ui_session(%s)"
CLOSE = "select bankagent.close_ui_session(%s)"
SEEN = "select seen_at from bankagent.ui_sessions where cookie_sha256 = %s"


def hashed(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


ONE, TWO = hashed("one"), hashed("two")


@pytest.fixture
def rita(db: Database) -> Keyed:
    return keyed_reviewer(db.url, "rita", "compliance")


def state(api: Conn, cookie_sha256: str = ONE) -> str | None:
    found = rows.fetch(api, TOUCH, cookie_sha256)
    return found[0].state if found else None


def moved(dba: Conn, ago: str, *, seen: str | None = None) -> None:
    """Move a session's login, and its last page, into the past, as waiting would."""
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.ui_sessions set opened_at = clock_timestamp() - %s::interval, "
            "seen_at = clock_timestamp() - %s::interval",
            [ago, seen or ago],
        )


def test_a_session_tells_its_holder_until_logout(api: Conn, dba: Conn, rita: Keyed) -> None:
    ends = rows.one(api, OPEN, rita.key.id, ONE, None)
    (found,) = rows.fetch(api, TOUCH, ONE)
    assert (found.state, found.holder_type, found.holder, found.role) == (
        "works",
        "reviewer",
        "rita",
        "compliance",
    )
    assert (ends - found.opened_at).total_seconds() == 8 * 3600
    assert rows.one(api, CLOSE, ONE) is True
    assert rows.one(api, CLOSE, ONE) is False
    assert state(api) == "ended"
    assert state(api, TWO) is None
    assert rows.one(dba, "select end_reason from bankagent.ui_sessions") == "logout"


def test_a_login_in_the_same_browser_ends_the_session_before(api: Conn, rita: Keyed) -> None:
    rows.fetch(api, OPEN, rita.key.id, ONE, None)
    rows.fetch(api, OPEN, rita.key.id, TWO, ONE)
    assert (state(api, ONE), state(api, TWO)) == ("ended", "works")


@pytest.mark.parametrize(
    ("ago", "seen", "expected"),
    [
        ("14 minutes 50 seconds", None, "works"),
        ("15 minutes 1 second", None, "idle"),
        ("7 hours 59 minutes", "1 minute", "works"),
        ("8 hours 1 second", "1 minute", "too_old"),
    ],
)
def test_a_session_ends_after_15_idle_minutes_and_after_8_hours(
    api: Conn, dba: Conn, rita: Keyed, ago: str, seen: str | None, expected: str
) -> None:
    rows.fetch(api, OPEN, rita.key.id, ONE, None)
    moved(dba, ago, seen=seen)
    assert state(api) == expected
    # A page that was refused does not bring the session back.
    assert state(api) == expected


def test_a_page_is_noted_once_in_30_seconds_and_a_stream_never(
    api: Conn, dba: Conn, rita: Keyed
) -> None:
    rows.fetch(api, OPEN, rita.key.id, ONE, None)
    first = rows.one(dba, SEEN, ONE)
    assert state(api) == "works"
    assert rows.one(dba, SEEN, ONE) == first
    moved(dba, "1 minute")
    before = rows.one(dba, SEEN, ONE)
    assert rows.fetch(api, "select state from bankagent.touch_ui_session(%s, false)", ONE)
    assert rows.one(dba, SEEN, ONE) == before
    assert state(api) == "works"
    assert rows.one(dba, SEEN, ONE) > before


def test_a_session_works_no_longer_than_its_key(db: Database, api: Conn) -> None:
    ends = {"revoked": revoke, "expired": let_expire, "disabled": disable}
    for number, (expected, end) in enumerate(ends.items()):
        holder = keyed_caller(db.url, f"desk-{number}")
        cookie = hashed(expected)
        rows.fetch(api, OPEN, holder.key.id, cookie, None)
        end(db.url, holder)
        assert state(api, cookie) == expected
        with refused("BA403", "does not work"):
            rows.fetch(api, OPEN, holder.key.id, TWO, None)
    assert state(api, TWO) is None


def test_no_session_but_the_api_s_logs_in(
    dba: Conn, worker: Conn, auditor: Conn, rita: Keyed
) -> None:
    for conn, sqlstate in ((dba, "BA403"), (worker, "42501"), (auditor, "42501")):
        for verb in (OPEN.replace("%s, %s, %s", f"'{rita.key.id}', '{ONE}', null"),):
            with refused(sqlstate):
                conn.execute(verb)
        for verb in (TOUCH, CLOSE):
            with refused(sqlstate):
                conn.execute(verb, [ONE])
    assert rows.one(dba, "select count(*) from bankagent.ui_sessions") == 0


def test_the_api_cannot_write_a_session_by_hand(api: Conn, dba: Conn, rita: Keyed) -> None:
    rows.fetch(api, OPEN, rita.key.id, ONE, None)
    for attempt in (
        "update bankagent.ui_sessions set seen_at = now()",
        "delete from bankagent.ui_sessions",
        f"insert into bankagent.ui_sessions (cookie_sha256, key_id) values ('{TWO}', 'x')",
    ):
        with refused("42501"):
            api.execute(attempt)


def test_a_superuser_cannot_hand_a_session_on_or_bring_it_back(
    api: Conn, dba: Conn, db: Database, rita: Keyed
) -> None:
    other = keyed_reviewer(db.url, "ben")
    rows.fetch(api, OPEN, rita.key.id, ONE, None)
    for column, value in (
        ("cookie_sha256", TWO),
        ("key_id", other.key.id),
        ("opened_at", "2030-01-01"),
    ):
        with refused("BA403", "never changes"):
            dba.execute(f"update bankagent.ui_sessions set {column} = %s", [value])
    with refused("23514"):
        dba.execute("update bankagent.ui_sessions set seen_at = opened_at + interval '9 hours'")
    rows.fetch(api, CLOSE, ONE)
    with refused("BA403", "ended_at"):
        dba.execute("update bankagent.ui_sessions set ended_at = null, end_reason = null")


def test_only_a_hash_of_a_cookie_is_kept(api: Conn, rita: Keyed) -> None:
    with refused("23514"):
        rows.fetch(api, OPEN, rita.key.id, "a cookie as it is", None)
    with refused("23503"):
        rows.fetch(api, OPEN, "no key", ONE, None)


def test_a_login_removes_sessions_of_90_days(api: Conn, dba: Conn, rita: Keyed) -> None:
    rows.fetch(api, OPEN, rita.key.id, ONE, None)
    moved(dba, "91 days")
    rows.fetch(api, OPEN, rita.key.id, TWO, None)
    assert [
        row.cookie_sha256 for row in rows.fetch(dba, "select * from bankagent.ui_sessions")
    ] == [TWO]


def test_pages_tell_the_ends_that_the_database_judges_by(api: Conn, dba: Conn, rita: Keyed) -> None:
    rows.one(api, OPEN, rita.key.id, ONE, None)
    ask = (
        "select bankagent.ui_session_state(s, s.opened_at + make_interval(secs => %s)) "
        "from bankagent.ui_sessions as s"
    )
    assert rows.one(dba, ask, IDLE_S - 1) == "works"
    assert rows.one(dba, ask, IDLE_S) == "idle"
    with rows.triggers_off(dba):
        dba.execute("update bankagent.ui_sessions set seen_at = opened_at + interval '8 hours'")
    assert rows.one(dba, ask, LONGEST_S - 1) == "works"
    assert rows.one(dba, ask, LONGEST_S) == "too_old"
