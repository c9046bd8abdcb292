"""Reference data: the versions of a dataset, and the rows in which two of them differ."""

import re

from starlette.responses import Response

from bankagent.domain.reference import ReferenceChange, ReferenceVersion
from bankagent.errors import NotFound
from bankagent.pages import queries, render
from bankagent.pages.changes import ValueChange, changes
from bankagent.pages.visit import PREFIX, Page, Visit
from bankagent.store.reference import versions

PATH = f"{PREFIX}/policies/reference"
DATASET = re.compile(r"[a-z][a-z0-9_]{0,40}(:[A-Z0-9_-]{1,40})?")
NO_DATASET = "There is no such dataset."
MOST = 200
LONGEST_S = 20.0  # a screening list has tens of thousands of rows


async def show(visit: Visit) -> Response:
    """Return the versions of a dataset, and what one changes in another."""
    dataset = str(visit.request.path_params["dataset"])
    ask = visit.resources.gateway.ask
    found = await ask(versions.listed, dataset) if DATASET.fullmatch(dataset) else []
    if not found:
        raise NotFound(NO_DATASET)
    new, old = _two(visit, found)
    found_changes: list[ReferenceChange] = []
    if old is not None:
        found_changes = await visit.resources.gateway.ask_within(
            LONGEST_S, versions.first_differences, dataset, old=old, new=new, most=MOST + 1
        )
    return render.page(
        visit,
        "reference",
        title=f"Reference data {dataset}",
        dataset=dataset,
        versions=found,
        old=old,
        new=new,
        changes=[(one, _values(one)) for one in found_changes[:MOST]],
        is_cut=len(found_changes) > MOST,
        action=f"{PATH}/{dataset}",
    )


def _two(visit: Visit, found: list[ReferenceVersion]) -> tuple[int, int | None]:
    """Return the version that is looked at and the one that it is compared with."""
    query = visit.request.query_params
    numbers = [one.version for one in found]
    new = queries.number(query, "version", numbers[0])
    in_force = next((one.version for one in found if one.state == "in force"), None)
    earlier = max((one for one in numbers if one < new), default=None)
    usual = in_force if in_force not in (None, new) else earlier
    old = queries.number(query, "against", usual or 0) or None
    if new not in numbers or (old is not None and old not in numbers):
        raise NotFound(NO_DATASET)
    return new, old


def _values(change: ReferenceChange) -> list[ValueChange]:
    return changes(change.old_values or {}, change.new_values or {})


PAGES = (Page("GET", "/policies/reference/{dataset}", "policies.see", show),)
