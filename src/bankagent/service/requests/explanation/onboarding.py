"""Sentences on a case of onboarding: its requirements, owners, hits and rating.

Requirements and owners may reach the client. Hits, ratings, waivers and the reasons of refusals may
not: a client must not learn from them that it is suspected (tipping-off).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bankagent.domain.exact_json import JsonValue
from bankagent.facts.onboarding.earlier import EarlierCases
from bankagent.facts.onboarding.judgements import ScreeningJudgements
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.facts.onboarding.requirements import Requirements
from bankagent.facts.onboarding.reviewed import DocumentVerdicts, RequirementWaivers
from bankagent.facts.onboarding.risks import CountryRisk, ProductRisk
from bankagent.facts.onboarding.today import Today
from bankagent.service.requests.explanation.onboarding_risk import (
    case_of,
    earlier,
    ids_of,
    lists,
    rating,
    screening,
)
from bankagent.service.requests.explanation.records import Records, Row, mapping
from bankagent.service.requests.explanation.told import Tell, Told, reference_id

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


def requirements(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield what is still asked for, and how many requirements are not open."""
    found = case_of(evaluation)
    if not found:
        return
    ids, about = ids_of(records, evaluation, "requirements"), ("requirements",)
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
    # A reviewer's code may be spelt like one of these.
    if one["state"] == "refused":
        return paper
    return f"{paper}: {WHY[one['reason']]}" if one["reason"] in WHY else paper


def people_said(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield the waivers that count, and the reviewers' reasons of refusals."""
    ids = ids_of(records, evaluation, "waived_requirements")
    for one in case_of(evaluation).get("requirements", ()):
        if one["state"] in ("waived", "deferred"):
            until = f" until {one['until']}" if one["until"] else ""
            yield Told(f"{_named(one)} is {one['state']}{until}: {one['reason']}.", ids)
        if one["state"] == "refused":
            text = f"Document {one['document']} was refused for {one['requirement']}"
            yield Told(f"{text}: {one['reason'] or 'no reason given'}.", ids)


def owners(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield the beneficial owners, and what is not known of the ownership."""
    found = case_of(evaluation).get("owners")
    if not found:
        return
    ids, about = ids_of(records, evaluation, "owners"), ("owners",)
    for one in found["found"]:
        part = f" ({one['pct']} % of the client)" if one["how"] != "senior_manager" else ""
        text = f"The party {one['party']} is a beneficial owner {HOW[one['how']]}{part}."
        yield Told(text, ids, about)
    words = OWNERSHIP.get(found["word"])
    if words:
        companies = ", ".join(found["cycle"])
        yield Told(words.format(companies=companies, **found), ids, about)


def day(recorded: JsonValue, _: Records) -> Iterator[Told]:
    """Yield the day of which documents were checked."""
    found = Today.from_json(recorded).day
    if found:
        yield Told(f"The documents were checked as of {found}.", (), ())


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
    EarlierCases.NAME: (None, nothing),
}
COMPUTED: Mapping[str, Callable[[Records, Row], Iterator[Told]]] = {
    "requirements": requirements,
    "waived_requirements": people_said,
    "owners": owners,
    "screening": screening,
    "rating": rating,
    "earlier": earlier,
}
