"""Side of a trade exception: one party's record of a trade, as it came."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic import StringConstraints as Text

from bankagent.facts.breaks.fields import FIELDS
from bankagent.request_types.fields import Amount, AmountAboveZero, Day, Instant, Name, Payload

MOST_RAW_FIELDS = 200
MOST_RAW_TEXT = 1_000
MOST_RAW_NAME = 64
RAW_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f]+")

# Identifiers are plain texts: a wrong one is a finding of the comparison, and no fault of the call.
Identifier = Annotated[str, Text(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]


def _raw(fields: dict[str, Any]) -> dict[str, Any]:
    if len(fields) > MOST_RAW_FIELDS:
        raise ValueError(f"must have at most {MOST_RAW_FIELDS} fields")
    for name, value in fields.items():
        if not (0 < len(name) <= MOST_RAW_NAME and RAW_NAME.fullmatch(name)):
            raise ValueError(f"must have names of 1 to {MOST_RAW_NAME} printable characters")
        too_long = isinstance(value, str) and len(value) > MOST_RAW_TEXT
        if too_long or isinstance(value, dict | list):
            raise ValueError(f"must have texts of at most {MOST_RAW_TEXT} characters, or numbers")
    return fields


def _mapping(names: dict[str, str]) -> dict[str, str]:
    if not names.keys() <= FIELDS.keys():
        raise ValueError(f"must map fields that are compared: {', '.join(FIELDS)}")
    return names


class Instruction(Payload):
    """A settlement instruction; both records must have the same one."""

    place_of_settlement_bic: Identifier | None = Field(
        default=None, description="the BIC of the place of settlement, 1 to 64 characters"
    )
    agent_bic: Identifier | None = Field(
        default=None, description="the BIC of the settlement agent, 1 to 64 characters"
    )
    custodian_bic: Identifier | None = Field(
        default=None, description="the BIC of the custodian, 1 to 64 characters"
    )
    safekeeping_account: Identifier | None = Field(
        default=None, description="the safekeeping account, 1 to 64 characters"
    )
    cash_iban: Identifier | None = Field(
        default=None, description="the IBAN of the cash account, 1 to 64 characters"
    )


class Side(Payload):
    """One party's record; amounts are in major units of its currency."""

    source: Name = Field(
        description="the system or file that the record is from, 1 to 256 printable characters"
    )
    record_number: Identifier = Field(
        description="the number of the record in its source, 1 to 64 characters"
    )
    raw: Annotated[dict[str, Any], AfterValidator(_raw)] = Field(
        default_factory=dict,
        description=f"the record as it came: up to {MOST_RAW_FIELDS} fields with texts or numbers",
    )
    mapping: Annotated[dict[str, str], AfterValidator(_mapping)] = Field(
        default_factory=dict,
        description='for each field that is compared the raw field that has it: {"price": "PX"}; '
        "a field that is not given is read from there",
    )
    reference: Identifier | None = Field(
        default=None, description="the party's own reference, 1 to 64 characters; not compared"
    )
    uti: Identifier | None = Field(
        default=None, description="the unique transaction identifier, 1 to 64 characters"
    )
    isin: Identifier | None = Field(
        default=None, description="the ISIN of the instrument, 1 to 64 characters"
    )
    symbol: Identifier | None = Field(
        default=None,
        description="the symbol of the instrument, 1 to 64 characters; compared where not both "
        "sides have an ISIN",
    )
    side: Literal["buy", "sell", "sell_short"] | None = Field(
        default=None, description="buy, sell or sell_short, from this party's own view"
    )
    quantity: AmountAboveZero | None = Field(
        default=None, description="the quantity, above 0, at most 28 digits, 10 after the point"
    )
    price: Amount | None = Field(
        default=None, description="the price of one unit, at most 28 digits, 10 after the point"
    )
    settlement_amount: Amount | None = Field(
        default=None, description="the settlement amount, at most 28 digits, 10 after the point"
    )
    accrued_interest: Amount | None = Field(
        default=None, description="the accrued interest, at most 28 digits, 10 after the point"
    )
    currency: Identifier | None = Field(
        default=None, description="the currency code of amounts and price, 1 to 64 characters"
    )
    trade_date: Day | None = Field(default=None, description="the day of the trade, as 2026-11-24")
    settlement_date: Day | None = Field(
        default=None, description="the day of settlement, as 2026-11-25"
    )
    counterparty_lei: Identifier | None = Field(
        default=None,
        description="the LEI of the bank's counterparty in this record, 1 to 64 characters",
    )
    counterparty_bic: Identifier | None = Field(
        default=None,
        description="the BIC of the bank's counterparty in this record, 1 to 64 characters",
    )
    ssi: Instruction | None = Field(
        default=None, description="the settlement instruction, an object of BICs and accounts"
    )
    cancelled: bool = Field(
        default=False, description="true where this party has cancelled its record"
    )
    received_at: Instant | None = Field(
        default=None,
        description="when the record was received, with offset, as 2026-11-24T09:30:00Z",
    )
