"""Every named statement fits the database, its dataclass, its function and its user's rights."""

import inspect
import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import psycopg
import pytest
from psycopg.pq import ExecStatus

import bankagent.store
from bankagent.store import statements
from tests.support.databases import Database

STORE = Path(bankagent.store.__file__).parent
MODULES = sorted(
    ".".join(("bankagent.store", *path.relative_to(STORE).with_suffix("").parts))
    for path in STORE.rglob("*.sql")
)
# The doctor's checks ask by name and read the columns by name: a row each, for a sentence.
DOCTOR = "bankagent.store.operations.doctor"
CHECKS = STORE.parent / "service" / "operations" / "doctor"
STATEMENTS = [
    (module, name) for module in MODULES if module != DOCTOR for name in statements.load(module)
]

# Whose connections ask: the API's, the workers' and operators' users, each as little as it needs.
ASKED_BY = {
    "bankagent.store.access.asks": ["api_url"],
    "bankagent.store.access.authorities": ["url"],
    "bankagent.store.access.holders": ["url"],
    "bankagent.store.access.identify": ["api_url"],
    "bankagent.store.access.sessions": ["api_url"],
    "bankagent.store.access.covers": ["api_url"],
    "bankagent.store.agents.checks": ["url"],
    "bankagent.store.agents.answers": ["api_url", "worker_url"],
    "bankagent.store.agents.prompts": ["api_url", "url"],
    "bankagent.store.agents.steps": ["worker_url"],
    "bankagent.store.agents.suggestions": ["api_url"],
    "bankagent.store.agents.trace": ["api_url", "url"],
    "bankagent.store.approvals.history": ["api_url"],
    "bankagent.store.approvals.pending": ["api_url"],
    "bankagent.store.approvals.vote": ["api_url"],
    "bankagent.store.approvals.work": ["api_url"],
    "bankagent.store.cases.verbs": ["api_url"],
    "bankagent.store.worklist.verbs": ["api_url"],
    "bankagent.store.decisions.stops": ["url"],
    "bankagent.store.exceptions.lists": ["api_url"],
    "bankagent.store.exceptions.verbs": ["api_url"],
    "bankagent.store.documents.clearances": ["url"],
    "bankagent.store.documents.documents": ["api_url"],
    "bankagent.store.documents.embeddings": ["worker_url"],
    "bankagent.store.documents.search": ["api_url", "worker_url"],
    "bankagent.store.feeds.summaries": ["api_url"],
    "bankagent.store.models.calls": ["worker_url"],
    "bankagent.store.models.listings": ["url"],
    "bankagent.store.policies.replay": ["auditor_url", "url"],
    "bankagent.store.policies.versions": ["url", "api_url"],
    "bankagent.store.portfolios.snapshots": ["api_url"],
    "bankagent.store.requests.evidence": ["api_url", "url"],
    "bankagent.store.requests.lists": ["api_url"],
    "bankagent.store.requests.progress": ["api_url"],
    "bankagent.store.requests.read": ["api_url"],
    "bankagent.store.requests.readings": ["api_url"],
    "bankagent.store.requests.trail": ["api_url"],
    "bankagent.store.requests.verbs": ["api_url"],
    "bankagent.store.operations.audit_search": ["api_url"],
    "bankagent.store.operations.failures": ["api_url"],
    "bankagent.store.operations.marks": ["api_url"],
    "bankagent.store.operations.pauses": ["url", "api_url"],
    "bankagent.store.operations.redactions": ["url"],
    "bankagent.store.operations.watch": ["api_url"],
    "bankagent.store.reference.in_force": ["api_url"],
    "bankagent.store.reference.versions": ["url"],
    "bankagent.store.queue.heartbeat": ["worker_url"],
    "bankagent.store.queue.housekeeping": ["worker_url"],
    "bankagent.store.queue.jobs": ["worker_url"],
    "bankagent.store.queue.summaries": ["worker_url"],
    "bankagent.store.queue.turns": ["worker_url"],
}
BOTH = ["api_url", "worker_url"]

