"""Verbs in a session of psql whose settings are a DBA's own."""

from collections.abc import Iterator

import pytest

from tests.support import rows, session_settings
from tests.support.databases import Database
from tests.support.rows import Conn, connect
from tests.support.session_settings import EACH, set_all
from tests.support.story_of_verbs import story

pytestmark = pytest.mark.expect_differences("comparisons of the story, which no facts make")
NAMES = """
select 'bankagent.' || p.proname as name
from pg_proc as p
inner join pg_language as l on l.oid = p.prolang and l.lanname = 'plpgsql'
where p.prorettype <> 'trigger'::regtype and p.pronamespace = 'bankagent'::regnamespace
"""


@pytest.fixture(scope="module")
def shop(module_db: Database) -> Iterator[Conn]:
    """A session with PostgreSQL's own settings, beside the objects of a trap."""
    with connect(module_db.url) as conn:
        conn.execute(session_settings.TRAP)
        yield conn


@pytest.fixture(scope="module")
def usual_story(shop: Conn) -> list[str]:
    return story(shop, shop)


@EACH
def test_the_verbs_answer_as_in_a_usual_session(
    module_db: Database, shop: Conn, usual_story: list[str], settings: list[tuple[str, str]]
) -> None:
    with connect(module_db.url) as conn:
        set_all(conn, settings)
        assert story(conn, shop) == usual_story


def test_the_story_calls_every_verb_that_is_written_in_plpgsql(db: Database) -> None:
    with connect(db.url) as conn:
        conn.execute("set track_functions to 'all'")
        story(conn, conn)
        conn.execute("select pg_stat_force_next_flush()")
    with connect(db.url) as conn:
        called = rows.fetch(
            conn, "select concat_ws('.', schemaname, funcname) from pg_stat_user_functions"
        )
        written = {row.name for row in rows.fetch(conn, NAMES)}
        assert written - {row[0] for row in called} == set()
