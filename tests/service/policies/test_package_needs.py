"""Needs of a package's type: fields that a look-up reads must be there, and be of its class."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, create_model

from bankagent.facts.calendars import BusinessCalendars
from bankagent.facts.fx import FxRates
from bankagent.facts.limits import TradingLimits
from bankagent.facts.portfolios import PortfolioSnapshots
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.facts.screenings import Screenings
from bankagent.request_types import trade_review
from bankagent.request_types.fields import Currency, Day
from bankagent.service.policies.package_needs import fault_of_needs


def fault(*needs: Any, **fields: Any) -> str | None:
    payload: type[BaseModel] = create_model("Loan", **fields)
    return fault_of_needs(replace(trade_review.TYPE, payload=payload, needs=needs))


GOOD: dict[str, Any] = {"currency": (Currency, "USD"), "symbol": (str, ...)}


def test_fields_that_are_there_are_no_fault() -> None:
    optional = {"trade_date": (Day | None, None), "desk": (str | None, None), "mic": (str, "XNYS")}
    needs = (FxRates, RestrictedInstruments, TradingLimits, BusinessCalendars, Screenings)
    assert fault(*needs, **GOOD, **optional) is None
    assert fault(FxRates, currency=(Literal["USD", "EUR"], "USD")) is None
    assert fault(FxRates, currency=(Annotated[str, Field(min_length=3)], ...)) is None
    assert fault(TradingLimits) is None


@pytest.mark.parametrize(
    ("need", "fields", "said"),
    [
        (FxRates, {}, "has no currency"),
        (FxRates, {"currency": (str | None, "USD")}, "has currency, which may be None"),
        (FxRates, {"currency": (Currency | None, ...)}, "has currency, which may be None"),
        (FxRates, {"currency": (str, None)}, "has currency, which may be None"),
        (FxRates, {"currency": (int, 978)}, "has currency, which is no text"),
        (FxRates, {"currency": (Any, "USD")}, "has currency, which is no text"),
        (FxRates, GOOD | {"trade_date": (str, "now")}, "has trade_date, which is no day"),
        (FxRates, GOOD | {"desk": (int, 7)}, "has desk, which is no text"),
        (RestrictedInstruments, {}, "has no symbol"),
        (RestrictedInstruments, GOOD | {"isin": (int, 1)}, "has isin, which is no text"),
        (BusinessCalendars, {"mic": (list[str], [])}, "has mic, which is no text"),
        (Screenings, {"counterparty_name": (date, ...)}, "has counterparty_name, which is no text"),
    ],
)
def test_a_field_that_would_stop_a_batch_is_named(need: Any, fields: Any, said: str) -> None:
    assert fault(need, **fields) == f"needs {need.__name__}, and its payload {said}"


def test_a_need_of_bankagent_s_own_types_alone_is_refused() -> None:
    said = str(fault(PortfolioSnapshots))
    assert said.startswith("needs PortfolioSnapshots: it may need FxRates, BusinessCalendars, ")
