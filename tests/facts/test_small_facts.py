"""Limits, submissions and identifiers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from bankagent.domain.exact_json import dumps, loads
from bankagent.facts.identifiers import agreement
from bankagent.facts.limits import Limit, beside_limit
from bankagent.facts.submissions import Submission, Submissions, capture, duplicate

RECEIVED = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amounts", "name", "limit", "expected"),
    [
        ({"USD": "5000000"}, "eq-1", ("USD", "5000000"), "within"),
        ({"USD": "5000000.0000000001"}, "eq-1", ("USD", "5000000"), "over"),
        ({"EUR": "1", "USD": "1.1"}, "eq-1", ("EUR", "1"), "within"),
        ({"EUR": "1", "USD": "1.1"}, "eq-1", ("GBP", "1"), "unknown"),
        ({"USD": "1"}, "eq-1", None, "unknown"),
        ({"USD": "1"}, None, None, "not_given"),
    ],
)
def test_an_amount_stands_beside_the_limit_in_the_limits_currency(
    amounts: dict[str, str], name: str | None, limit: tuple[str, str] | None, expected: str
) -> None:
    known = {currency: Decimal(amount) for currency, amount in amounts.items()}
    found = Limit(limit[0], Decimal(limit[1])) if limit else None
    assert beside_limit(known, name, found) == expected


def test_the_capture_delay_is_in_whole_minutes() -> None:
    own = Submission(RECEIVED)
    assert capture(own, RECEIVED - timedelta(hours=24, seconds=59)) == ("known", 1440)
    assert capture(own, RECEIVED) == ("known", 0)
    assert capture(own, RECEIVED + timedelta(microseconds=1)) == ("future", 0)
    assert capture(own, None) == ("not_given", 0)
    assert capture(None, RECEIVED) == ("unknown", 0)


def test_a_request_without_its_submission_is_not_taken_for_the_first_one() -> None:
    trade = SimpleNamespace(side="buy", quantity=Decimal(1), price=Decimal(1))
    assert duplicate(None, trade) == "unknown"
    assert duplicate(Submission(RECEIVED), trade) == "no"
    assert duplicate(Submission(RECEIVED, (7,)), trade) == "yes"
    assert duplicate(Submission(RECEIVED, (), is_covered=False), trade) == "unknown"
    assert duplicate(Submission(RECEIVED, (7,), is_covered=False), trade) == "yes"


def test_a_window_that_was_not_covered_is_recorded() -> None:
    for known in (
        Submissions({1: Submission(RECEIVED, (), is_covered=False)}),
        Submissions({1: Submission(RECEIVED, (7,))}),
    ):
        assert Submissions.from_json(loads(dumps(known.as_json()))) == known


def test_a_trade_without_its_numbers_is_no_duplicate_of_another() -> None:
    trade = SimpleNamespace(side="buy", quantity=None, price=Decimal(1))
    assert duplicate(Submission(RECEIVED, (7,)), trade) == "not_given"


@pytest.mark.parametrize(
    ("isin", "cusip", "sedol", "expected"),
    [
        ("US0378331005", "037833100", None, "match"),  # Apple
        ("US0378331005", "38259P508", None, "mismatch"),
        ("GB0002634946", None, "0263494", "match"),  # BAE Systems
        ("GB0002634946", None, "B15KXQ8", "mismatch"),
        ("US0378331005", None, "B15KXQ8", "unknown"),
        ("DE0005140008", "037833100", None, "unknown"),
        (None, "037833100", None, "not_given"),
        ("US0378331005", None, None, "not_given"),
    ],
)
def test_identifiers_of_one_instrument_agree(
    isin: str | None, cusip: str | None, sedol: str | None, expected: str
) -> None:
    assert agreement(isin, cusip, sedol) == expected
