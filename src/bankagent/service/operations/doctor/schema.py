"""Schema checks: version, drift, disabled triggers, invalid indexes, sequences near their end."""

from importlib.metadata import version as installed_version

from bankagent.db import schema
from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, Severity, problem, warning
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.store.operations import doctor

MOST_SHOWN = 20
MIGRATE = "bankagent migrate"


async def versions(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """The database, this code and the queue's library are of one version."""
    found = await doctor.row(conn, "versions")
    ours, library = schema.version(), installed_version("procrastinate")
    findings = []
    if found.version != ours:
        is_next = abs(found.version - ours) == 1
        severity = Severity.WARNING if is_next else Severity.PROBLEM
        message = f"The database has schema version {found.version}, this code {ours}."
        remedy = MIGRATE if found.version < ours else "install the newer code"
        findings.append(CheckFinding(severity, "schema_version", message, remedy))
    else:
        applied = {one.file: one.sha256 for one in await doctor.rows(conn, "applied_files")}
        *files, _manifest = schema.files()
        others = [file.name for file in files if applied.get(file.name) != file.sha256]
        if others:
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            message = f"sql/{others[0]}{more} of this code is not what was applied here."
            findings.append(warning("files_not_applied", message, MIGRATE))
    if found.procrastinate != library:
        message = f"The queue's schema is of Procrastinate {found.procrastinate}, not {library}."
        remedy = "install the release that bankagent's lock file names"
        findings.append(problem("queue_version", message, remedy))
    return findings


async def drift(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """No table, function, view, index, constraint or trigger was changed by hand."""
    found = await doctor.rows(conn, "drift")
    findings = [
        problem(
            "drift",
            f"The {one.kind} {one.name} is {one.drift}.",
            f"find out by whom and why; {MIGRATE} mends functions, views, triggers and indexes, "
            "sql/schema.sql has the others",
        )
        for one in found[:MOST_SHOWN]
    ]
    if len(found) > MOST_SHOWN:
        message = f"{len(found) - MOST_SHOWN} more."
        findings.append(problem("more_drift", message, "ops.schema_drift has them all"))
    return findings


async def triggers(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """No trigger is switched off: triggers keep requests and audit trail in agreement."""
    findings = []
    for one in await doctor.rows(conn, "triggers_off"):
        if one.is_foreign_key:
            code, message = "foreign_key_off", f"A foreign key of {one.name} is switched off."
            remedy = f"alter table {one.name} enable trigger all;"
        else:
            code = "trigger_off"
            message = f"The trigger {one.trigger} of {one.name} is switched off."
            remedy = f"alter table {one.name} enable trigger {one.trigger};"
        findings.append(problem(code, message, f"{remedy} then look at ops.audit_gaps"))
    return findings


async def indexes(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """No index is invalid, as an interrupted build leaves it."""
    return [
        problem(
            "invalid_index",
            f"The index {one.name} of {one.on_table} is invalid.",
            f"reindex index concurrently {one.name};",
        )
        for one in await doctor.rows(conn, "invalid_indexes")
    ]


async def sequences(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """No sequence is near its end."""
    found = await doctor.rows(conn, "sequences")
    if not all(one.visible for one in found):
        raise doctor.not_allowed(conn, "bankagent_owner")
    return [
        problem(
            "sequence_nearly_used",
            f"The sequence {one.name} is at {one.at} of {one.most}.",
            "ask the maintainers of bankagent how to go on, before it ends",
        )
        for one in found
        if one.at >= one.most * context.thresholds.sequence_used
    ]
