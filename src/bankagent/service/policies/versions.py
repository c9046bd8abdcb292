"""Versions of policies: find one, store one from a CSV, and give one back as a CSV."""

from dataclasses import dataclass

from bankagent.db.pool import Connection
from bankagent.domain.evaluation import Policy
from bankagent.domain.policy_version import PolicyVersion, StoredVersion
from bankagent.errors import NotFound
from bankagent.policy.csv import from_jdm, to_jdm
from bankagent.policy.facts_file import FactsFile
from bankagent.store.policies import versions

NEWEST = "newest"
IN_FORCE = "in_force"


async def find(conn: Connection, key: str, which: int | str) -> PolicyVersion:
    """Return a version by its number, or the one that is NEWEST or IN_FORCE.

    Raises:
        NotFound: there is no such policy or version.
    """
    found = await versions.listed(conn, key)
    if not found:
        raise NotFound(f"There is no policy called {key}.")
    if which == NEWEST:
        return found[-1]
    for one in found:
        if which in (one.version, IN_FORCE if one.status == "active" else None):
            return one
    missing = "no version in force" if which == IN_FORCE else f"no version {which}"
    raise NotFound(f"The policy {key} has {missing}.")


async def table_of(conn: Connection, version: PolicyVersion) -> Policy:
    """Return the table of a version."""
    *_, table = await versions.tables(conn, version.key, version.version)
    return table


async def export(conn: Connection, version: PolicyVersion) -> tuple[str, str]:
    """Return the CSV and the facts file of a version.

    Raises:
        BadRequest: its table has a part that a CSV cannot say.
    """
    return from_jdm((await table_of(conn, version)).table_json, version.description)


@dataclass(frozen=True, slots=True)
class Exported:
    """A version with the texts of its files; `examples_csv` is None where no test kept one."""

    version: PolicyVersion
    table_csv: str
    facts_json: str
    examples_csv: str | None


async def export_all(conn: Connection, key: str, which: int | str) -> Exported:
    """Return a version with the texts of its files.

    Raises:
        NotFound: there is no such policy or version.
        BadRequest: its table has a part that a CSV cannot say.
    """
    found = await find(conn, key, which)
    kept = await versions.kept_examples(conn, key, found.version)
    return Exported(found, *await export(conn, found), kept.decode() if kept else None)


async def store(
    conn: Connection,
    key: str,
    table_csv: bytes,
    facts_json: bytes | None,
    actor: str | None = None,
) -> StoredVersion:
    """Store a table as a draft. Without a facts file it keeps the facts of the version in force.

    Raises:
        BadRequest: the table is not valid; each finding names a row and a column, or a fact.
        NotFound: there is no such policy.
    """
    if facts_json is None:
        _, facts = await export(conn, await find(conn, key, IN_FORCE))
        facts_json = facts.encode()
    description = FactsFile.read(facts_json).description
    return await versions.store(conn, key, to_jdm(table_csv, facts_json), description, actor)
