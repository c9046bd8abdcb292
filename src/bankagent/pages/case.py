"""Case of an onboarding beside its payload: documents against requirements, rating, hits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bankagent.domain.case import ReviewState, VerdictOnFile, Waiver
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.explanation import Evidence
from bankagent.pages import hits
from bankagent.pages.visit import Visit
from bankagent.store.cases import review

TYPE = "client_onboarding"
OPEN = ("met", "waived", "deferred")


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer of a case has before them; `state` is None for those who review nothing."""

    assessed: Mapping[str, Any] | None
    screened: Sequence[hits.ScreenedName]
    documents: Sequence[Mapping[str, Any]]
    verdicts: Mapping[str, VerdictOnFile]
    waivers: Sequence[Waiver]
    state: ReviewState | None

    @property
    def may_find(self) -> bool:
        """Whether the reader may give findings now, as far as this page knows."""
        return bool(self.state and self.state.takes_findings and not self.state.is_reviewers_own)

    @property
    def open_musts(self) -> list[Mapping[str, Any]]:
        """The requirements that must be met and are not."""
        rows = self.assessed["requirements"] if self.assessed else []
        return [one for one in rows if one.get("must") and one.get("state") not in OPEN]


async def of_request(visit: Visit, found: Evidence, evaluation: Mapping[str, Any]) -> Review | None:
    """Return the review of a case; None for a request of another type."""
    if found.request_type != TYPE:
        return None
    ask, assessed = visit.resources.gateway.ask, of_evaluation(evaluation)
    screenings = assessed["screenings"] if assessed else []
    entries = await ask(review.entries, hits.keys_of(screenings))
    is_reviewer = visit.may("case.find")
    given = await ask(review.verdicts, found.request_id)
    return Review(
        assessed,
        hits.shown(screenings, found.payload, entries),
        _rows(found.payload.get("documents")) if isinstance(found.payload, Mapping) else [],
        {one.sha256: one for one in given},
        await ask(review.waivers, found.request_id, reviewer=visit.name),
        await ask(review.state, found.request_id, reviewer=visit.name) if is_reviewer else None,
    )


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
        "screenings": _rows(case.get("screenings")),
        "next_review": case.get("next_review"),
    }


def _rows(value: JsonValue) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
