"""Findings of reviewers on cases of onboarding, as they send them and see them stored."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from bankagent.api.models.common import Answer, Body, JsonObject
from bankagent.api.models.exception_work import example_of
from bankagent.api.models.texts import Reason, in_words
from bankagent.api.models.votes import DIGEST_EXAMPLE
from bankagent.domain.case import OnDocument, OnHit, OnRequirement
from bankagent.domain.request_status import Status
from bankagent.request_types.fields import Day

MOST = 200
Code = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]{0,39}$"),
    in_words("must be a word of 1 to 40 small letters, digits or _"),
]
Sha256 = Annotated[
    str,
    Field(pattern=r"^[0-9a-f]{64}$"),
    in_words("must be a SHA-256: 64 digits and small letters from a to f"),
]
Party = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9._-]{1,64}$"),
    in_words("must be a party's id: 1 to 64 letters, digits, dots, underscores and hyphens"),
]


class NewVerdict(Body):
    """A verdict on a document: on the file, by its SHA-256."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Refuse a file.", {"sha256": "a" * 64, "verdict": "reject", "reason_code": "unreadable"}
    )

    sha256: Sha256 = Field(description="The SHA-256 of a document that the payload has now.")
    verdict: OnDocument = Field(description="reject is for ever; of the others the last counts.")
    reason_code: Code | None = Field(
        default=None, description="The reason as a code, with reject and ask_again."
    )


class NewWaiver(Body):
    """A requirement that is waived, or deferred until a day; another person confirms it."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Defer a proof of address.",
        {
            "requirement": "address",
            "party": "anna",
            "kind": "deferred",
            "reason_code": "moving_house",
            "reason": "The registration office confirms it by Monday.",
            "until": "2099-01-31",
        },
    )

    requirement: Code = Field(description="The requirement, as the evaluation names it.")
    party: Party = Field(
        default="client", description="The party that must show it; client for the client itself."
    )
    kind: OnRequirement
    reason_code: Code
    reason: Reason
    until: Day | None = Field(
        default=None, description="The last day on which it counts; a deferral needs one."
    )


class NewJudgement(Body):
    """A judgement of a hit, for exactly this party and this entry, as they were read."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Clear a hit.",
        {
            "party": "anna",
            "list": "screening:OFAC-SDN",
            "entry_id": "36",
            "party_sha256": DIGEST_EXAMPLE,
            "entry_sha256": DIGEST_EXAMPLE,
            "verdict": "cleared",
            "reason": "The listed person was born in 1940.",
        },
    )

    party: Party
    list: str = Field(min_length=1, max_length=100)
    entry_id: str = Field(min_length=1, max_length=200)
    party_sha256: Sha256
    entry_sha256: Sha256
    verdict: OnHit = Field(
        description="confirmed: only where a day of birth or an identifier agrees."
    )
    reason: Reason


class NewFindings(Body):
    """Findings on a case: all of them are stored, or none; without any it is evaluated again."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = example_of(
        "Accept one file and refuse another.",
        {
            "verdicts": [
                {"sha256": "b" * 64, "verdict": "accept"},
                NewVerdict.EXAMPLES["usual"]["value"],
            ]
        },
    )

    verdicts: list[NewVerdict] = Field(default_factory=list, max_length=MOST)
    waivers: list[NewWaiver] = Field(default_factory=list, max_length=MOST)
    judgements: list[NewJudgement] = Field(default_factory=list, max_length=MOST)


class CaseAfter(Answer):
    """A case after findings."""

    EXAMPLE: ClassVar[JsonObject] = {"request_id": 7, "status": "received"}

    request_id: int
    status: Status = Field(description="received where it is evaluated again.")


class FindingsStored(CaseAfter):
    """A case after findings, with their audit entry."""

    EXAMPLE: ClassVar[JsonObject] = CaseAfter.EXAMPLE | {"audit_entry_id": 41, "waiver_ids": []}

    audit_entry_id: int
    waiver_ids: list[int] = Field(description="The numbers of the waivers, for the second person.")


class CaseFile(Answer):
    """The file of a case as of a time."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request_id": 7,
        "at": "2026-11-24T17:00:00+00:00",
        "request": {"client_id": "CUST-1042", "status": "needs_info", "payload_version": 1},
        "payloads": [],
        "entries": [],
        "evaluations": [],
        "verdicts": [],
        "waivers": [],
        "confirmations": [],
        "judgements": [],
        "votes": [],
        "decision": None,
    }

    request_id: int
    at: str = Field(description="The time, in UTC.")
    request: JsonObject
    payloads: list[JsonObject] = Field(description="All payloads up to then, by version.")
    entries: list[JsonObject] = Field(description="The audit entries up to then, in order.")
    evaluations: list[JsonObject]
    verdicts: list[JsonObject]
    waivers: list[JsonObject]
    confirmations: list[JsonObject]
    judgements: list[JsonObject]
    votes: list[JsonObject]
    decision: JsonObject | None
