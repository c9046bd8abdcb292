"""Checks of a bank's packages of request types: whole, and stored in this database."""

from bankagent import catalog
from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, problem, warning
from bankagent.errors import CannotRun
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.service.policies.packages import shipped
from bankagent.store.operations import doctor

MIGRATE = "bankagent migrate"


async def packages(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """Each package of request types that is installed here is whole, and stored in the database."""
    try:
        found = shipped()
    except CannotRun as fault:
        broken = catalog.BROKEN or (fault,)
        remedy = "mend or remove the package; API, workers and migrate do not start with it"
        return [problem("broken_package", one.detail, remedy) for one in broken]
    if not found:
        return []
    stored = {(one.kind, one.name) for one in await doctor.rows(conn, "of_packages")}
    return [
        warning(
            "package_not_stored",
            f"The {kind} {name} of the package {package.name} is not in this database.",
            MIGRATE,
        )
        for package in found
        for kind, name in (
            *(("request type", str(one["name"])) for one in package.types),
            *(("policy version", f"{one['key']}@{one['version']}") for one in package.policies),
        )
        if (kind, name) not in stored
    ]
