"""Cases of onboarding: what became of the findings of a reviewer."""

from dataclasses import dataclass
from typing import Literal

from bankagent.domain.request_status import Status

OnDocument = Literal["accept", "reject", "ask_again"]
OnRequirement = Literal["waived", "deferred"]
OnHit = Literal["cleared", "confirmed"]


@dataclass(frozen=True, slots=True)
class FindingsGiven:
    """A case after findings: its status, their audit entry, and the numbers of the waivers."""

    status: Status
    audit_entry_id: int
    waiver_ids: list[int]
