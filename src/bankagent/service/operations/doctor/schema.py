"""The schema: is it this code's, is it as it was installed, and does it still hold what it must?"""

from importlib.metadata import version as installed_version

from bankagent.db import schema
from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, problem, warning
from bankagent.service.operations.doctor.here import Here
from bankagent.store.operations import doctor

MOST = 20
MIGRATE = "bankagent migrate"


async def versions(conn: Connection, _: Here) -> list[CheckFinding]:
    """Database and code are of one version, and so is the queue's library."""
    found = await doctor.row(conn, "versions")
    ours, library = schema.version(), installed_version("procrastinate")
    findings = []
    if found.version != ours:
        what = f"The database has schema version {found.version}, this code {ours}."
        kind = warning if abs(found.version - ours) == 1 else problem
        findings.append(kind(what, MIGRATE if found.version < ours else "install the newer code"))
    else:
        applied = {one.file: one.sha256 for one in await doctor.rows(conn, "applied_files")}
        *files, _manifest = schema.files()
        others = [file.name for file in files if applied.get(file.name) != file.sha256]
        if others:
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            what = f"sql/{others[0]}{more} of this code is not what was applied here."
            findings.append(warning(what, MIGRATE))
    if found.procrastinate != library:
        what = f"The queue's schema is of Procrastinate {found.procrastinate}, not {library}."
        findings.append(problem(what, "install the release that bankagent's lock file names"))
    return findings


async def drift(conn: Connection, _: Here) -> list[CheckFinding]:
    """Nobody has changed a table, function, view, index, constraint or trigger by hand."""
    found = await doctor.rows(conn, "drift")
    findings = [
        problem(
            f"The {one.kind} {one.name} is {one.drift}.",
            f"find out who and why; {MIGRATE} mends functions, views, triggers and indexes",
        )
        for one in found[:MOST]
    ]
    if len(found) > MOST:
        findings.append(problem(f"{len(found) - MOST} more.", "ops.schema_drift has them all"))
    return findings


async def triggers(conn: Connection, _: Here) -> list[CheckFinding]:
    """No trigger is switched off: they hold the audit trail together."""
    findings = []
    for one in await doctor.rows(conn, "triggers_off"):
        if one.is_foreign_key:
            what = f"A foreign key of {one.name} is switched off."
            do = f"alter table {one.name} enable trigger all;"
        else:
            what = f"The trigger {one.trigger} of {one.name} is switched off."
            do = f"alter table {one.name} enable trigger {one.trigger};"
        findings.append(problem(what, f"{do} then look at ops.audit_gaps"))
    return findings


async def indexes(conn: Connection, _: Here) -> list[CheckFinding]:
    """No index is invalid, as a build that was broken off leaves it."""
    return [
        problem(
            f"The index {one.name} of {one.on_table} is invalid.",
            f"reindex index concurrently {one.name};",
        )
        for one in await doctor.rows(conn, "invalid_indexes")
    ]


async def sequences(conn: Connection, here: Here) -> list[CheckFinding]:
    """No sequence is near its end."""
    found = await doctor.rows(conn, "sequences")
    if not all(one.visible for one in found):
        raise doctor.not_allowed(conn, "bankagent_owner")
    return [
        problem(
            f"The sequence {one.name} is at {one.at} of {one.most}.",
            "ask those who build bankagent how to go on, before it ends",
        )
        for one in found
        if one.at >= one.most * here.limits.sequence_used
    ]
