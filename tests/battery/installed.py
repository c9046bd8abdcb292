"""A trial's installation: made in its circumstances, and removed with its logins at last."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from uuid import uuid4

from tests.battery.installation import Installation
from tests.battery.places import Circumstances, Logins
from tests.support import databases, people, postgres, rows
from tests.support.api_process import Api
from tests.support.databases import Database
from tests.support.pgbouncer import pooler
from tests.support.workers import wait_for

ROLES = {
    "api": "bankagent_api",
    "worker": "bankagent_worker",
    "operator": "bankagent_owner, pg_monitor",
    "auditor": "bankagent_auditor",
}


@contextmanager
def installed(
    server: str, template: str, circumstances: Circumstances, *, api_url: str | None = None
) -> Iterator[Installation]:
    """Give an installation in these circumstances; remove it, with its logins, at last."""
    with ExitStack() as left:
        found = _prepared(server, template, circumstances, left)
        found.api_url = api_url or found.url("api")
        circumstances.prepare(found.dba)
        circumstances.apply_to(found.dba, found.db.name, found.logins)
        if circumstances.pooled:
            # After the settings, which a connection that a pooler has open would not know.
            database = replace(found.db, api_url=found.api_url)
            found.api_url = left.enter_context(pooler(database)).through(found.api_url)
        found.environ = circumstances.environ()
        start_api(found)
        found.worker = found.started_worker()
        try:
            yield found
        finally:
            for one in (found.worker, found.api):
                if one:
                    one.end()


def start_api(found: Installation) -> None:
    """Start an API process; where it ends at once, note the last thing that it said."""
    at = {"BANKAGENT_API_DATABASE_URL": found.api_url, **found.environ}
    api = Api(postgres.free_port(), app="bankagent.asgi:app", **at)
    wait_for("the API lives", lambda: api.answers() or api.process.poll() is not None)
    if api.process.poll() is None:
        found.api = api
        return
    found.why["api"] = api.said().strip()
    api.end()


def _prepared(
    server: str, template: str, circumstances: Circumstances, left: ExitStack
) -> Installation:
    db = databases.abroad(server) if circumstances.abroad else databases.clone(server, template)
    mark = uuid4().hex[:8]
    logins = Logins(*(f"battery_{login}_{mark}" for login in ROLES))
    left.callback(_remove, server, db, logins)
    dba = left.enter_context(rows.connect(db.url))
    for login, roles in zip(logins.all, ROLES.values(), strict=True):
        dba.execute(f"create role {login} login password '{login}'")
        dba.execute(f"grant {roles} to {login}")
    dba.execute(f"grant create on database {db.name} to bankagent_owner")
    caller = people.keyed(dba, "caller", "desk-7", list(people.SCOPES))
    reviewer = people.keyed(dba, "reviewer", "anna", "compliance")
    return Installation(db, dba, logins, circumstances, caller, reviewer)


def _remove(server: str, db: Database, logins: Logins) -> None:
    databases.drop(server, db)
    with rows.connect(server) as conn:
        for login in logins.all:
            conn.execute(f"drop role if exists {login}")
