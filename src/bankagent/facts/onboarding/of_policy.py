"""Facts that a policy tests of a case: words of short lists, and counts."""

from collections.abc import Mapping
from typing import Any

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.fact import Fact, one_of, whole
from bankagent.facts.onboarding.assess import Assessed
from bankagent.facts.onboarding.rating import REVIEW_MONTHS
from bankagent.facts.onboarding.risks import STRICTNESS
from bankagent.facts.onboarding.screened import WORDS
from bankagent.facts.onboarding.subjects import subjects_of

FACTS: Mapping[str, Fact] = {
    "client_type": one_of("company", "person", "fund", "trust", "bank"),
    "review": one_of("onboarding", "periodic", "event"),
    "requirements": one_of("complete", "open", "unknown"),
    "open_requirements": whole(minimum=0),
    "refused_requirements": whole(minimum=0),
    "waived_requirements": whole(minimum=0),
    "unreviewed_documents": whole(minimum=0),
    "shared_files": whole(minimum=0),
    "ending_soon": whole(minimum=0),
    "owners": one_of("found", "senior_manager", "none", "gap", "cycle", "not_needed"),
    "owner_count": whole(minimum=0),
    "screening": one_of(*WORDS),
    "open_hits": whole(minimum=0),
    "oldest_list_days": whole(minimum=0),
    "pep": one_of("yes", "no", "unknown"),
    "country_risk": one_of(*STRICTNESS),
    "product_risk": one_of(*STRICTNESS),
    "channel_risk": one_of(*STRICTNESS),
    "rating": one_of("low", "medium", "high", "prohibited"),
    "rating_known": one_of("yes", "no"),
    "rating_score": whole(minimum=0, maximum=100),
    "review_months": whole(minimum=0),
    "earlier": one_of("none", "same", "changed", "material", "declined"),
    "days_overdue": whole(minimum=0),
}


def facts(payload: Any, found: Assessed) -> dict[str, JsonValue]:
    """Return the facts of a case."""
    words = [one.word for one in found.states]
    counting = [one for one in found.states if one.word == "met"]
    rated = found.rating
    return {
        "client_type": payload.client.client_type,
        "review": payload.review,
        "requirements": found.requirements,
        "open_requirements": len(found.asked_for),
        "refused_requirements": words.count("refused"),
        "waived_requirements": words.count("waived") + words.count("deferred"),
        "unreviewed_documents": len({one.paper for one in counting if not one.accepted}),
        "shared_files": found.shared_files,
        "ending_soon": len(found.ends_soon()),
        "owners": found.owned.word,
        "owner_count": len(found.owned.owners),
        "screening": found.screening,
        "open_hits": sum(it.word != "cleared" for one in found.parties for it in one.hits),
        "oldest_list_days": found.oldest_list_days,
        "pep": _exposed(payload),
        "country_risk": rated.tier("country"),
        "product_risk": rated.tier("product"),
        "channel_risk": rated.tier("channel"),
        "rating": rated.word,
        "rating_known": "yes" if rated.is_known else "no",
        "rating_score": rated.total,
        "review_months": REVIEW_MONTHS.get(rated.word, 0),
        "earlier": found.beside.word,
        "days_overdue": found.beside.days_overdue(found.day),
    }


def _exposed(payload: Any) -> str:
    """Return yes where a party is a politically exposed person, no where each person says no."""
    said = {one.exposure for one in subjects_of(payload)}
    return next(word for word in ("yes", "unknown", "no") if word in said)
