"""Reference data: versions of a dataset, the rows in which two differ, and an activation."""

import re

from starlette.responses import Response

from bankagent.domain.reference import ReferenceChange, ReferenceVersion
from bankagent.errors import BankagentError, Conflict, Forbidden, NotFound
from bankagent.pages import queries, render
from bankagent.pages.changes import ValueChange, changes
from bankagent.pages.visit import PREFIX, Page, Visit, to
from bankagent.store.access.identify import is_same_person
from bankagent.store.reference import in_force, versions

PATH = f"{PREFIX}/policies/reference"
DATASET = re.compile(r"[a-z][a-z0-9_]{0,40}(:[A-Z0-9_-]{1,40})?")
NO_DATASET = "There is no such dataset."
MOST = 200
LONGEST_S = 20.0  # a screening list has tens of thousands of rows


async def show(visit: Visit) -> Response:
    """Return the versions of a dataset, and what one changes in another."""
    found = await _versions(visit)
    return await _whole(visit, found, *_two(visit, found))


async def activate(visit: Visit) -> Response:
    """Activate a version as a second person: another one than its importer."""
    found = await _versions(visit)
    dataset = found[0].dataset
    number = next(iter(visit.sent.numbers("version")), 0)
    if number not in {one.version for one in found}:
        raise NotFound(NO_DATASET)
    ask = visit.resources.gateway.ask
    try:
        await ask(in_force.activate_by_person, dataset, number, visit.name)
    except (Conflict, Forbidden) as error:
        return await _whole(visit, found, number, _compared_with(found, number), error)
    return to(f"/policies/reference/{dataset}", version=str(number), done="activated")


async def _versions(visit: Visit) -> list[ReferenceVersion]:
    """Return all versions of the dataset that the path names."""
    dataset = str(visit.request.path_params["dataset"])
    ask = visit.resources.gateway.ask
    found = await ask(versions.listed, dataset) if DATASET.fullmatch(dataset) else []
    if not found:
        raise NotFound(NO_DATASET)
    return found


async def _whole(
    visit: Visit,
    found: list[ReferenceVersion],
    new: int,
    old: int | None,
    error: BankagentError | None = None,
) -> Response:
    dataset = found[0].dataset
    found_changes: list[ReferenceChange] = []
    if old is not None:
        found_changes = await visit.resources.gateway.ask_within(
            LONGEST_S, versions.first_differences, dataset, old=old, new=new, most=MOST + 1
        )
    return render.page(
        visit,
        "reference",
        title=f"Reference data {dataset}",
        status=error.status if error else 200,
        error=error,
        done=visit.request.query_params.get("done") == "activated" and not error,
        dataset=dataset,
        versions=found,
        old=old,
        new=new,
        changes=[(one, _values(one)) for one in found_changes[:MOST]],
        is_cut=len(found_changes) > MOST,
        action=f"{PATH}/{dataset}",
        may_activate=visit.may("policies.activate"),
        why_not=await _why_not(visit, next(one for one in found if one.version == new)),
        is_older=any(one.state == "in force" and one.version > new for one in found),
    )


async def _why_not(visit: Visit, one: ReferenceVersion) -> str:
    """Return the reason why the reader may not activate a version; empty where they may."""
    if one.state == "in force":
        return "This version is in force."
    if one.state == "retired":
        return "This version is retired: import its rows again, as a new version."
    ask = visit.resources.gateway.ask
    if await ask(is_same_person, one.imported_by, visit.name):
        return "You imported this version: another person must activate it."
    return ""


def _two(visit: Visit, found: list[ReferenceVersion]) -> tuple[int, int | None]:
    """Return the version that is looked at and the one that it is compared with."""
    query = visit.request.query_params
    numbers = [one.version for one in found]
    new = queries.number(query, "version", numbers[0])
    old = queries.number(query, "against", _compared_with(found, new) or 0) or None
    if new not in numbers or (old is not None and old not in numbers):
        raise NotFound(NO_DATASET)
    return new, old


def _compared_with(found: list[ReferenceVersion], new: int) -> int | None:
    """Return the version in force; the one before where that is this version itself."""
    now = next((one.version for one in found if one.state == "in force"), None)
    earlier = max((one.version for one in found if one.version < new), default=None)
    return now if now not in (None, new) else earlier


def _values(change: ReferenceChange) -> list[ValueChange]:
    return changes(change.old_values or {}, change.new_values or {})


PAGES = (
    Page("GET", "/policies/reference/{dataset}", "policies.see", show),
    Page("POST", "/policies/reference/{dataset}/activate", "policies.activate", activate),
)
