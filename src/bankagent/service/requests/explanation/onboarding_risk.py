"""Sentences on the hits and the rating of a case of onboarding: none may reach the client."""

from collections.abc import Iterator, Mapping
from typing import Any

from bankagent.domain.exact_json import JsonValue
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.facts.onboarding.risks import CountryRisk, ProductRisk
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    evaluation_id,
    mapping,
    rows,
)
from bankagent.service.requests.explanation.told import Told, reference_id

# The name under which an evaluation records it, beside the looked-up values.
CASE = "case"


def case_of(evaluation: Row) -> dict[str, Any]:
    """Return the case that an evaluation recorded; empty where it recorded none."""
    return dict(mapping(mapping(evaluation.get("known")).get(CASE)))


def ids_of(records: Records, evaluation: Row, fact: str) -> tuple[str, ...]:
    """Return the ids of a fact and of the payload."""
    return f"{evaluation_id(evaluation, 'fact')}/{fact}", records.payload


def screening(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield each hit with its list, its score and its features, and each party without one."""
    ids, about = ids_of(records, evaluation, "screening"), ("screening",)
    for one in case_of(evaluation).get("screenings", ()):
        for hit in one["hits"]:
            yield Told(_hit(one["party"], hit), (*ids, *_entry(hit)), about)
        if not one["hits"]:
            yield Told(f"The party {one['party']} has no hit: {one['word']}.", ids, about)


def _hit(party: str, hit: Mapping[str, Any]) -> str:
    judged = f"; a person judged it {hit['judgement']}" if hit["judgement"] else ""
    return (
        f"The party {party} is like entry {hit['entry_id']} of {hit['list']} by {hit['score']} % "
        f"({hit['name_type']}); date of birth {hit['date_of_birth']}, identifier "
        f"{hit['identifier']}, country {hit['country']}{judged}: {hit['word']}."
    )


def _entry(hit: Mapping[str, Any]) -> tuple[str, str]:
    list_id = reference_id(hit["list"], hit["version"])
    return f"{list_id}/{hit['entry_id']}", list_id


def rating(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield the arithmetic of the rating, what overrides it, and the day of the next review."""
    found = case_of(evaluation)
    if not found:
        return
    rated, about = found["rating"], ("rating", "rating_known")
    used = mapping(evaluation.get("reference"))
    ids = ids_of(records, evaluation, "rating") + tuple(
        reference_id(name, used[name])
        for name in (CountryRisk.NAME, ProductRisk.NAME)
        if name in used
    )
    terms = ", ".join(
        f"{one['factor']} {one['score']} of {one['weight']} ({', '.join(one['of'])})"
        for one in rated["factors"]
    )
    text = (
        f"The rating was {rated['rating']}: {terms}; {rated['total']} of 100, band {rated['band']}."
    )
    yield Told(text, ids, about)
    for one in rated["overrides"]:
        text = f"The factor {one['factor']} makes the rating {one['rating']}, whatever the sum."
        yield Told(text, ids, about)
    if found["next_review"]:
        yield Told(f"The next review is due on {found['next_review']}.", ids, about)


def earlier(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield how the case stands to the client's last one, and what both say of each other.

    A reader that sees its own requests alone learns nothing else of a case of another caller.
    """
    found = mapping(case_of(evaluation).get("earlier"))
    if not found:
        return
    ids, about = ids_of(records, evaluation, "earlier"), ("earlier",)
    yield Told(f"The case was compared with the client's last one: {found['word']}.", ids, about)
    if found["request_id"] in records.hidden:
        return
    for text in _last_case(found):
        yield Told(text, (*ids, f"request:{found['request_id']}"), about)


def _last_case(found: Row) -> Iterator[str]:
    decided = (
        f"Request {found['request_id']} was the client's last case, {found['decision']} on "
        f"{found['decided_on']}"
    )
    if found["rating"] is None:
        yield f"{decided}; no rating, owners or hits are recorded of it."
        return
    due = found["next_review"] or "no day"
    yield f"{decided} with the rating {found['rating']}; its next review was due on {due}."
    for one in rows(found["changes"]):
        weight = "material" if one["material"] else "not material"
        before, now = one["before"] or "none", one["now"] or "none"
        yield f"Since then {one['what']} went from {before} to {now} ({weight})."


def lists(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield the lists that are not whole or retired, and the parties that could not be screened."""
    found = PartyScreenings.from_json(recorded)
    for dataset in found.partial:
        ids = (reference_id(dataset, found.lists[dataset]),)
        yield Told(f"Rows of {dataset} are missing, so that no name is clear.", ids, ("screening",))
    for dataset in found.retired:
        text = f"No version of {dataset} is in force any more, so that no name is clear."
        yield Told(text, (), ("screening",))
    for party in found.cut:
        text = f"The party {party} is like more entries than are recorded, so that it is not clear."
        yield Told(text, (), ("screening",))
    for party in found.unscreened:
        text = f"The party {party} was not screened: its name has no word that can be compared."
        yield Told(text, (), ("screening",))
