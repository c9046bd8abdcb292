"""Checks of the work: workers, stuck requests, audit gaps, pauses, policies and keys."""

from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version as installed_version

from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, problem, warning
from bankagent.domain.durations import formatted
from bankagent.domain.status import QueueDepth, WorkerState
from bankagent.policy import gates
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.store.decisions import policies
from bankagent.store.operations import doctor, pauses, status


async def workers(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """Workers are alive and serve the queues where work waits, listen, and run this version."""
    found = [one for one in await status.workers(conn) if one.pid]
    held = {pause.queue for pause in await pauses.in_force(conn)}
    ready = [one for one in await status.queues(conn) if one.ready and one.queue not in held]
    alive = [one for one in found if one.alive]
    if alive:
        return [*_not_served(ready), *_deaf(alive), *_of_other_versions(alive)]
    findings = []
    if waiting := sum(one.ready for one in ready):
        message = f"{waiting} jobs wait and no worker is alive."
        remedy = "start workers: bankagent worker, or their units"
        findings.append(problem("no_worker", message, remedy))
    if found:
        message = f"{len(found)} workers are registered and give no sign of life."
        remedy = "start one: it takes back what they held, and removes them"
        findings.append(warning("dead_workers", message, remedy))
    return findings


def _not_served(ready: Sequence[QueueDepth]) -> list[CheckFinding]:
    return [
        problem(
            "not_served",
            f"{one.ready} jobs wait in {one.queue}, and no live worker serves it.",
            f"start one: bankagent worker -q {one.queue}, or mend the -q of those that run",
        )
        for one in ready
        if one.workers == 0
    ]


def _deaf(alive: Sequence[WorkerState]) -> list[CheckFinding]:
    return [
        warning(
            "does_not_listen",
            f"Worker {one.worker_id} does not hear of new jobs, and only polls for them.",
            "its log says why the listener was lost",
        )
        for one in alive
        if one.listens is False
    ]


def _of_other_versions(alive: Sequence[WorkerState]) -> list[CheckFinding]:
    ours = installed_version("bankagent")
    numbers = Counter(str(one.version) for one in alive)
    return [
        warning(
            "other_worker_version",
            f"{number} workers run version {version}, and this is {ours}.",
            "restart them with this version, or finish the upgrade",
        )
        for version, number in sorted(numbers.items())
        if version != ours
    ]


async def stuck_requests(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """No request is stuck: each that a worker must act on has an open job."""
    found = await doctor.row(conn, "stuck")
    if not found.requests:
        return []
    message = f"{found.requests} requests are stuck, the first is {found.first} ({found.reason})."
    remedy = (
        "workers mend them within a minute, bankagent.rescue_jobs() by hand; where ends of "
        "attempts cannot be recorded, the workers' log has the SQLSTATE; restart a worker whose "
        "jobs are doing for too long"
    )
    return [warning("stuck_requests", message, remedy)]


async def audit_gaps(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """The audit trail of the last hour agrees with the requests, the votes and the jobs."""
    return [
        problem(
            "audit_gap",
            f"Request {one.request_id}: {one.gap}.",
            "a write bypassed the verbs: find out which; ops.audit_gaps shows all of them",
        )
        for one in await doctor.rows(conn, "gaps")
    ]


async def paused(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """Nothing is paused for so long that it looks forgotten."""
    return [
        warning(
            "forgotten_pause",
            f"The {pause.what} has been paused for {formatted(pause.lasts)} by {pause.paused_by}.",
            f"ask them, or: bankagent resume {pause.what}",
        )
        for pause in await pauses.in_force(conn)
        if pause.lasts >= context.thresholds.forgotten_pause
    ]


async def decision_tables(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """Each request type has a policy in force, and the policy passes its gates."""
    in_force = await policies.in_force(conn)
    findings = []
    for one in await doctor.rows(conn, "policy_keys"):
        if one.policy_key not in in_force:
            message = f"No policy {one.policy_key} is in force, which decides {one.name}."
            remedy = "store one; until then people decide each request"
            findings.append(problem("no_policy", message, remedy))
    for policy in in_force.values():
        findings += [
            problem(
                "bad_policy",
                f"The policy {policy.key}@{policy.version} cannot decide: {wrong.rstrip('.')}.",
                "store a version that is mended; until then people decide",
            )
            for wrong in gates.check(policy.table_json)[:3]
        ]
    return findings


async def keys(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """No caller or reviewer is about to lose their last key."""
    within = context.thresholds.keys_expire_within
    return [
        warning(
            "key_expires",
            f"The key {one.id} of the {one.kind} {one.holder} ends on {one.expires_at:%Y-%m-%d}.",
            f"bankagent {one.kind} add {one.holder}, and hand it over before then",
        )
        for one in await doctor.rows(conn, "keys_that_expire", within=within)
    ]
