"""Why a server refuses a login: by its SQLSTATE, whatever language it speaks."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bankagent.db.errors import AWAY
from bankagent.db.login_refusal import sqlstate, why_refused
from tests.support.databases import Database, changed_url
from tests.support.rows import connect

# What is done to a role of the test, and what is said of its login then.
REFUSED = {
    "another password": ("alter role {role} password 'y'", "28P01", "refuses this service's pass"),
    "no login": ("alter role {role} nologin", "28000", "does not let this service's user in"),
    "no right": ("revoke connect on database {db} from public", "42501", "may not connect"),
    "no place": ("alter role {role} connection limit 0", "53300", "has no connection left"),
    "no database": ("select 1", "3D000", "no database of the name"),
    "a setting": ("alter role {role} set role to nonesuch", None, "not reachable"),
}


@contextmanager
def login(db: Database, role: str) -> Iterator[str]:
    """Give the URL of a role of this name."""
    with connect(db.url) as dba:
        dba.execute(f"create role {role} login password 'x'")
        try:
            yield changed_url(db.url, db.name, (role, "x"))
        finally:
            dba.execute(f"drop role {role}")


@pytest.mark.parametrize("why", REFUSED)
async def test_a_refused_login_is_told_by_its_sqlstate(db: Database, why: str) -> None:
    statement, code, words = REFUSED[why]
    role = f"r_{db.name}"
    with login(db, role) as url, connect(db.url) as dba:
        assert sqlstate(url) is None
        dba.execute(statement.format(role=role, db=db.name))
        asked = changed_url(url, "nonesuch") if why == "no database" else url
        assert sqlstate(asked) == code
        told = await why_refused(asked)
        assert words in told
        assert (f"(SQLSTATE {code})" in told) == (code is not None)


async def test_an_address_without_a_server_is_away() -> None:
    for url in ("postgresql://u:x@127.0.0.1:1/b", "postgresql://u:x@nonesuch.invalid/b"):
        assert await why_refused(url) == AWAY
