"""The list of all checks, and one examination. A new check is a function and a line here."""

from collections.abc import Awaitable, Callable, Collection

from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, CheckResult, CheckUnseen, problem
from bankagent.errors import BankagentError, SchemaMismatch, Unavailable
from bankagent.service.operations.doctor import (
    models,
    packages,
    people,
    reference,
    rights,
    schema,
    server,
    settings,
    vacuum,
    work,
)
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.store.operations.startup import login

Check = Callable[[Connection, CheckContext], Awaitable[list[CheckFinding]]]

OF_THE_SERVER: tuple[Check, ...] = (
    server.server,
    settings.settings,
    server.clock,
    server.disk,
    vacuum.long_transactions,
    vacuum.prepared_transactions,
    vacuum.replication_slots,
    vacuum.notification_queue,
)
OF_OUR_SCHEMA: tuple[Check, ...] = (
    schema.versions,
    schema.drift,
    schema.triggers,
    schema.indexes,
    schema.sequences,
    rights.grants,
    rights.verbs,
    rights.others,
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
    people.authorities,
    people.demands,
    people.break_glass,
    people.teams,
    reference.reference_data,
    models.models,
    packages.packages,
)
NAMES = tuple(check.__name__ for check in (*OF_THE_SERVER, *OF_OUR_SCHEMA))


async def examine(
    conn: Connection, context: CheckContext, *, skip: Collection[str] = ()
) -> list[CheckResult]:
    """Return the result of each check, those in `skip` left out.

    Raises:
        Unavailable: the database went away.
    """
    installed = (await login(conn, "bankagent_owner")).installed
    checks = (*OF_THE_SERVER, *OF_OUR_SCHEMA) if installed else OF_THE_SERVER
    results = [await _run(check, conn, context) for check in checks if check.__name__ not in skip]
    if not installed:
        message = "bankagent is not installed in this database."
        missing = problem("not_installed", message, schema.MIGRATE)
        results.append(CheckResult("installed", "Our schema is there.", (missing,)))
    return results


async def _run(check: Check, conn: Connection, context: CheckContext) -> CheckResult:
    try:
        findings = await check(conn, context)
    except CheckUnseen as error:
        findings = [error.finding]
    except SchemaMismatch:
        message = "The check could not be made: an object that it reads is not in this database."
        findings = [problem("missing_object", message, schema.MIGRATE)]
    except Unavailable:
        raise
    except BankagentError as error:
        message = f"The check could not be made: {error.detail}"
        remedy = "tell the maintainers of bankagent; the other checks stand"
        findings = [problem("check_failed", message, remedy)]
    about = (check.__doc__ or "").strip()
    return CheckResult(check.__name__, about, tuple(findings))
