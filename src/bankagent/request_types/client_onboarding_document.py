"""Document of a case: metadata of a file, which itself is never sent."""

from hashlib import sha256
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic import StringConstraints as Text

from bankagent.facts.onboarding.roles import CLIENT
from bankagent.request_types.client_onboarding_party import FullName, PartyId
from bankagent.request_types.fields import Day, DayLongAgo, Payload, Word

MOST_MET = 20
# The SHA-256 of nothing: an upload that failed.
OF_AN_EMPTY_FILE = sha256().hexdigest()


def _of_a_file(digest: str) -> str:
    if digest == OF_AN_EMPTY_FILE:
        raise ValueError("must be the SHA-256 of a file that is not empty")
    return digest


class Document(Payload):
    """A document that a party shows, and the requirements that it is to meet."""

    document_id: PartyId = Field(
        description="the document's id in this case, 1 to 64 of A-Z a-z 0-9 . _ -"
    )
    type: Word = Field(
        description="the type, as passport or register_extract: 1 to 40 small letters, digits or _"
    )
    issuer: FullName = Field(description="the issuer, 1 to 256 printable characters")
    issued: DayLongAgo = Field(description="the day of issue, as 2026-11-24")
    expires: Day | None = Field(
        default=None, description="the last day on which it is valid; null where it does not expire"
    )
    sha256: Annotated[str, Text(pattern=r"^[0-9a-f]{64}$"), AfterValidator(_of_a_file)] = Field(
        description="the SHA-256 of the file, 64 small hex digits"
    )
    meets: tuple[Word, ...] = Field(
        min_length=1,
        max_length=MOST_MET,
        strict=False,
        description=f'1 to {MOST_MET} requirements that it is to meet, as ["register_extract"]',
    )
    party_id: PartyId = Field(
        default=CLIENT,
        description=f"the party_id of the party that it is about; {CLIENT} for the client itself",
    )
