"""Policies and reference data: versions, what a version changes, and its activation."""

import re
from typing import Any

from starlette.responses import Response

from bankagent.domain.policy_version import PolicyVersion
from bankagent.domain.replay import Replay
from bankagent.errors import BadRequest, BankagentError, Conflict, Forbidden, NotFound
from bankagent.pages import render, rules
from bankagent.pages.visit import Page, Visit, to
from bankagent.policy.diff import differences
from bankagent.service.policies.activate import over_http
from bankagent.service.policies.replay.trial import latest
from bankagent.service.policies.versions import IN_FORCE, find, table_of
from bankagent.store.access.identify import is_same_person
from bankagent.store.policies import versions
from bankagent.store.reference.in_force import in_force, waiting

KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
OF_FACTS = "fact "  # as policy/diff.py names them
NO_POLICY = "There is no such policy."


async def show(visit: Visit) -> Response:
    """Return the policies with their versions, and the reference data in force."""
    ask = visit.resources.gateway.ask
    return render.page(
        visit,
        "policies",
        title="Policies and reference data",
        versions=await ask(versions.listed),
        scheduled=await ask(versions.scheduled),
        reference=await ask(in_force),
        waiting=await ask(waiting),
    )


async def version(visit: Visit) -> Response:
    """Return one version of a policy: its rules, and what it changes in the one in force."""
    return await _whole(visit)


async def trial(visit: Visit) -> Response:
    """Return what a version would change in the outcomes of the latest requests."""
    key, number = _named(visit)
    try:
        tried = await latest(visit.resources.gateway, key, number)
    except Conflict as error:
        return await _whole(visit, error)
    return await _whole(visit, tried=tried)


async def activate(visit: Visit) -> Response:
    """Activate a version as a second person; its checks are made again before."""
    key, number = _named(visit)
    try:
        await over_http(
            visit.resources.gateway,
            key,
            number,
            visit.sent.text("reason"),
            None,
            actor=visit.name,
        )
    except (BadRequest, Conflict, Forbidden) as error:
        return await _whole(visit, error)
    return to(f"/policies/{key}/{number}", done="activated")


async def _whole(
    visit: Visit, error: BankagentError | None = None, tried: Replay | None = None
) -> Response:
    ask, (key, number) = visit.resources.gateway.ask, _named(visit)
    one = await ask(find, key, number)
    table = await ask(table_of, one)
    return render.page(
        visit,
        "policy",
        title=f"Policy {one.name}",
        status=error.status if error else 200,
        error=error,
        done=visit.request.query_params.get("done") == "activated" and not error,
        one=one,
        tried=tried,
        tried_changes=sorted(tried.changes.items()) if tried else [],
        rules=rules.of_table(table.table_json),
        **await _changes(visit, one, table.table_json),
        may_activate=visit.may("policies.activate"),
        why_not=await _why_not(visit, one),
    )


async def _changes(visit: Visit, one: PolicyVersion, table_json: str) -> dict[str, Any]:
    """Return what a version changes in the one in force; no differences for that one itself."""
    nothing: dict[str, Any] = {"differences": None, "in_force": one.version}
    if one.status == "active":
        return nothing
    ask = visit.resources.gateway.ask
    try:
        now = await ask(find, one.key, IN_FORCE)
        found = differences((await ask(table_of, now)).table_json, table_json)
    except (NotFound, BadRequest):
        return nothing
    parts = {
        "rules": [it for it in found if not it.what.startswith(OF_FACTS)],
        "facts": [it for it in found if it.what.startswith(OF_FACTS)],
    }
    return {"differences": parts, "in_force": now.version}


async def _why_not(visit: Visit, one: PolicyVersion) -> str:
    """Return the reason why the reader may not activate a version; empty where they may."""
    if one.status == "active":
        return "This version is in force."
    if await visit.resources.gateway.ask(is_same_person, one.author, visit.name):
        return "You wrote this version: another person must activate it."
    if not (one.linted and one.tested):
        return (
            "Its lint and its test must pass first (bankagent policy lint, bankagent policy test)."
        )
    return ""


def _named(visit: Visit) -> tuple[str, int]:
    key = str(visit.request.path_params["key"])
    number = visit.number("version")
    if not KEY.fullmatch(key) or number >= 2**31:
        raise NotFound(NO_POLICY)
    return key, number


PAGES = (
    Page("GET", "/policies", "policies.see", show),
    Page("GET", "/policies/{key}/{version:int}", "policies.see", version),
    Page("GET", "/policies/{key}/{version:int}/trial", "policies.see", trial),
    Page("POST", "/policies/{key}/{version:int}/activate", "policies.activate", activate),
)
