"""Idle end of a session: what a page asks by itself is not by a person."""

import pytest
from starlette.requests import Request

from bankagent.pages.visit import enter
from tests.support import rows
from tests.support.databases import Database
from tests.support.pages import Browser
from tests.support.rows import connect

SEEN = "select max(seen_at) from bankagent.ui_sessions"
EARLIER = (
    "update bankagent.ui_sessions set opened_at = opened_at - interval '5 minutes', "
    "seen_at = seen_at - interval '5 minutes'"
)


async def test_a_page_that_refreshes_itself_does_not_keep_its_session_alive(
    annas: Browser, db: Database
) -> None:
    with connect(db.url) as conn:
        with rows.triggers_off(conn):
            conn.execute(EARLIER)
        before = rows.one(conn, SEEN)
        assert (await annas.get("/work", **{"HX-Request": "true"})).status_code == 200
        report = await annas.client.post("/ui/csp-report", json={})
        assert report.status_code == 204
        assert rows.one(conn, SEEN) == before
        assert (await annas.get("/work")).status_code == 200
        assert rows.one(conn, SEEN) > before


async def test_a_form_is_by_a_person_whatever_its_headers_say(annas: Browser, db: Database) -> None:
    with connect(db.url) as conn:
        with rows.triggers_off(conn):
            conn.execute(EARLIER)
        before = rows.one(conn, SEEN)
        await annas.send(
            "/requests/1/votes", headers={"Sec-Fetch-Site": "same-origin", "HX-Request": "true"}
        )
        assert rows.one(conn, SEEN) > before


@pytest.mark.parametrize(("path", "is_by_person"), [("/ui/live", False), ("/ui/work", True)])
async def test_a_stream_that_a_page_opens_again_is_not_by_a_person(
    annas: Browser, db: Database, path: str, *, is_by_person: bool
) -> None:
    cookie = f"bankagent_session={annas.client.cookies['bankagent_session']}"
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "scheme": "http",
        "server": ("localhost", 80),
        "query_string": b"",
        "headers": [(b"cookie", cookie.encode())],
    }
    with connect(db.url) as conn:
        with rows.triggers_off(conn):
            conn.execute(EARLIER)
        before = rows.one(conn, SEEN)
        visit = await enter(Request(scope), annas.client._transport.app.state.pages())
        assert visit.name == "anna"
        assert (rows.one(conn, SEEN) > before) is is_by_person
