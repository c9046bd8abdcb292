"""Submit a policy version over HTTP: store the draft, lint it and test it, in one call."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from bankagent import catalog
from bankagent.db.gateway import Gateway
from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.evaluation import Policy
from bankagent.domain.policy_version import StoredVersion
from bankagent.policy.csv import to_jdm
from bankagent.policy.facts_file import FactsFile
from bankagent.policy.lint import Lint, lint
from bankagent.policy.report import Report
from bankagent.service.policies import check
from bankagent.service.policies.versions import IN_FORCE, export, find
from bankagent.store.policies import versions
from bankagent.store.policies.versions import Check


@dataclass(frozen=True, slots=True)
class Submitted:
    """A stored version with its checks."""

    stored: StoredVersion
    lint: Lint
    report: Report


async def submit(
    gateway: Gateway,
    key: str,
    table_csv: bytes,
    facts_json: bytes | None,
    examples_csv: bytes | None,
    *,
    actor: str,
) -> Submitted:
    """Store a table as a draft whose author is `actor`, and record its lint and its test.

    Without a facts file it keeps the facts of the version in force. The checks run in a thread and
    hold no connection.

    Raises:
        BadRequest: the table or the examples are not valid; findings name the row and the column.
        Forbidden: the actor is no reviewer with the role compliance.
        NotFound: there is no such policy.
    """
    if facts_json is None:
        facts_json = await gateway.ask(_facts_in_force, key)
    earlier = await gateway.ask(check.earlier_tables, key, versions.LAST)
    policy, found, report = await asyncio.to_thread(
        _checked, key, table_csv, facts_json, examples_csv, earlier
    )
    description = FactsFile.read(facts_json).description
    stored = await gateway.ask(versions.store, key, policy.table_json, description, actor)
    checks: tuple[tuple[Check, Lint | Report], ...] = (("lint", found), ("test", report))
    for name, made in checks:
        await gateway.ask(
            versions.record_check,
            key,
            stored.version,
            name,
            passed=made.passed,
            report=exact_json.dumps(made.as_json()),
            actor=actor,
        )
    return Submitted(stored, found, report)


def _checked(
    key: str,
    table_csv: bytes,
    facts_json: bytes,
    examples_csv: bytes | None,
    earlier: Mapping[int, str],
) -> tuple[Policy, Lint, Report]:
    text = to_jdm(table_csv, facts_json)
    policy = Policy(key, 0, sha256(text.encode()).hexdigest(), text)
    found = lint(text, earlier, catalog.facts_of_policy(key))
    return policy, found, check.tested(policy, examples_csv)


async def _facts_in_force(conn: Connection, key: str) -> bytes:
    _, facts_json = await export(conn, await find(conn, key, IN_FORCE))
    return facts_json.encode()
