"""All checks, and one visit of the doctor. A new check is a function and a line here."""

from collections.abc import Awaitable, Callable, Collection

from bankagent.db.pool import Connection
from bankagent.domain.checkup import Checked, CheckFinding, CheckUnseen, problem
from bankagent.errors import BankagentError, SchemaMismatch, Unavailable
from bankagent.service.operations.doctor import horizon, rights, schema, server, work
from bankagent.service.operations.doctor.here import Here
from bankagent.store.operations.startup import login

Check = Callable[[Connection, Here], Awaitable[list[CheckFinding]]]

OF_THE_SERVER: tuple[Check, ...] = (
    server.server,
    server.settings,
    server.clock,
    server.disk,
    horizon.long_transactions,
    horizon.prepared_transactions,
    horizon.replication_slots,
    horizon.notification_queue,
)
OF_OUR_SCHEMA: tuple[Check, ...] = (
    schema.versions,
    schema.drift,
    schema.triggers,
    schema.indexes,
    schema.sequences,
    rights.grants,
    rights.verbs,
    rights.logins,
    rights.search_path,
    server.autovacuum,
    server.connections,
    work.workers,
    work.stuck_requests,
    work.audit_gaps,
    work.paused,
    work.decision_tables,
    work.keys,
)
NAMES = tuple(check.__name__ for check in (*OF_THE_SERVER, *OF_OUR_SCHEMA))


async def examine(conn: Connection, here: Here, *, skip: Collection[str] = ()) -> list[Checked]:
    """Return what each check found, those in `skip` left out.

    Raises:
        Unavailable: the database went away.
    """
    installed = (await login(conn, "bankagent_owner")).installed
    checks = (*OF_THE_SERVER, *OF_OUR_SCHEMA) if installed else OF_THE_SERVER
    found = [await _ask(check, conn, here) for check in checks if check.__name__ not in skip]
    if not installed:
        missing = problem("bankagent is not installed in this database.", schema.MIGRATE)
        found.append(Checked("installed", "Our schema is there.", (missing,)))
    return found


async def _ask(check: Check, conn: Connection, here: Here) -> Checked:
    try:
        findings = await check(conn, here)
    except CheckUnseen as error:
        findings = [error.finding]
    except SchemaMismatch:
        what = "Could not look: what it asks is not in this database."
        findings = [problem(what, schema.MIGRATE)]
    except Unavailable:
        raise
    except BankagentError as error:
        what = f"The check could not be made: {error.detail}"
        findings = [problem(what, "tell those who build bankagent; the other checks stand")]
    about = (check.__doc__ or "").strip()
    return Checked(check.__name__, about, tuple(findings))
