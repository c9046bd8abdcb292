"""Checks of reference data: the bank's own, not stale, and as it was imported."""

from collections.abc import Iterator, Sequence
from typing import Any

from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, problem, warning
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.store.operations import doctor


async def reference_data(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """Reference data in force is the bank's own, not stale, and as it was imported."""
    found = await doctor.rows(conn, "reference_in_force")
    within = context.thresholds.calendar_ends_within
    ending = await doctor.rows(conn, "calendars_that_end", within=within)
    gone = await doctor.rows(conn, "reference_retired")
    return [
        *(_gone(one.dataset) for one in gone),
        *(_altered(one) for one in found if one.is_altered),
        *_not_the_banks(found),
        *(_stale(one) for one in found if _is_stale(one, context) and not one.is_shipped),
        *(_ending(one) for one in ending),
    ]


def _gone(dataset: str) -> CheckFinding:
    message = f"No version of {dataset} is in force: it was retired."
    return warning("reference_retired", message, _import(dataset))


def _altered(one: Any) -> CheckFinding:
    message = f"The rows of {one.dataset} version {one.version} are not those that were imported."
    remedy = "find out who went past the triggers; import the file again and activate it"
    return problem("reference_altered", message, remedy)


def _not_the_banks(found: Sequence[Any]) -> Iterator[CheckFinding]:
    shipped = [one.dataset for one in found if one.is_shipped]
    if shipped:
        message = f"These are only what bankagent ships: {', '.join(shipped)}."
        remedy = "import the bank's own and activate them (docs/reference-data.md)"
        yield warning("reference_shipped", message, remedy)
    if not any(one.dataset.startswith("screening:") for one in found):
        message = "No screening list is in force: no name can be screened."
        yield warning("no_screening_list", message, _import("screening:NAME"))


def _is_stale(one: Any, context: CheckContext) -> bool:
    stale_after = context.thresholds.reference_stale_after.get(one.dataset.partition(":")[0])
    return stale_after is not None and one.age >= stale_after


def _stale(one: Any) -> CheckFinding:
    message = f"{one.dataset} version {one.version} is of {one.as_of}, {one.age.days} days old."
    return warning("reference_stale", message, _import(one.dataset))


def _ending(one: Any) -> CheckFinding:
    message = f"The calendar {one.calendar} knows no day after {one.last_day}."
    return warning("calendar_ends", message, _import("calendars"))


def _import(dataset: str) -> str:
    return f"bankagent reference import {dataset} …, then bankagent reference activate {dataset}"
