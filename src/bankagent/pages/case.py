"""Case of an onboarding beside its payload: documents against requirements, rating, hits."""

from collections.abc import Mapping
from typing import Any

from bankagent.domain.exact_json import JsonValue


def of_evaluation(evaluation: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the assessment of a case that an evaluation recorded, its lists made safe to read.

    None where there is none. A row that was written past the verbs is shown for what it has.
    """
    known = evaluation.get("known")
    case = known.get("case") if isinstance(known, Mapping) else None
    if not isinstance(case, Mapping):
        return None
    rating = case.get("rating")
    owners = case.get("owners")
    return {
        "requirements": _rows(case.get("requirements")),
        "rating": rating if isinstance(rating, Mapping) else {},
        "factors": _rows(rating.get("factors")) if isinstance(rating, Mapping) else [],
        "owners": _rows(owners.get("found")) if isinstance(owners, Mapping) else [],
        "hits": [
            {
                "party": party.get("party"),
                "word": party.get("word"),
                "hits": _rows(party.get("hits")),
            }
            for party in _rows(case.get("screenings"))
        ],
        "next_review": case.get("next_review"),
    }


def _rows(value: JsonValue) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
