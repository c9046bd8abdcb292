"""Checks of rights: each role has what sql/roles.sql and sql/grants.sql give, and no more."""

import re

from bankagent.db import schema
from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, problem, warning
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.store.operations import doctor

SEARCH_PATH = "bankagent, procrastinate, ops"
GRANT = re.compile(r"^grant execute on function\s+(.+?)\s+to\s+([^;]+);", re.MULTILINE | re.DOTALL)
GRANT_ALL_OF_OPS = "grant execute on all functions in schema ops"
READERS = ("bankagent_api", "bankagent_worker", "bankagent_auditor", "bankagent_shadow")
SIGNATURE = re.compile(r"\w+\.\w+\([^)]*\)")


async def search_path(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """The search path of our roles names our schemas."""
    return [
        warning(
            "role_search_path",
            f"The role {one.role} has the search path {one.search_path or 'of everybody'}.",
            f"alter role {one.role} set search_path to {SEARCH_PATH};",
        )
        for one in await doctor.rows(conn, "role_search_paths")
        if one.search_path != SEARCH_PATH
    ]


async def grants(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """Only the owner may write a table; PUBLIC has no right; every role of ours can read."""
    findings = []
    for one in await doctor.rows(conn, "rights_too_many"):
        message = f"{one.role} has {one.privilege} on the {one.kind} {one.what}."
        kind = "" if one.kind in {"table", "column"} else f"{one.kind} "
        on = one.what.rpartition(".")[0] if one.kind == "column" else one.what
        remedy = f"revoke {one.privilege} on {kind}{on} from {_sql(one.role)};"
        findings.append(problem("right_too_many", message, remedy))
    for one in await doctor.rows(conn, "rights_too_few"):
        message = f"{one.role} lacks {one.privilege} on the {one.kind} {one.what}."
        kind = "" if one.kind == "table" else f"{one.kind} "
        remedy = f"grant {one.privilege} on {kind}{one.what} to {one.role};"
        findings.append(problem("right_missing", message, remedy))
    return findings


async def verbs(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """Each service may call its verbs, and no others."""
    wanted = await _wanted(conn)
    has = {(one.role, one.function) for one in await doctor.rows(conn, "executable")}
    return [
        problem(
            "verb_too_many",
            f"{role} may call {function}.",
            f"revoke execute on function {function} from {role};",
        )
        for role, function in sorted(has - wanted)
    ] + [
        problem(
            "verb_missing",
            f"{role} may not call {function}.",
            f"grant execute on function {function} to {role};",
        )
        for role, function in sorted(wanted - has)
    ]


async def others(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """No other role may call a verb of a service, and none owns an object of ours."""
    return [
        problem(
            "verb_of_a_service",
            f"{one.role} may call {one.function}, which is for a service alone.",
            f"revoke execute on function {one.function} from {_sql(one.role)};",
        )
        for one in await doctor.rows(conn, "service_verbs_of_others")
    ] + [
        problem(
            "other_owner",
            f"The {one.kind} {one.what} belongs to {one.owner}, not to bankagent_owner.",
            f"alter {one.kind} {one.what} owner to bankagent_owner;",
        )
        for one in await doctor.rows(conn, "other_owners")
    ]


async def logins(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """No login of a service is a superuser or may become the owner."""
    findings = []
    for one in await doctor.rows(conn, "mighty_logins"):
        power = "is a superuser" if one.is_superuser else "may become bankagent_owner"
        message = f"The login {one.login}, which works as {one.works_as}, {power}."
        remedy = "give the service a login with its own role and no more"
        findings.append(warning("powerful_login", message, remedy))
    return findings


async def _wanted(conn: Connection) -> set[tuple[str, str]]:
    """Return role and function, as the catalog writes it, for each that sql/grants.sql grants."""
    text = re.sub(r"--.*", "", schema.read("grants.sql").text)
    given = {
        (role.strip(), " ".join(signature.split()))
        for functions, roles in GRANT.findall(text)
        for signature in SIGNATURE.findall(functions)
        for role in roles.split(",")
    }
    named = await doctor.rows(
        conn,
        "named_functions",
        signatures=sorted({signature for _, signature in given}),
        all_of_ops=GRANT_ALL_OF_OPS in text,
    )
    functions = {one.signature: one.function for one in named}
    of_ops = [name for name in functions.values() if name and name.startswith("ops.")]
    return {(role, functions[name] or name) for role, name in given} | {
        (role, name) for role in READERS for name in of_ops
    }


def _sql(role: str) -> str:
    return "public" if role == "PUBLIC" else f'"{role}"'
