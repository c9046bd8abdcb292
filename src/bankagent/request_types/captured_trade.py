"""A captured trade: in the words of its source, and in normalised form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, ValidatorFunctionWrapHandler, field_validator, model_validator

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.request_types.fields import PLACES, Amount, AmountAboveZero, Day
from bankagent.request_types.trade_review import TradeReview

CAPITALS = ("isin", "cusip", "sedol", "figi", "mic", "counterparty_lei", "counterparty_bic")
SIDES = {
    "b": "buy", "buy": "buy", "s": "sell", "sell": "sell",
    "ss": "sell_short", "sell short": "sell_short", "sell_short": "sell_short",
}  # fmt: skip
# Prices of some markets are in hundredths, under codes that ISO 4217 does not have.
HUNDREDTHS = {"GBX": "GBP", "GBp": "GBP", "ZAC": "ZAR", "ZAc": "ZAR", "ILA": "ILS"}


@dataclass(frozen=True, slots=True)
class Hundredths:
    """An amount as it was sent, in hundredths of the currency."""

    sent: Any


class CapturedTrade(TradeReview):
    """A trade as its source has it; codes may have small letters and spaces around them."""

    side: Literal["buy", "sell", "sell_short"] = Field(
        description="buy, sell or sell_short; also B, S and SS"
    )
    quantity: AmountAboveZero = Field(
        description="the number of units traded, above 0, at most 28 digits, 10 after the point"
    )
    price: Amount = Field(
        description="the price of one unit in units of `currency`, at most 28 digits, 10 after the "
        "point (8 where the currency counts hundredths)"
    )
    trade_date: Day = Field(description="the day of the trade, as 2026-11-24")

    @field_validator("price", "notional", mode="wrap")
    @classmethod
    def _in_major_units(cls, value: Any, check: ValidatorFunctionWrapHandler) -> Any:
        if not isinstance(value, Hundredths):
            return check(value)
        # Checked as it was sent: Decimal itself takes 1_000 and digits of other scripts.
        amount: Decimal = check(value.sent).scaleb(-2)
        if -int(amount.normalize().as_tuple().exponent) > PLACES:
            raise ValueError(
                f"must have at most {PLACES - 2} digits after the point, since the currency counts "
                "hundredths"
            )
        return amount

    @model_validator(mode="before")
    @classmethod
    def _in_one_spelling(cls, sent: Any) -> Any:
        return _spelled(sent) if isinstance(sent, Mapping) else sent

    def normalised(self) -> JsonObject:
        """Return the trade as trade_review takes it, without what is not given."""
        fields = self.model_dump(exclude_none=True)
        return {name: _written(value) for name, value in fields.items()}


def _spelled(sent: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        name: value.strip() if isinstance(value, str) else value for name, value in sent.items()
    }
    for name in CAPITALS:
        _change(found, name, str.upper)
    _change(found, "side", lambda side: SIDES.get(side.lower(), side))
    # Gbp is neither GBP nor GBp: it does not say which of them is meant.
    _change(found, "currency", lambda code: code.upper() if code.islower() else code)
    if (currency := str(found.get("currency"))) in HUNDREDTHS:
        found["currency"] = HUNDREDTHS[currency]
        for name in ("price", "notional"):
            if found.get(name) is not None:
                found[name] = Hundredths(found[name])
    return {name: value for name, value in found.items() if value is not None}


def _change(fields: dict[str, Any], name: str, change: Callable[[str], str]) -> None:
    value = fields.get(name)
    if isinstance(value, str):
        fields[name] = change(value)


def _written(value: Any) -> JsonValue:
    if isinstance(value, Decimal):
        return Decimal(format(value.normalize(), "f"))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
