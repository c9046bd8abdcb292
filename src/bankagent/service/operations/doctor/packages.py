"""Checks of a bank's packages of request types: whole, and stored in this database."""

from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

from bankagent import catalog
from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, problem, warning
from bankagent.domain.package import ShippedPackage
from bankagent.errors import CannotRun
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.service.policies.packages import shipped
from bankagent.store.operations import doctor

MIGRATE = "bankagent migrate"
BRING_BACK = "install the version that has the type beside a worker until they have ended"


async def packages(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """Each package of request types that is installed here is whole, and stored in the database."""
    try:
        found = shipped()
    except CannotRun as fault:
        broken = catalog.BROKEN or (fault,)
        remedy = "mend or remove the package; API, workers and migrate do not start with it"
        return [problem("broken_package", one.detail, remedy) for one in broken]
    stored = await doctor.rows(conn, "of_packages")
    names = {(one.kind, one.name) for one in stored}
    brought = {*_brought(found)}
    missing = [
        warning(
            "package_not_stored",
            f"The {kind} {name} of the package {package} is not in this database.",
            MIGRATE,
        )
        for package, kind, name in sorted(brought)
        if (kind, name) not in names
    ]
    return missing + [
        warning("type_gone", _gone(one), BRING_BACK)
        for one in stored
        if one.open
        and (one.package, one.kind, one.name) not in brought
        and _is_installed(one.package)
    ]


def _brought(found: Sequence[ShippedPackage]) -> Iterator[tuple[str, str, str]]:
    """Yield the package, the kind and the name of each type and each policy version."""
    for package in found:
        for one in package.types:
            yield package.name, "request type", str(one["name"])
        for one in package.policies:
            yield package.name, "policy version", f"{one['key']}@{one['version']}"


def _is_installed(package: str) -> bool:
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True


def _gone(one: Any) -> str:
    are = "request is" if one.open == 1 else "requests are"
    return (
        f"The package {one.package} is installed here and no longer brings the request type "
        f"{one.name}, of which {one.open} {are} open."
    )
