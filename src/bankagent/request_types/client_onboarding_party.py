"""Client and parties of a case: the persons and companies that a client is, is owned and run by."""

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic import StringConstraints as Text

from bankagent.facts.onboarding.roles import CHANNELS_LIKE, CLIENT
from bankagent.request_types.fields import Country, DayLongAgo, Name, Payload, Percent, Word

MOST_PRODUCTS = 20
MOST_IDENTIFIERS = 20
MOST_HOLDINGS = 20
MOST_NATIONALITIES = 10
MOST_NAMES = 10

# Joiners of scripts that need them (Persian, Hindi). Other signs of format, such as U+202E, make a
# name read otherwise than it is stored and screened.
JOINERS = "\u200c\u200d"


def _as_it_reads(name: str) -> str:
    if name != name.strip():
        raise ValueError("must have no space at its ends")
    if any(unicodedata.category(one) == "Cf" and one not in JOINERS for one in name):
        raise ValueError("must have no invisible signs of format, such as U+200B or U+202E")
    return name


PartyId = Annotated[str, Text(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
IdentifierText = Annotated[
    str,
    Text(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"),
    AfterValidator(_as_it_reads),
]
FullName = Annotated[Name, AfterValidator(_as_it_reads)]
ClientType = Literal["company", "person", "fund", "trust", "bank"]
Role = Literal[
    "owner", "director", "signatory", "senior_manager", "settlor", "trustee", "protector",
    "beneficiary",
]  # fmt: skip
Exposed = Literal["yes", "no", "unknown"]


class PartyIdentifier(Payload):
    """An identifier of a party, such as a passport or an entry of a register."""

    type: Word = Field(
        description="the type, as passport, national_id, tax_id, registration, lei or bic: 1 to 40 "
        "small letters, digits or _"
    )
    value: IdentifierText = Field(description="the identifier itself, 1 to 64 characters")
    country: Country | None = Field(
        default=None, description="the country code (ISO 3166-1) of the issuer, as DE"
    )


class Holding(Payload):
    """A share that a party has in another party, which is a company."""

    party_id: PartyId = Field(description="the party_id of the company that the share is in")
    pct: Percent = Field(description="the share in percent, from 0 to 100, exact")


class Named(Payload):
    """A person or a company as lists are screened for it."""

    name: FullName = Field(
        description="the full name, 1 to 256 printable characters without a space at its ends"
    )
    other_names: tuple[FullName, ...] = Field(
        default=(),
        max_length=MOST_NAMES,
        strict=False,
        description=f"up to {MOST_NAMES} aliases, former names or trade names, each a text as name",
    )
    date_of_birth: DayLongAgo | None = Field(
        default=None, description="the day of birth of a person, as 1965-03-09"
    )
    nationalities: tuple[Country, ...] = Field(
        default=(),
        max_length=MOST_NATIONALITIES,
        strict=False,
        description=f'up to {MOST_NATIONALITIES} country codes (ISO 3166-1), as ["DE"]',
    )
    identifiers: tuple[PartyIdentifier, ...] = Field(
        default=(),
        max_length=MOST_IDENTIFIERS,
        strict=False,
        description=f"up to {MOST_IDENTIFIERS} identifiers, objects with type and value",
    )
    pep: Exposed = Field(
        default="unknown",
        description="yes, no or unknown: whether it is a politically exposed person, or was asked",
    )


class Client(Named):
    """The client of a case."""

    client_type: ClientType = Field(description="company, person, fund, trust or bank")
    country: Country = Field(
        description="the country code (ISO 3166-1) of residence or registration, as DE"
    )
    products: tuple[Word, ...] = Field(
        min_length=1,
        max_length=MOST_PRODUCTS,
        strict=False,
        description=f'1 to {MOST_PRODUCTS} products that the client asks for, as ["custody"]',
    )
    channel: Word = Field(
        description=f"the channel by which the client came, as {CHANNELS_LIKE}: 1 to 40 small "
        "letters, digits or _"
    )


class Party(Named):
    """A person or a company in a case, beside the client."""

    party_id: PartyId = Field(
        description=f"the party's id in this case, 1 to 64 of A-Z a-z 0-9 . _ -, not {CLIENT}"
    )
    roles: tuple[Role, ...] = Field(
        min_length=1,
        max_length=8,
        strict=False,
        description="1 to 8 roles of: owner, director, signatory, senior_manager, settlor, "
        "trustee, protector, beneficiary",
    )
    kind: Literal["person", "company"] = Field(description="person or company")
    country: Country | None = Field(
        default=None, description="the country code (ISO 3166-1) of residence or registration"
    )
    ownership_pct: Percent | None = Field(
        default=None, description="the share in the client that it holds itself, from 0 to 100"
    )
    holdings: tuple[Holding, ...] = Field(
        default=(),
        max_length=MOST_HOLDINGS,
        strict=False,
        description=f"up to {MOST_HOLDINGS} shares in other parties, objects with party_id and pct",
    )
    control: Literal["voting", "board", "other", "none"] = Field(
        default="none",
        description="voting, board, other or none: how it controls the client by other means than "
        "shares",
    )
