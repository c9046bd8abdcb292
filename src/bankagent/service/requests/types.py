"""Request types that this process and its database have: both are needed to take a request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bankagent import catalog
from bankagent.db.gateway import Gateway
from bankagent.domain.request_type import RequestType
from bankagent.errors import BadRequest, SchemaMismatch, Unavailable
from bankagent.store.requests import types as store
from bankagent.store.requests.types import StoredType

NOT_MIGRATED = "the database does not have it yet: its operator runs bankagent migrate"


@dataclass(frozen=True, slots=True)
class RefusedType:
    """A type whose requests are not taken here, and the reason in words."""

    name: str
    description: str
    package: str | None
    why: str


async def taken_and_refused(
    gateway: Gateway, types: Sequence[RequestType] = catalog.TYPES
) -> tuple[list[RequestType], list[RefusedType]]:
    """Return the types whose requests are taken here, and those of which either side lacks one."""
    rows = {row.name: row for row in await gateway.ask(store.stored)}
    here = {known.name: known for known in types}
    refused = [
        RefusedType(row.name, row.description, row.package, _not_installed(row))
        for row in rows.values()
        if row.name not in here
    ]
    refused += [
        RefusedType(known.name, known.description, known.package, NOT_MIGRATED)
        for known in types
        if known.name not in rows
    ]
    return [known for known in types if known.name in rows], refused


async def refuse_missing_package(gateway: Gateway, names: Iterable[str]) -> None:
    """Refuse types that are unknown to this process, where the database has them.

    The same call is good where the package is installed, so that a caller must not read that its
    request is wrong: 503, as it may succeed later.

    Raises:
        Unavailable: the first such type; the text names its package.
    """
    rows = {row.name: row for row in await gateway.ask(store.stored)}
    here = {known.name for known in catalog.TYPES}
    for name in names:
        if name in rows and name not in here:
            raise Unavailable(f"No {name} is taken here: {_not_installed(rows[name])}.")


def missing_row(wrong: BadRequest, names: Iterable[str]) -> SchemaMismatch | None:
    """Return the error of a database without a type that this process has; None for another one."""
    if any(finding.field.endswith("request_type") for finding in wrong.findings):
        taken = ", ".join(sorted(set(names)))
        return SchemaMismatch(f"A request type is not taken here ({taken}): {NOT_MIGRATED}.")
    return None


def _not_installed(row: StoredType) -> str:
    if row.package is None:
        return "this version of bankagent does not have it"
    return f"the package {row.package}, which brings it, is not installed here"
