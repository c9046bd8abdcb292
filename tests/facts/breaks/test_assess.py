"""Assessment of a pair: exposure, age from the value date, cut-off, penalty, severity, priority."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bankagent.domain.evaluation import Outcome
from bankagent.facts.breaks import penalty, urgency
from bankagent.facts.breaks.of_pair import PairCalendars, PairRates, PairRestrictions
from bankagent.facts.breaks.pairs import Arrival, Earlier, Pairs
from bankagent.facts.calendars import Calendar
from bankagent.facts.fx import Rate
from bankagent.facts.screenings import Screenings
from bankagent.policy import engine
from tests.support import policies
from tests.support.known import XNYS, hit, screened
from tests.support.pairs import found, known, pair

POLICY = policies.shipped("trade_exception")

TARGET = Calendar(date(2026, 1, 1), date(2027, 12, 31), frozenset({date(2026, 12, 25)}))
FRANKFURT = PairCalendars(
    4, {"TARGET": TARGET, "XETR": TARGET, "XNYS": XNYS, "USD": XNYS}, date(2027, 1, 31)
)


def at(text: str, earlier: Earlier | None = None) -> Pairs:
    return Pairs({1: Arrival(datetime.fromisoformat(text), earlier)})


def german(**fields: Any) -> dict[str, Any]:
    """A pair in Frankfurt whose quantity differs."""
    own = {"isin": "DE0007164600", "currency": "EUR"}
    payload = pair(**own, quantity=900)
    payload["ours"] |= own
    return payload | {"market": "XETR", "asset_class": "equity"} | fields


@pytest.mark.parametrize(
    ("received", "days"),
    [
        ("2026-11-24T15:00:00+00:00", 0),
        ("2026-11-25T15:00:00+00:00", 0),
        ("2026-11-27T15:00:00+00:00", 1),  # Thanksgiving is no business day
        ("2026-11-30T15:00:00+00:00", 2),
        ("2026-12-28T15:00:00+00:00", 21),
    ],
)
def test_a_break_ages_in_business_days_from_its_value_date(received: str, days: int) -> None:
    calendars = PairCalendars(4, {"XNYS": XNYS, "USD": XNYS}, date(2026, 12, 31))
    facts, comparison = found(pair(quantity=900), at(received), calendars)
    assert (facts["value_age"], facts["days_open"]) == ("known", days)
    assert (comparison["value_date"], comparison["days_open"]) == ("2026-11-25", days)


@pytest.mark.parametrize(
    ("payload", "received", "days", "zone"),
    [
        (pair(quantity=900), "2026-11-24T02:00:00+00:00", 0, "America/New_York"),
        (pair(quantity=900), "2026-11-24T05:00:00+00:00", 1, "America/New_York"),
        (german(), "2026-11-23T22:30:00+00:00", 0, "Europe/Brussels"),
        (german(), "2026-11-23T23:30:00+00:00", 1, "Europe/Brussels"),
        (german(market=None), "2026-11-23T23:30:00+00:00", 0, "UTC"),
    ],
    ids=["New York in the evening", "New York", "Frankfurt", "after midnight", "no market"],
)
def test_the_day_of_the_receipt_is_that_of_the_market(
    payload: dict[str, Any], received: str, days: int, zone: str
) -> None:
    for side in (payload["ours"], payload["theirs"]):
        side["settlement_date"] = "2026-11-23"
    _, comparison = found(payload, at(received), FRANKFURT)
    assert (comparison["days_open"], comparison["zone"]) == (days, zone)


def test_the_age_is_unknown_where_a_calendar_does_not_reach() -> None:
    calendars = PairCalendars(4, {"XNYS": XNYS, "USD": XNYS}, date(2027, 2, 1))
    facts, comparison = found(pair(), at("2027-01-05T12:00:00+00:00"), calendars)
    assert (facts["value_age"], facts["days_open"]) == ("unknown", 0)
    assert comparison["days_open"] is None


@pytest.mark.parametrize(
    ("market", "stage", "cut_off"),
    [
        ("XNAS", "affirmation", "2026-11-24T21:00:00-05:00"),
        ("XNAS", "settlement", "2026-11-25T15:30:00-05:00"),
        ("XETR", "matching", "2026-11-25T12:00:00+01:00"),
        ("XETR", "settlement", "2026-11-25T16:00:00+01:00"),
        ("XNAS", "position", None),
        ("XTKS", "matching", None),
    ],
)
def test_the_cut_off_is_that_of_the_market_and_the_stage(
    market: str, stage: str, cut_off: str | None
) -> None:
    _, comparison = found(german(market=market, stage=stage), FRANKFURT)
    assert comparison["cut_off_at"] == cut_off


@pytest.mark.parametrize(
    ("received", "word", "minutes", "priority"),
    [
        ("2026-11-25T02:00:00+00:00", "ahead", 0, 1),
        ("2026-11-25T01:00:00+00:00", "ahead", 60, 1),
        ("2026-11-25T01:59:59+00:00", "ahead", 1, 1),
        ("2026-11-25T00:59:59.999999+00:00", "ahead", 61, 2),
        ("2026-11-24T18:00:00+00:00", "ahead", 480, 2),
        ("2026-11-24T17:59:59+00:00", "ahead", 481, 4),
        ("2026-11-25T02:00:01+00:00", "passed", 0, 2),
    ],
)
def test_the_time_to_the_cut_off_makes_a_break_urgent(
    received: str, word: str, minutes: int, priority: int
) -> None:
    small = pair(quantity=900) | {"exposure": 5}
    facts, _ = found(small, at(received))
    assert (facts["cut_off"], facts["cut_off_minutes"]) == (word, minutes)
    assert facts["priority"] == priority


@pytest.mark.parametrize("seconds", [*range(3595, 3606), 3659, 3660, 0, 1, -1])
def test_what_escalates_by_its_cut_off_is_critical_and_nothing_else_is(seconds: int) -> None:
    received = datetime(2026, 11, 25, 2, tzinfo=UTC) - timedelta(seconds=seconds)
    payload = pair(quantity=900) | {"exposure": 5}
    values, _ = found(payload, Pairs({1: Arrival(received)}))
    fired = {rule.rule_id for rule in engine.evaluate(POLICY, values, known()).fired}
    assert ("TE-040" in fired) == (0 <= seconds <= 3600)
    assert (values["severity"] == "critical") == ("TE-040" in fired)
    assert (values["priority"] == 1) == ("TE-040" in fired)


def test_a_side_that_came_after_the_cut_off_is_late_and_still_matches() -> None:
    payload = pair(received_at="2026-11-25T02:00:01Z")
    facts, comparison = found(payload)
    assert (facts["match"], facts["late"], comparison["late"]) == ("exact", "one", ["CLAT"])
    payload["ours"]["received_at"] = "2026-11-25T02:00:00Z"
    assert found(payload)[0]["late"] == "one"
    payload["ours"]["received_at"] = "2026-11-25T03:00:00Z"
    assert found(payload)[1]["late"] == ["LATE", "CLAT"]


@pytest.mark.parametrize(
    ("fields", "exposure", "currency"),
    [
        ({}, "150250", "USD"),
        ({"settlement_amount": -200000}, "200000", "USD"),
        ({"settlement_amount": None}, "150250", "USD"),
    ],
)
def test_the_exposure_is_the_larger_amount(
    fields: dict[str, Any], exposure: str, currency: str
) -> None:
    _, comparison = found(pair(**fields))
    assert (comparison["exposure"], comparison["currency"]) == (exposure, currency)


def test_the_exposure_may_be_given_or_follow_from_quantity_and_price() -> None:
    payload = pair(settlement_amount=None, quantity=2000)
    payload["ours"].pop("settlement_amount")
    assert found(payload)[1]["exposure"] == "300500"
    given = found(payload | {"exposure": "7.50", "currency": "USD"})[1]
    assert (given["exposure"], given["currency"]) == ("7.50", "USD")


@pytest.mark.parametrize("unit", ["quantity", "settlement_amount"])
def test_an_amount_that_no_policy_can_hold_is_not_known(unit: str) -> None:
    facts, _ = found(pair(**{unit: 10**27, "price": 10**27}))
    assert facts["exposure_usd_known"] in ("yes", "no")
    assert facts["exposure_usd"] < 10**18


def test_an_exposure_in_another_currency_counts_in_dollars() -> None:
    day = date(2026, 11, 24)
    rates = PairRates(3, {("EUR", day): Rate(day, Decimal(1)), ("USD", day): Rate(day, Decimal(2))})
    facts, comparison = found(german(exposure=100), rates, FRANKFURT)
    assert (facts["exposure_usd_known"], facts["exposure_usd"]) == ("yes", Decimal(200))
    assert (comparison["exposure_usd"], comparison["currency"]) == ("200", "EUR")
    facts, _ = found(german(exposure=100), FRANKFURT)
    assert (facts["exposure_usd_known"], facts["exposure_usd"]) == ("no", Decimal(0))


@pytest.mark.parametrize(
    ("received", "asset_class", "amount", "days"),
    [
        ("2026-11-24T12:00:00+00:00", "equity", "100", 1),
        ("2026-11-27T12:00:00+00:00", "equity", "200", 2),
        ("2026-11-27T12:00:00+00:00", "government_bond", "20", 2),
    ],
)
def test_a_penalty_is_expected_for_each_business_day_of_a_fail(
    received: str, asset_class: str, amount: str, days: int
) -> None:
    payload = german(exposure=1_000_000, asset_class=asset_class)
    facts, comparison = found(payload, at(received), FRANKFURT)
    assert (facts["penalty"], facts["penalty_amount"]) == ("known", Decimal(amount))
    told = comparison["expected_penalty"]
    assert (told["amount"], told["days"], told["currency"]) == (amount, days, "EUR")


@pytest.mark.parametrize(
    ("exposure", "currency", "amount", "shown"),
    [
        (49, "EUR", "0.0049", "less than 0.01 EUR"),
        (50, "EUR", "0.005", "less than 0.01 EUR"),
        (123450, "EUR", "12.345", "12.34 EUR"),
        (123550, "EUR", "12.355", "12.36 EUR"),
        (123450, "JPY", "12.345", "12 JPY"),
        (123456, "KWD", "12.3456", "12.346 KWD"),
        (123456, "XAU", "12.3456", "12.3456 XAU"),
        ("999999999999999999.1234567891", "EUR", "99999999999999.99991234567891",
         "100000000000000.00 EUR"),
    ],
)  # fmt: skip
def test_a_penalty_is_exact_and_rounded_by_its_currency_where_it_is_shown(
    exposure: Any, currency: str, amount: str, shown: str
) -> None:
    payload = german(exposure=exposure, currency=currency, asset_class="equity")
    facts, comparison = found(payload, at("2026-11-24T12:00:00+00:00"), FRANKFURT)
    assert facts["penalty_amount"] == Decimal(amount)
    told = comparison["expected_penalty"]
    assert (told["amount"], told["currency"]) == (amount, currency)
    assert penalty.to_minor_unit(Decimal(told["amount"]), told["currency"]) == shown


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"market": "XNAS"}, "none"),
        ({"market": "XLON"}, "none"),
        ({"market": None}, "unknown"),
        ({"market": "XTKS"}, "unknown"),
        ({"asset_class": "crypto"}, "unknown"),
        ({"asset_class": None}, "unknown"),
    ],
)
def test_where_no_penalty_is_known_the_word_says_why(fields: dict[str, Any], word: str) -> None:
    facts, comparison = found(german(**fields), FRANKFURT)
    assert (facts["penalty"], comparison["expected_penalty"]) == (word, None)


NO_TIME = timedelta(minutes=30)


@pytest.mark.parametrize(
    ("match", "code", "usd", "days", "left", "severity", "priority"),
    [
        ("exact", None, 50_000_000, 9, NO_TIME, "low", 4),
        ("within_tolerance", None, 50_000_000, 9, NO_TIME, "low", 4),
        ("forced", "DQUA", 50_000_000, 9, NO_TIME, "low", 4),
        ("broken", "DTRD", 100_000, 0, None, "low", 4),
        ("broken", "DTRD", 100_001, 0, None, "medium", 4),
        ("broken", "DTRD", None, None, None, "medium", 4),
        ("broken", "DTRD", 1, 1, None, "medium", 2),
        ("broken", "DELN", 1, 0, None, "high", 3),
        ("broken", "DQUA", 1_000_001, 0, None, "high", 3),
        ("broken", "DQUA", 1, 3, None, "high", 2),
        ("broken", "DQUA", 1, 6, None, "critical", 1),
        ("broken", "DQUA", 10_000_001, 0, None, "critical", 1),
        ("unmatched_ours", "CMIS", 1, 0, NO_TIME, "critical", 1),
        ("unmatched_ours", "CMIS", 1, 0, timedelta(hours=8), "high", 2),
    ],
)
def test_severity_and_priority(
    match: str,
    code: str | None,
    usd: int | None,
    days: int | None,
    left: timedelta | None,
    severity: str,
    priority: int,
) -> None:
    amount = None if usd is None else Decimal(usd)
    assert urgency.severity(match, code, amount, days, left) == severity
    assert urgency.priority(match, severity, days, left) == priority


@pytest.mark.parametrize(
    ("said", "outcome", "priority"),
    [
        ((), None, 4),
        (("approve",), None, 4),
        (("review",), "review", 4),
        (("review", "dual_control"), "dual_control", 4),
        (("escalate", "review", "dual_control"), "escalate", 1),
        # The same pair once more is rejected; what it is about stays as urgent.
        (("review", "escalate", "reject"), "escalate", 1),
        (("review", "reject"), "review", 4),
    ],
)
def test_what_is_escalated_has_the_first_priority(
    said: tuple[str, ...], outcome: str | None, priority: int
) -> None:
    small = pair(quantity=900) | {"exposure": 5, "stage": "position"}
    _, comparison = found(small, said=[Outcome(one) for one in said])
    assert (comparison["outcome"], comparison["priority"]) == (outcome, priority)


@pytest.mark.parametrize(("word", "match"), [("approved", "forced"), ("open", "broken")])
def test_a_pair_that_people_accepted_is_a_forced_match(word: Any, match: str) -> None:
    earlier = at("2026-11-25T15:00:00+00:00", Earlier(17, word))
    facts, comparison = found(pair(quantity=900), earlier)
    assert (facts["match"], facts["earlier"], comparison["match"]) == (match, word, match)
    assert comparison["earlier"] == {"request_id": 17, "word": word}
    # A pair that agrees is no forced match, whatever was said of it.
    assert found(pair(), earlier)[0]["match"] == "exact"


@pytest.mark.parametrize("whose", ["ours", "theirs"])
@pytest.mark.parametrize("key", [("isin", "DE0007164600"), ("symbol", "SAP GY")])
def test_the_instruments_of_both_sides_are_on_the_restricted_list(
    whose: str, key: tuple[str, str]
) -> None:
    payload = pair()
    payload[whose] |= {"isin": "DE0007164600", "symbol": "sap  gy"}
    facts, _ = found(payload, PairRestrictions(3, {key: "restricted"}))
    assert facts["restriction"] == "restricted"
    assert found(pair(), PairRestrictions(3, {key: "restricted"}))[0]["restriction"] == "clear"


def test_the_counterparty_is_screened_where_its_name_is_given() -> None:
    hit = screened("Harbour Ltd", 96)
    facts, _ = found(pair() | {"counterparty_name": "Harbour Ltd"}, hit)
    assert (facts["counterparty"], facts["counterparty_score"]) == ("hit", 96)
    assert found(pair(), hit)[0]["counterparty"] == "not_given"


def test_an_identifier_on_a_list_is_a_hit_and_without_a_name_nothing_else_is_told() -> None:
    lists = {"screening:OFAC-SDN": 5}
    listed = {("lei", "5493001KJTIIGC8Y1R12"): {"screening:OFAC-SDN": (hit(100),)}}
    assert found(pair(), Screenings(lists, identified=listed))[0]["counterparty"] == "hit"
    for quiet in (Screenings(lists), Screenings()):
        assert found(pair(), quiet)[0]["counterparty"] == "not_given"


def test_without_an_arrival_age_and_cut_off_are_unknown() -> None:
    facts, comparison = found(pair(), Pairs())
    assert {facts[name] for name in ("earlier", "cut_off", "value_age")} == {"unknown"}
    assert comparison["cut_off_at"] is not None
    assert datetime.fromisoformat(comparison["cut_off_at"]).astimezone(UTC) == datetime(
        2026, 11, 25, 2, tzinfo=UTC
    )
