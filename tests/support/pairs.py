"""Payloads of trade_exception: a pair whose sides agree in each comparable field."""

from collections.abc import Collection
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bankagent import catalog
from bankagent.domain import exact_json
from bankagent.domain.evaluation import Outcome
from bankagent.domain.known import Case, Known, LookedUp
from bankagent.facts.breaks.of_pair import PairCalendars
from bankagent.facts.breaks.pairs import Arrival, Pairs
from bankagent.facts.breaks.tolerances import Tolerance, Tolerances
from bankagent.request_types.trade_exception import TYPE, facts_and_evidence
from tests.support.known import XNYS, quiet

RECEIVED = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
SAMPLE = Tolerances(
    1,
    {
        ("price", "any"): Tolerance("basis_points", Decimal(1)),
        ("settlement_amount", "any"): Tolerance("minor_units", Decimal(200)),
        ("accrued_interest", "any"): Tolerance("minor_units", Decimal(200)),
    },
)
TRADE: dict[str, Any] = {
    "uti": "5493001KJTIIGC8Y1R12TRADE4711",
    "isin": "US0378331005",
    "symbol": "AAPL",
    "quantity": 1000,
    "price": "150.25",
    "settlement_amount": 150250,
    "accrued_interest": 100,
    "currency": "USD",
    "trade_date": "2026-11-24",
    "settlement_date": "2026-11-25",
    "counterparty_lei": "5493001KJTIIGC8Y1R12",
    "counterparty_bic": "DEUTDEFF",
    "ssi": {
        "place_of_settlement_bic": "DTCYUS33",
        "agent_bic": "CITIUS33",
        "custodian_bic": "CHASUS33",
        "safekeeping_account": "SK-1",
        "cash_iban": "DE89370400440532013000",
    },
}


def pair(**theirs: Any) -> dict[str, Any]:
    """Both sides of one trade, with other values in theirs; None takes a field away."""
    ours = {"source": "OMS", "record_number": "4711", "side": "buy", **deepcopy(TRADE)}
    other = {"source": "BROKER-A", "record_number": "9-17", "side": "sell", **deepcopy(TRADE)}
    payload: dict[str, Any] = {"ours": ours, "theirs": other, "market": "XNAS"}
    for name, value in theirs.items():
        change(payload["theirs"], name.replace("__", "."), value)
    return payload


def numbered(number: int, **theirs: Any) -> dict[str, Any]:
    """Return the pair of this number, whose records and trade are its own."""
    payload = pair(**theirs)
    for name in ("ours", "theirs"):
        side = payload[name]
        side["record_number"] = f"{name}-{number}"
        if side.get("uti") == TRADE["uti"]:
            side["uti"] = f"{TRADE['uti']}N{number}"
    return payload


def change(side: dict[str, Any], name: str, value: Any) -> None:
    """Give a field of a side (`ssi.agent_bic` for one inside) another value; None removes it."""
    owner, _, inner = name.rpartition(".")
    holder = side[owner] if owner else side
    if value is None:
        holder.pop(inner, None)
    else:
        holder[inner] = value


def parsed(payload: dict[str, Any]) -> Any:
    """The payload as its model."""
    return catalog.parse_payload(TYPE, exact_json.loads(exact_json.dumps(payload)))


def known(*others: LookedUp) -> Known:
    """Values of a batch of one request with the sample tolerances, but for `others`."""
    usual: list[LookedUp] = [
        SAMPLE,
        PairCalendars(4, {"XNYS": XNYS, "USD": XNYS}, date(2026, 11, 28)),
        Pairs({1: Arrival(RECEIVED)}),
    ]
    replaced = {type(one) for one in others}
    return quiet(*(one for one in usual if type(one) not in replaced), *others)


def found(
    payload: dict[str, Any], *others: LookedUp, said: Collection[Outcome] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts and the comparison of a payload, of which rules said this."""
    case = Case(1, "C-1", parsed(payload))
    part = known(*others).part(TYPE.needs, case)
    facts, evidence = facts_and_evidence(case.payload, part)
    comparison: Any = evidence(said)["comparison"]
    return facts, comparison
