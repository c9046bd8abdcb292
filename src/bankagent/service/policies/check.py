"""Checks of a stored version: lint and test, each recorded with its report."""

from bankagent import catalog
from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.evaluation import Policy
from bankagent.domain.policy_version import PolicyVersion
from bankagent.policy import gates
from bankagent.policy.examples import read_examples
from bankagent.policy.jdm import DecisionModel
from bankagent.policy.lint import Lint, lint
from bankagent.policy.report import Report, report
from bankagent.service.policies.versions import table_of
from bankagent.store.policies import versions


async def lint_version(conn: Connection, version: PolicyVersion, actor: str | None = None) -> Lint:
    """Lint a stored version beside those that were in force before it, and record the result."""
    earlier = await earlier_tables(conn, version.key, version.version)
    table_json = (await table_of(conn, version)).table_json
    found = lint(table_json, earlier, catalog.facts_of_policy(version.key))
    told = exact_json.dumps(found.as_json())
    await versions.record_check(
        conn, version.key, version.version, "lint", passed=found.passed, report=told, actor=actor
    )
    return found


async def try_version(
    conn: Connection,
    version: PolicyVersion,
    examples_csv: bytes | None = None,
    actor: str | None = None,
) -> Report:
    """Test a stored version with examples, and record the result, which keeps their text.

    Without examples it takes those that its last test kept.

    Raises:
        BadRequest: the examples are not valid; each finding names a row and a column.
    """
    table = await table_of(conn, version)
    if examples_csv is None:
        examples_csv = await versions.kept_examples(conn, version.key, version.version)
    found = tested(table, examples_csv)
    told = exact_json.dumps(found.as_json())
    await versions.record_check(
        conn, version.key, version.version, "test", passed=found.passed, report=told, actor=actor
    )
    return found


async def earlier_tables(conn: Connection, key: str, before: int) -> dict[int, str]:
    """Return the tables of the versions below a number that were in force once, by version."""
    activated = {
        one.version
        for one in await versions.listed(conn, key)
        if one.version < before and one.active_from is not None
    }
    return {
        one.version: one.table_json
        for one in await versions.tables(conn, key, before)
        if one.version in activated and not gates.check(one.table_json)
    }


def tested(policy: Policy, examples_csv: bytes | None) -> Report:
    """Return the test report of a table; one that does not pass its gates fails the test.

    Raises:
        BadRequest: the examples are not valid.
    """
    faults = lint(policy.table_json, found=catalog.facts_of_policy(policy.key)).faults
    if faults:
        return Report(unreached=[f"{one.field}: {one.expected}" for one in faults])
    if examples_csv is None:
        return report(policy)
    model = DecisionModel.read(policy.table_json)
    examples = read_examples(examples_csv, model.table.content.inputs, model.facts().properties)
    # A byte order mark is the spreadsheet's, and no part of the examples.
    return report(policy, examples, examples_csv.decode("utf-8-sig"))
