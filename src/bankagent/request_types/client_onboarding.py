"""The request type client_onboarding: may this client be accepted?"""

from typing import Literal, Self

from pydantic import Field, model_validator

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
