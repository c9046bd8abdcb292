"""Exposure of a pair: each side's amount in the currency of that side."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bankagent.domain import exact_json
from bankagent.domain.known import Case
from bankagent.facts.breaks.of_pair import PairRates
from bankagent.facts.fx import Rate
from tests.support.pairs import found, pair, parsed

DAY = date(2026, 11, 24)
UNITS = {"USD": "1.0", "JPY": "157.25", "KWD": "0.31"}
RATES = PairRates(3, {(code, DAY): Rate(DAY, Decimal(units)) for code, units in UNITS.items()})


def sides(ours: tuple[Any, str | None], theirs: tuple[Any, str | None]) -> dict[str, Any]:
    """A broken pair whose sides have these settlement amounts and currencies."""
    payload = pair(quantity=900)
    for side, (amount, currency) in (("ours", ours), ("theirs", theirs)):
        payload[side] |= {"settlement_amount": amount, "currency": currency}
    return payload


def exposed(payload: dict[str, Any], *others: Any) -> tuple[Any, Any, Any]:
    """The exposure, its currency and the exposure in USD."""
    facts, comparison = found(payload, *others)
    known = comparison["exposure_usd"]
    assert facts["exposure_usd_known"] == ("no" if known is None else "yes")
    assert facts["exposure_usd"] == Decimal(known or 0)
    return comparison["exposure"], comparison["currency"], known


@pytest.mark.parametrize(
    ("ours", "theirs", "exposure"),
    [
        ((150250, "USD"), (23_000_000, "JPY"), ("150250", "USD", "150250")),
        ((23_000_000, "JPY"), (15_025_000, "USD"), ("15025000", "USD", "15025000")),
        ((31, "KWD"), (99, "USD"), ("31", "KWD", "100")),
        ((100, "USD"), (31, "KWD"), ("100", "USD", "100")),
        ((15725, "JPY"), (-31450, "JPY"), ("31450", "JPY", "200")),
    ],
)
def test_amounts_in_two_currencies_are_compared_in_dollars(
    ours: Any, theirs: Any, exposure: Any
) -> None:
    assert exposed(sides(ours, theirs), RATES) == exposure


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ((150250, "USD"), (23_000_000, "JPY")),
        ((150250, "USD"), (23_000_000, "GBX")),
        ((150250, "USD"), (23_000_000, None)),
        ((150250, None), (150250, None)),
    ],
)
def test_an_amount_that_cannot_be_compared_makes_the_exposure_unknown(
    ours: Any, theirs: Any
) -> None:
    assert exposed(sides(ours, theirs)) == (None, None, None)


def test_amounts_in_one_currency_need_no_rate_to_be_compared() -> None:
    assert exposed(sides((100, "JPY"), (200, "JPY"))) == ("200", "JPY", None)


def test_products_have_the_currency_of_their_side_too() -> None:
    payload = sides((None, "USD"), (None, "JPY"))
    assert exposed(payload, RATES) == ("150250", "USD", "150250")
    payload["theirs"] |= {"price": 1_000_000}
    assert exposed(payload, RATES) == ("900000000", "JPY", "5723370.4292527822")


def test_the_currency_of_the_payload_is_that_of_its_exposure_and_of_nothing_else() -> None:
    payload = sides((150250, "USD"), (150250, "USD"))
    assert exposed(payload | {"currency": "JPY"}, RATES) == ("150250", "USD", "150250")
    given = payload | {"exposure": 15725}
    assert exposed(given | {"currency": "JPY"}, RATES) == ("15725", "JPY", "100")
    assert exposed(given, RATES) == ("15725", "USD", "15725")
    payload["theirs"]["currency"] = "JPY"
    assert exposed(payload | {"exposure": 15725}, RATES) == (None, None, None)


def test_the_rates_of_all_currencies_are_recorded_and_read_again() -> None:
    payload = sides((150250, "EUR"), (23_000_000, "JPY"))
    used = RATES.part(Case(1, "C-1", parsed(payload)))
    assert {currency for currency, _ in used.rates} == {"JPY", "USD"}
    assert used.versions() == {"fx_rates": 3}
    recorded = exact_json.loads(exact_json.dumps(used.as_json()))
    assert PairRates.from_json(recorded) == used
