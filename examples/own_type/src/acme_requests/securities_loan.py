"""The request type securities_loan: may a security be lent against this collateral?"""

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files

from pydantic import Field

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.fact import Fact, number, one_of, whole
from bankagent.domain.known import Known
from bankagent.domain.request_type import RequestType
from bankagent.facts import fx
from bankagent.facts.fx import FxRates
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.request_types.fields import AmountAboveZero, Currency, Isin, Payload, Symbol


class SecuritiesLoan(Payload):
    """A loan of a security; amounts are in major units of `currency`."""

    symbol: Symbol = Field(description="the ticker of the security, 1 to 32 characters")
    isin: Isin | None = Field(default=None, description="the ISIN (ISO 6166) of the security")
    currency: Currency = Field(default="USD", description="the currency code (ISO 4217)")
    value: AmountAboveZero = Field(description="the market value of what is lent, above 0")
    collateral: AmountAboveZero | None = Field(
        default=None, description="the market value of the collateral, above 0"
    )


MOST_COVER_BP = 1_000_000

FACTS: Mapping[str, Fact] = {
    "value_usd_known": one_of("yes", "no"),
    "value_usd": number(minimum=0),
    "security": one_of("clear", "watch", "restricted", "unknown"),
    "collateral": one_of("known", "not_given"),
    "cover_bp": whole(minimum=0, maximum=MOST_COVER_BP),
}


def facts(payload: SecuritiesLoan, known: Known) -> dict[str, JsonValue]:
    """Return the facts about a loan; a number that is not known is 0, and a word says so."""
    in_usd = fx.convert(payload.value, payload.currency, known[FxRates].on(None))
    return {
        "value_usd_known": "yes" if in_usd else "no",
        "value_usd": in_usd.amount if in_usd else Decimal(0),
        "security": known[RestrictedInstruments].restriction(),
        "collateral": "known" if payload.collateral else "not_given",
        "cover_bp": _cover_bp(payload.value, payload.collateral or Decimal(0)),
    }


def _cover_bp(value: Decimal, collateral: Decimal) -> int:
    """Return the collateral in basis points of the value, rounded down: 102 percent is 10200."""
    # In whole numbers, which are exact: a quotient of 28 digits may be rounded up to 10200.
    (a, b), (c, d) = collateral.as_integer_ratio(), value.as_integer_ratio()
    return min(a * d * 10_000 // (b * c), MOST_COVER_BP)


TYPE = RequestType(
    name="securities_loan",
    description="May this security be lent against this collateral?",
    approved_means="The desk may lend the security.",
    rejected_means="The desk must not lend the security; a new request is needed for other terms.",
    queue="securities_loan",
    policy_key="securities_loan",
    payload=SecuritiesLoan,
    facts=facts,
    example={"symbol": "AAPL", "value": 1000000, "collateral": 1020000},
    needs=(FxRates, RestrictedInstruments),
    fact_schema=FACTS,
    policies=files(__package__) / "policies" / "securities_loan",
)
