"""The work: does it go on, does its trail agree, can it be decided, and who may come in?"""

from importlib.metadata import version as installed_version

from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, problem, warning
from bankagent.domain.durations import said
from bankagent.policy import gates
from bankagent.service.operations.doctor.here import Here
from bankagent.store.decisions import policies
from bankagent.store.operations import doctor, pauses, status


async def workers(conn: Connection, _: Here) -> list[CheckFinding]:
    """Workers are alive where work waits, and run this version."""
    found = [one for one in await status.workers(conn) if one.pid]
    held = {pause.queue for pause in await pauses.in_force(conn)}
    waiting = sum(one.ready for one in await status.queues(conn) if one.queue not in held)
    alive, ours = [one for one in found if one.alive], installed_version("bankagent")
    findings = []
    if waiting and not alive:
        what = f"{waiting} jobs wait and no worker is alive."
        findings.append(problem(what, "start workers: bankagent worker, or their units"))
    if found and not alive:
        what = f"{len(found)} workers are registered and give no sign of life."
        do = "start one: it takes back what they held, and removes them"
        findings.append(warning(what, do))
    for version in sorted({str(one.version) for one in alive} - {ours}):
        number = sum(one.version == version for one in alive)
        what = f"{number} workers run version {version}, and this is {ours}."
        findings.append(warning(what, "restart them with this version, or finish the upgrade"))
    return findings


async def stuck_requests(conn: Connection, _: Here) -> list[CheckFinding]:
    """No request waits for nobody."""
    found = await doctor.row(conn, "stuck")
    if not found.requests:
        return []
    what = f"{found.requests} requests are stuck, the first is {found.first} ({found.reason})."
    do = "workers mend them within a minute; bankagent.rescue_jobs() does it by hand"
    return [warning(what, do)]


async def audit_gaps(conn: Connection, _: Here) -> list[CheckFinding]:
    """The trail of the last hour agrees with the requests, the votes and the jobs."""
    return [
        problem(
            f"Request {one.request_id}: {one.gap}.",
            "somebody went past the verbs: find out who; ops.audit_gaps looks at all of it",
        )
        for one in await doctor.rows(conn, "gaps")
    ]


async def paused(conn: Connection, here: Here) -> list[CheckFinding]:
    """Nothing is paused for so long that it looks forgotten."""
    return [
        warning(
            f"The {pause.what} has been paused for {said(pause.lasts)} by {pause.paused_by}.",
            f"ask them, or: bankagent resume {pause.what}",
        )
        for pause in await pauses.in_force(conn)
        if pause.lasts >= here.limits.forgotten_pause
    ]


async def decision_tables(conn: Connection, _: Here) -> list[CheckFinding]:
    """Each request type has a policy in force, and it passes its gates."""
    in_force = await policies.in_force(conn)
    findings = []
    for one in await doctor.rows(conn, "policy_keys"):
        if one.policy_key not in in_force:
            what = f"No policy {one.policy_key} is in force, which decides {one.name}."
            findings.append(problem(what, "store one; until then people decide each request"))
    for policy in in_force.values():
        findings += [
            problem(
                f"The policy {policy.key}@{policy.version} cannot decide: {wrong.rstrip('.')}.",
                "store a version that is mended; until then people decide",
            )
            for wrong in gates.check(policy.table_json)[:3]
        ]
    return findings


async def keys(conn: Connection, here: Here) -> list[CheckFinding]:
    """No caller or reviewer is about to lose their last key."""
    within = here.limits.keys_expire_within
    return [
        warning(
            f"The key {one.id} of the {one.kind} {one.holder} ends on {one.expires_at:%Y-%m-%d}.",
            f"bankagent {one.kind} add {one.holder}, and hand it over before then",
        )
        for one in await doctor.rows(conn, "keys_that_expire", within=within)
    ]
