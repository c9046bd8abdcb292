"""The request type client_onboarding: may this client be accepted?"""

from typing import Literal, Self

from pydantic import Field, model_validator

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import Known
from bankagent.domain.request_type import Evidence, RequestType
from bankagent.facts.onboarding import of_policy
from bankagent.facts.onboarding.assess import as_json, assess
from bankagent.facts.onboarding.earlier import EarlierCases
from bankagent.facts.onboarding.judgements import ScreeningJudgements
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.facts.onboarding.requirements import Requirements
from bankagent.facts.onboarding.reviewed import DocumentVerdicts, RequirementWaivers
from bankagent.facts.onboarding.risks import CountryRisk, ProductRisk
from bankagent.facts.onboarding.today import Today
from bankagent.request_types.client_onboarding_checks import faults_of, refuse
from bankagent.request_types.client_onboarding_document import Document
from bankagent.request_types.client_onboarding_party import Client, Party
from bankagent.request_types.fields import Payload

MOST_PARTIES = 100
MOST_DOCUMENTS = 200


class ClientOnboarding(Payload):
    """A case: a client with its parties and their documents."""

    client: Client = Field(
        description="the client, an object with name, client_type, country, products and channel"
    )
    parties: tuple[Party, ...] = Field(
        default=(),
        max_length=MOST_PARTIES,
        strict=False,
        description=f"up to {MOST_PARTIES} parties beside the client, objects with party_id, "
        "roles, kind and name",
    )
    documents: tuple[Document, ...] = Field(
        default=(),
        max_length=MOST_DOCUMENTS,
        strict=False,
        description=f"up to {MOST_DOCUMENTS} documents, objects with document_id, type, issuer, "
        "issued, sha256 and meets",
    )
    review: Literal["onboarding", "periodic", "event"] = Field(
        default="onboarding",
        description="onboarding, periodic or event: why the client is looked into",
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        refuse(type(self).__name__, faults_of(self))
        return self


def facts(payload: ClientOnboarding, known: Known) -> dict[str, JsonValue]:
    """Return the facts about a case, without its evidence."""
    return facts_and_evidence(payload, known)[0]


def facts_and_evidence(
    payload: ClientOnboarding, known: Known
) -> tuple[dict[str, JsonValue], Evidence]:
    """Return the facts about a case, and its assessment, which evaluation and result have."""
    assessed = assess(payload, known)
    return of_policy.facts(payload, assessed), lambda _: {"case": as_json(assessed)}


TYPE = RequestType(
    name="client_onboarding",
    description="May this client be accepted?",
    queue="client_onboarding",
    policy_key="client_onboarding",
    approved_means="The client is accepted, or is kept after a review.",
    rejected_means="The client is not accepted, or is not kept after a review.",
    payload=ClientOnboarding,
    facts=facts,
    facts_and_evidence=facts_and_evidence,
    example={
        "client": {
            "name": "Muster Maschinenbau GmbH", "client_type": "company", "country": "DE",
            "products": ["custody"], "channel": "branch", "pep": "no",
        },
        "parties": [
            {
                "party_id": "anna", "roles": ["owner", "director"], "kind": "person",
                "name": "Anna Muster", "date_of_birth": "1965-03-09", "country": "DE",
                "ownership_pct": 100, "pep": "no",
            },
        ],
        "documents": [
            {
                "document_id": "D-1", "type": "passport", "issuer": "Stadt Bonn",
                "issued": "2024-02-29", "expires": "2034-02-28", "party_id": "anna",
                "sha256": "4f9ff6a9a8bb8b1c6d1f5c1f6b1c1d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718",
                "meets": ["owner_identity", "director_identity"],
            },
        ],
    },
    needs=(
        Today, Requirements, CountryRisk, ProductRisk, PartyScreenings, DocumentVerdicts,
        RequirementWaivers, ScreeningJudgements, EarlierCases,
    ),
    fact_schema=of_policy.FACTS,
)  # fmt: skip
