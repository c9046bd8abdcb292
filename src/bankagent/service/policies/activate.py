"""Activate a version: its lint and its test are made again before, and both must pass.

A recorded check rests on the word of its recorder: the right to record one is the right to record
that it passed.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bankagent import catalog
from bankagent.db.gateway import Gateway
from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.evaluation import Policy
from bankagent.domain.policy_version import PolicyVersion
from bankagent.errors import BadRequest, Conflict
from bankagent.policy.lint import Lint, lint
from bankagent.policy.report import Report
from bankagent.service.policies import check
from bankagent.service.policies.versions import find, table_of
from bankagent.store.policies import versions
from bankagent.store.policies.versions import Check


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version with all that its checks need."""

    version: PolicyVersion
    policy: Policy
    earlier: Mapping[int, str]
    examples_csv: bytes | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A check that does not pass, and the first of its reasons."""

    check: Check
    made: Lint | Report
    reason: str


async def over_http(
    gateway: Gateway, key: str, version: int, reason: str, start: datetime | None, *, actor: str
) -> datetime:
    """Activate a version for a reviewer; the checks run in a thread and hold no connection.

    Raises:
        Conflict: a check has not passed, or does not pass any more.
        Forbidden, NotFound, BadRequest: as store.policies.versions.activate.
    """
    candidate = await gateway.ask(read, key, version)
    failed = await asyncio.to_thread(checked_again, candidate)
    if failed:
        await gateway.ask(record, candidate, failed, actor)
        raise refused(candidate, failed)
    return await gateway.ask(versions.activate, key, version, reason, start, actor)


async def by_operator(
    conn: Connection, key: str, version: int, reason: str, start: datetime | None
) -> datetime:
    """Activate a version for an operator; errors as in `over_http`."""
    candidate = await read(conn, key, version)
    failed = checked_again(candidate)
    if failed:
        await record(conn, candidate, failed)
        raise refused(candidate, failed)
    return await versions.activate(conn, key, version, reason, start)


async def read(conn: Connection, key: str, version: int) -> Candidate:
    """Return a version with its table, the tables before it, and its examples."""
    found = await find(conn, key, version)
    return Candidate(
        found,
        await table_of(conn, found),
        await check.earlier_tables(conn, key, version),
        await versions.kept_examples(conn, key, version),
    )


def checked_again(one: Candidate) -> Failed | None:
    """Return the check of a version that does not pass, if one does not.

    A version whose recorded checks have not both passed is left to the database, which refuses it.
    """
    if not (one.version.linted and one.version.tested):
        return None
    found = lint(one.policy.table_json, one.earlier, catalog.facts_of_policy(one.policy.key))
    if found.faults:
        first = found.faults[0]
        return Failed("lint", found, f"{first.field}: {first.expected}")
    try:
        report = check.tested(one.policy, one.examples_csv)
    except BadRequest as error:
        first = error.findings[0]
        return Failed("test", Report(), f"its examples, {first.field}: {first.expected}")
    return None if report.passed else Failed("test", report, report.reason)


async def record(
    conn: Connection, one: Candidate, failed: Failed, actor: str | None = None
) -> None:
    """Record the check, so that the version is shown as it is."""
    told = exact_json.dumps(failed.made.as_json())
    key, version = one.version.key, one.version.version
    await versions.record_check(
        conn, key, version, failed.check, passed=False, report=told, actor=actor
    )


def refused(one: Candidate, failed: Failed) -> Conflict:
    """Return the error for a version that does not pass a check."""
    return Conflict(f"{one.version.name} does not pass its {failed.check}: {failed.reason}.")
