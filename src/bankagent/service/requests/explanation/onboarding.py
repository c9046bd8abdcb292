"""Sentences on a case of onboarding: its requirements, owners, hits and rating.

Requirements and owners may reach the client. Hits, ratings, waivers and the reasons of refusals may
not: a client must not learn from them that it is suspected (tipping-off).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bankagent.domain.exact_json import JsonValue
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.facts.onboarding.requirements import Requirements
from bankagent.facts.onboarding.reviewed import (
    DocumentVerdicts,
    RequirementWaivers,
    ScreeningJudgements,
)
from bankagent.facts.onboarding.risks import CountryRisk, ProductRisk
from bankagent.facts.onboarding.today import Today
from bankagent.service.requests.explanation.records import Records, Row, evaluation_id, mapping
from bankagent.service.requests.explanation.told import Tell, Told, reference_id

# The name under which an evaluation records it, beside the looked-up values.
CASE = "case"
# Reasons that code finds; those of verdicts are people's, and may tell a suspicion.
WHY = {
    "type": "its type does not meet it",
    "issued_later": "its day of issue is still to come",
    "expired": "it has expired",
    "too_old": "it was issued too long ago",
}
HOW = {
    "shares": "by its share",
    "control": "by control of the client",
    "control_of_holder": "by control of a company that holds or controls the client",
    "role": "by its role in the trust",
    "senior_manager": "as a senior manager, since no owner was found",
}
OWNERSHIP = {
    "gap": "The case does not name the owners of {untraced_pct} % of the client, or who controls a "
    "company that holds it.",
    "cycle": "These companies own one another, so that their shares have no end: {companies}.",
    "none": "The case names no beneficial owner and no senior manager.",
}


def _case(evaluation: Row) -> dict[str, Any]:
    return dict(mapping(mapping(evaluation.get("known")).get(CASE)))


def _ids(records: Records, evaluation: Row, fact: str) -> tuple[str, ...]:
    return f"{evaluation_id(evaluation, 'fact')}/{fact}", records.payload


def requirements(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield what is still asked for, and how many requirements are not open."""
    found = _case(evaluation)
    if not found:
        return
    ids, about = _ids(records, evaluation, "requirements"), ("requirements",)
    version = mapping(evaluation.get("reference")).get(Requirements.NAME)
    if version is not None:
        ids = (*ids, reference_id(Requirements.NAME, version))
    for one in found["asked_for"]:
        yield Told(f"{_named(one)} is {one['state']}{_why(one)}.", ids, about)
    closed = len(found["requirements"]) - len(found["asked_for"])
    text = f"{closed} of {len(found['requirements'])} requirements are not open."
    yield Told(text, ids, about)


def _named(one: Mapping[str, Any]) -> str:
    whose = f"of the party {one['party']}" if one["party"] else f"of a {one['whose']}"
    if one["party"] == "client":
        whose = "of the client"
    return f"The requirement {one['requirement']} {whose}"


def _why(one: Mapping[str, Any]) -> str:
    paper = f" (document {one['document']})" if one["document"] else ""
    return f"{paper}: {WHY[one['reason']]}" if one["reason"] in WHY else paper


def people_said(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield the waivers that count, and the reviewers' reasons of refusals."""
    ids = _ids(records, evaluation, "waived_requirements")
    for one in _case(evaluation).get("requirements", ()):
        if one["state"] in ("waived", "deferred"):
            until = f" until {one['until']}" if one["until"] else ""
            yield Told(f"{_named(one)} is {one['state']}{until}: {one['reason']}.", ids)
        if one["state"] == "refused":
            text = f"Document {one['document']} was refused for {one['requirement']}"
            yield Told(f"{text}: {one['reason'] or 'no reason given'}.", ids)


def owners(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield the beneficial owners, and what is not known of the ownership."""
    found = _case(evaluation).get("owners")
    if not found:
        return
    ids, about = _ids(records, evaluation, "owners"), ("owners",)
    for one in found["found"]:
        part = f" ({one['pct']} % of the client)" if one["how"] != "senior_manager" else ""
        text = f"The party {one['party']} is a beneficial owner {HOW[one['how']]}{part}."
        yield Told(text, ids, about)
    words = OWNERSHIP.get(found["word"])
    if words:
        companies = ", ".join(found["cycle"])
        yield Told(words.format(companies=companies, **found), ids, about)


def screening(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield each hit with its list, its score and its features, and each party without one."""
    ids, about = _ids(records, evaluation, "screening"), ("screening",)
    for one in _case(evaluation).get("screenings", ()):
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
    found = _case(evaluation)
    if not found:
        return
    rated, about = found["rating"], ("rating", "rating_known")
    used = mapping(evaluation.get("reference"))
    ids = _ids(records, evaluation, "rating") + tuple(
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


def day(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield the day of which documents were checked."""
    found = Today.from_json(recorded).day
    if found:
        yield Told(f"The documents were checked as of {found}.", (), ())


def lists(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield the lists that are not whole, and the parties that could not be screened."""
    found = PartyScreenings.from_json(recorded)
    for dataset in found.partial:
        ids = (reference_id(dataset, found.lists[dataset]),)
        yield Told(f"Rows of {dataset} are missing, so that no name is clear.", ids, ("screening",))
    for party in found.unscreened:
        text = f"The party {party} was not screened: its name has no word that can be compared."
        yield Told(text, (), ("screening",))


def nothing(_: JsonValue, __: Records) -> Iterator[Told]:
    """Yield nothing: what was looked up stands beside what was found from it."""
    yield from ()


# As in told.py and computed.py, for the needs and the facts of cases.
NEEDS: Mapping[str, tuple[str | None, Tell]] = {
    Today.NAME: ("requirements", day),
    Requirements.NAME: ("requirements", nothing),
    CountryRisk.NAME: ("country_risk", nothing),
    ProductRisk.NAME: ("product_risk", nothing),
    PartyScreenings.NAME: ("screening", lists),
    DocumentVerdicts.NAME: (None, nothing),
    RequirementWaivers.NAME: (None, nothing),
    ScreeningJudgements.NAME: (None, nothing),
}
COMPUTED: Mapping[str, Callable[[Records, Row], Iterator[Told]]] = {
    "requirements": requirements,
    "waived_requirements": people_said,
    "owners": owners,
    "screening": screening,
    "rating": rating,
}