# Functions that ask by other functions of their module.
WITHOUT_A_STATEMENT = {
    ("bankagent.store.operations.startup", "check"),
}

PARAMETER = re.compile(r"%\((\w+)\)s")


def numbered(statement: str) -> tuple[str, int]:
    """Return the statement with $1, $2 … as the server takes it, and how many there are."""
    names = list(dict.fromkeys(PARAMETER.findall(statement)))
    text = PARAMETER.sub(lambda match: f"${names.index(match[1]) + 1}", statement)
    return text.replace("%%", "%"), len(names)


def explain(conn: psycopg.Connection[Any], statement: str, parameters: int) -> None:
    """Prepare a statement as `it` and start its plan, where the server looks at the rights."""
    prepared = conn.pgconn.prepare(b"it", statement.encode())
    assert prepared.status == ExecStatus.COMMAND_OK, prepared.error_message.decode()
    nulls = f"({', '.join(['null'] * parameters)})" if parameters else ""
    conn.execute(f"explain execute it{nulls}".encode())


def asking(module: ModuleType) -> set[str]:
    """Return the names of a module's public functions that take a connection."""
    return {
        name
        for name, function in inspect.getmembers(module, inspect.iscoroutinefunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(function).parameters), "") == "conn"
    }


def row_class(returned: Any) -> type | None:
    """Return the dataclass in an annotation such as list[Row] or Row | None."""
    if isinstance(returned, type) and is_dataclass(returned):
        return returned
    return next((found for part in get_args(returned) if (found := row_class(part))), None)


def test_there_are_statements_to_test() -> None:
    assert ("bankagent.store.requests.verbs", "submit") in STATEMENTS


@pytest.mark.parametrize("module", [name for name in MODULES if name != DOCTOR])
def test_each_statement_has_a_function_of_its_name_and_the_other_way_round(module: str) -> None:
    functions = asking(import_module(module))
    composed = {name for where, name in WITHOUT_A_STATEMENT if where == module}
    assert functions - composed == set(statements.load(module))


def test_each_statement_of_the_doctor_fits_and_is_asked_by_a_check_or_its_own_module(
    db: Database,
) -> None:
    for text in statements.load(DOCTOR).values():
        with psycopg.connect(db.url, autocommit=True) as conn:
            explain(conn, *numbered(text))
    files = [*CHECKS.glob("*.py"), STORE / "operations" / "doctor.py"]
    asked = {
        name
        for path in files
        for name in re.findall(r"\brows?\(\s*conn,\s*\"(\w+)\"", path.read_text())
    }
    assert asked == set(statements.load(DOCTOR))


@pytest.mark.parametrize(("module", "name"), STATEMENTS)
def test_the_statement_fits_the_database_and_its_dataclass(
    db: Database, module: str, name: str
) -> None:
    text, parameters = numbered(statements.load(module)[name])
    function = getattr(import_module(module), name)
    row = row_class(get_type_hints(function)["return"])
    for user in ASKED_BY.get(module, BOTH):
        with psycopg.connect(getattr(db, user), autocommit=True) as conn:
            explain(conn, text, parameters)
            described = conn.pgconn.describe_prepared(b"it")
            assert described.nparams == parameters
            columns = [(described.fname(i) or b"").decode() for i in range(described.nfields)]
            if row:
                assert columns == [field.name for field in fields(row)]


@pytest.mark.parametrize(
    ("module", "name", "user"),
    [
        ("bankagent.store.access.holders", "issue", "api_url"),
        ("bankagent.store.requests.verbs", "submit", "worker_url"),
        ("bankagent.store.requests.verbs", "requeue", "auditor_url"),
        ("bankagent.store.approvals.vote", "cast", "worker_url"),
        ("bankagent.store.queue.jobs", "claim", "api_url"),
        ("bankagent.store.queue.jobs", "settle", "api_url"),
    ],
)
def test_whoever_has_not_the_right_is_found_out(
    db: Database, module: str, name: str, user: str
) -> None:
    with (
        psycopg.connect(getattr(db, user), autocommit=True) as conn,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        explain(conn, *numbered(statements.load(module)[name]))
