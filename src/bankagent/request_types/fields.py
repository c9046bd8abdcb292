"""Field types of payloads; each error says in words what the field takes."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import ModuleType
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)
from pydantic import StringConstraints as Text
from stdnum import bic, cusip, figi, isin, lei
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.gb import sedol

from bankagent.domain.currencies import CURRENCIES
from bankagent.reference.cells import FIRST, LAST
from bankagent.reference.codes import COUNTRIES

DIGITS = 28
PLACES = 10
LARGEST = 10**DIGITS - 1
# No rate and no calendar is asked for on the day of a birth or of a company's registration.
OLDEST = date(1800, 1, 1)

PLAIN_DECIMAL = re.compile(rf"-?[0-9]{{1,{DIGITS}}}(\.[0-9]{{1,{PLACES}}})?", re.ASCII)
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
RFC3339 = re.compile(
    ISO_DATE.pattern + r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)

Moment = TypeVar("Moment", date, datetime)


class Payload(BaseModel):
    """The base of all payloads: strict, frozen, and without unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _exact(value: Any) -> Any:
    # Both kinds of JSON number arrive exact; a float or a bool is a programming error.
    if isinstance(value, bool | float):
        raise ValueError("must be a JSON number or a decimal string")  # noqa: TRY004 - pydantic's
    if isinstance(value, str):
        if not PLAIN_DECIMAL.fullmatch(value):
            raise ValueError(
                f'must be plain digits as in "2500000.10", {PLACES} after the point at most'
            )
        return Decimal(value)
    return Decimal(value) if isinstance(value, int) else value


def _few_places(amount: Decimal) -> Decimal:
    # Not pydantic's decimal_places: beside max_digits it takes the places away from the whole part.
    if -int(amount.normalize().as_tuple().exponent) > PLACES:
        raise ValueError(f"must have at most {PLACES} digits after the point")
    return amount


# Days and instants beyond the bounds of reference data have no calendar and no rate, and sums of
# days beyond year 9999 raise an OverflowError: 9999-12-31 stopped a batch.
def _iso_date(value: Any, first: date = FIRST) -> Any:
    found = _parsed(date.fromisoformat, ISO_DATE, value)
    if found is None:
        raise ValueError("must be a date as in 2026-11-24")
    if not first <= found <= LAST:
        raise ValueError(f"must be a date from {first} to {LAST}")
    return found


def _long_ago(value: Any) -> Any:
    return _iso_date(value, OLDEST)


def _rfc3339(value: Any) -> Any:
    found = _parsed(datetime.fromisoformat, RFC3339, value)
    if found is None:
        raise ValueError("must be a time with its offset as in 2026-11-24T09:30:00Z")
    return found


def _within_bounds(instant: datetime) -> datetime:
    # Its own day: in UTC it may be the day before or after.
    if not FIRST <= instant.date() <= LAST:
        raise ValueError(f"must be a time from {FIRST} to {LAST}")
    return instant


def _parsed(parse: Callable[[str], Moment], pattern: re.Pattern[str], value: Any) -> Moment | None:
    if not (isinstance(value, str) and pattern.fullmatch(value)):
        return None
    try:
        return parse(value.upper())
    except ValueError:
        # Python's own words repeat a part of the value: "… not datetime.timedelta(days=4, …)".
        return None


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError("must be a currency code of ISO 4217 as in USD")
    return code


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise ValueError("must be a country code of ISO 3166-1 as in DE")
    return code


def _with_a_word(name: str) -> str:
    if not any(map(str.isalnum, name)):
        raise ValueError("must have a letter or a digit")
    return name


def _checked(standard: ModuleType, name: str) -> AfterValidator:
    # Instruments and counterparties come again and again: a check of both takes 30 us.
    @lru_cache(maxsize=10_000)
    def check(number: str) -> str:
        try:
            standard.validate(number)
        except InvalidChecksum:
            raise ValueError(f"must be a valid {name}: its check digit is wrong") from None
        except StdnumError:
            raise ValueError(f"must be a valid {name}: a part of it does not exist") from None
        return number

    return AfterValidator(check)


def _amount_schema(pattern: str, most: int = LARGEST, **bounds: int) -> WithJsonSchema:
    number = {"type": "number", **bounds, "maximum": most}
    return WithJsonSchema({"anyOf": [number, {"type": "string", "pattern": f"^{pattern}$"}]})


Amount = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(max_digits=DIGITS, allow_inf_nan=False),
    AfterValidator(_few_places),
    _amount_schema(PLAIN_DECIMAL.pattern, minimum=-LARGEST),
]
AmountAboveZero = Annotated[
    Amount,
    Field(gt=0),
    _amount_schema("(?=.*[1-9])" + PLAIN_DECIMAL.pattern.removeprefix("-?"), exclusiveMinimum=0),
]
Percent = Annotated[
    Amount,
    Field(ge=0, le=100),
    _amount_schema(PLAIN_DECIMAL.pattern.removeprefix("-?"), minimum=0, most=100),
]
Day = Annotated[date, BeforeValidator(_iso_date)]
DayLongAgo = Annotated[date, BeforeValidator(_long_ago)]
AnyInstant = Annotated[AwareDatetime, BeforeValidator(_rfc3339)]
Instant = Annotated[AnyInstant, AfterValidator(_within_bounds)]
Currency = Annotated[str, Text(pattern=r"^[A-Z]{3}$"), AfterValidator(_currency)]
Country = Annotated[str, Text(pattern=r"^[A-Z]{2}$"), AfterValidator(_country)]
# stdnum accepts spaces and small letters; the stored text must be the number itself.
Isin = Annotated[str, Text(pattern=r"^[A-Z]{2}[A-Z0-9]{9}[0-9]$"), _checked(isin, "ISIN")]
Lei = Annotated[str, Text(pattern=r"^[A-Z0-9]{18}[0-9]{2}$"), _checked(lei, "LEI")]
Cusip = Annotated[str, Text(pattern=r"^[0-9A-Z*@#]{8}[0-9]$"), _checked(cusip, "CUSIP")]
Sedol = Annotated[
    str, Text(pattern=r"^[0-9BCDFGHJKLMNPQRSTVWXYZ]{6}[0-9]$"), _checked(sedol, "SEDOL")
]
Figi = Annotated[str, Text(pattern=r"^[A-Z0-9]{11}[0-9]$"), _checked(figi, "FIGI")]
Bic = Annotated[
    str, Text(pattern=r"^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$"), _checked(bic, "BIC")
]
Word = Annotated[str, Text(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Mic = Annotated[str, Text(pattern=r"^[A-Z0-9]{4}$")]
# Spaces stand inside only: "BRK.B " would be another symbol than the one on a list.
Symbol = Annotated[
    str, Text(pattern=r"^[A-Za-z0-9./^=:-]([A-Za-z0-9./^=: -]{0,30}[A-Za-z0-9./^=:-])?$")
]
Name = Annotated[
    str,
    Text(min_length=1, max_length=256, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"),
    AfterValidator(_with_a_word),
]
