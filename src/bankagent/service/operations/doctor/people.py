"""Checks of people: what reviewers may decide, and what approvals ask for."""

from typing import Any

from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, problem, warning
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.store.operations import doctor

MOST_NAMED = 5


async def demands(conn: Connection, context: CheckContext) -> list[CheckFinding]:
    """Approvals ask for roles that reviewers have, for enough people, and by known calendars."""
    within = context.thresholds.demand_ends_within
    calendars = await doctor.rows(conn, "calendars_of_demands", within=within)
    return [
        *(_without_reviewer(one) for one in await doctor.rows(conn, "roles_without_reviewer")),
        *(_too_few(one) for one in await doctor.rows(conn, "demands_beyond_people")),
        *(_by_calendar(one) for one in calendars),
    ]


def _too_few(one: Any) -> CheckFinding:
    of_type = "any type" if one.request_type == "any" else one.request_type
    has = "1 has" if one.people == 1 else f"{one.people} have"
    in_role, it = (f" in the role {one.role}", "it") if one.role else ("", "an authority for it")
    return warning(
        "too_few_reviewers",
        f"{one.outcome} of {of_type} asks for {one.votes} people{in_role}, and {has} {it}.",
        "bankagent reviewer grant NAME …, or other demands (docs/approvals.md)",
    )


def _by_calendar(one: Any) -> CheckFinding:
    remedy = "bankagent reference import calendars …, then bankagent reference activate calendars"
    counted = f"Demands count by the calendar {one.calendar}, which"
    if one.last_day is None:
        message = f"{counted} is not in force: approvals are never due."
        return problem("demand_without_calendar", message, remedy)
    message = f"{counted} ends on {one.last_day}: approvals that end later are never due."
    return warning("demand_calendar_ends", message, remedy)


def _without_reviewer(one: Any) -> CheckFinding:
    remedy = (
        f"bankagent reviewer grant NAME --role {one.role} --limit '*=1000000USD' --reason …, "
        "or other demands"
    )
    if one.is_open:
        # It ends as rejected once it has had its time, and no reviewer can vote on it.
        message = f"Requests wait for the role {one.role}, and no reviewer has it."
        return problem("role_without_reviewer", message, remedy)
    message = f"Approvals ask for the role {one.role}, and no reviewer has it."
    return warning("role_without_reviewer", message, remedy)


async def teams(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """Each team to which work was moved has a reviewer."""
    return [
        warning(
            "team_without_reviewer",
            f"{one.items} requests were moved to the team {one.team}, whose role no reviewer has.",
            f"bankagent approval team ID --to ROLE, or bankagent reviewer grant NAME "
            f"--role {one.team} --reason …",
        )
        for one in await doctor.rows(conn, "teams_without_reviewer")
    ]


async def authorities(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """No reviewer may decide requests of every type without a limit."""
    found = [one.reviewer for one in await doctor.rows(conn, "unlimited_reviewers")]
    if not found:
        return []
    named = ", ".join(found[:MOST_NAMED]) + (", …" if len(found) > MOST_NAMED else "")
    people = "1 reviewer" if len(found) == 1 else f"{len(found)} reviewers"
    message = f"{people} may decide everything without a limit: {named}."
    remedy = (
        "bankagent reviewer show NAME; then grant an authority with a limit, and end that one "
        "(docs/approvals.md)"
    )
    return [warning("unlimited_reviewer", message, remedy)]


async def break_glass(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """Break-glass was reviewed within a business day of its end."""
    return [
        warning(
            "break_glass_not_reviewed",
            f"The break-glass {one.ask_id} of {one.holder} was to be reviewed by "
            f"{one.review_due_at:%Y-%m-%d %H:%M} UTC.",
            f"bankagent authority review {one.ask_id} --verdict justified --note …, by another "
            "reviewer",
        )
        for one in await doctor.rows(conn, "break_glass_unreviewed")
    ]
