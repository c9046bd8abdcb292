"""The request type trade_capture: is this a trade of ours, and what follows from it?"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic import StringConstraints as Text

from bankagent.domain.evaluation import Outcome
from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Known
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import Follows, FollowUp, TradeVersion
from bankagent.facts import captures, trade
from bankagent.facts.captures import TradeNow, Trades
from bankagent.request_types.captured_trade import CapturedTrade
from bankagent.request_types.fields import Name, Payload
from bankagent.request_types.trade_capture_facts import FACTS

Uti = Annotated[str, Text(pattern=r"^[A-Z0-9]{18}[0-9]{2}[A-Z0-9]{1,32}$")]
RecordNumber = Annotated[str, Text(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
# What a side of trade_exception has of a trade, under the same names.
OF_A_SIDE = (
    "isin", "symbol", "side", "quantity", "price", "currency", "trade_date", "settlement_date",
    "counterparty_lei", "counterparty_bic",
)  # fmt: skip
# The sides of a trade_exception name contrary directions, and both records here are our own view.
CONTRARY = {"buy": "sell", "sell": "buy", "sell_short": "buy"}


class TradeCapture(Payload):
    """A record of a trade in its source: new, amended or cancelled there."""

    source: Name = Field(
        description="the system or file that the record is from, 1 to 256 printable characters"
    )
    record_number: RecordNumber = Field(
        description="the number of the record in its source, 1 to 64 visible characters"
    )
    uti: Uti | None = Field(
        default=None,
        description="the unique transaction identifier (ISO 23897): an LEI and 1 to 32 capitals or "
        "digits",
    )
    action: Literal["new", "amend", "cancel"] = Field(
        default="new", description="new, amend or cancel"
    )
    trade: CapturedTrade | None = Field(
        default=None,
        description="the trade, an object with symbol, notional, side, quantity, price and "
        "trade_date; left out to cancel",
    )

    @model_validator(mode="after")
    def _has_a_trade(self) -> Self:
        if (self.trade is None) != (self.action == "cancel"):
            raise ValueError("must have a trade, and none where the action is cancel")
        return self


def facts(payload: TradeCapture, known: Known) -> dict[str, JsonValue]:
    """Return the facts about a capture beside the trade that we have.

    `differences` counts fields; every other fact is a word of a short list.
    """
    ours, captured = known[Trades].own(), payload.trade
    return {
        "action": payload.action,
        "identified_by": "uti" if payload.uti else "record",
        "trade": captures.relation(payload, ours),
        "differences": len(captures.differences(payload, ours)),
        "economics": trade.economics(captured.notional, captured.quantity, captured.price)
        if captured
        else "unknown",
        "dates": trade.order_of_dates(captured.trade_date, captured.settlement_date)
        if captured
        else "unknown",
    }


def follows(case: Case, known: Known, outcome: Outcome) -> Follows:
    """Return the version to store and the request that follow from approve or reject."""
    payload: TradeCapture = case.payload
    ours = known[Trades].own()
    relation = captures.relation(payload, ours)
    if outcome == Outcome.REJECT:
        if relation != "contradicts" or ours is None or ours.trade is None:
            return Follows()
        return Follows((_exception(case, ours, ours.trade),))
    if relation not in ("first", "amends", "cancels"):
        return Follows()
    captured = payload.trade.normalised() if payload.trade else None
    stored = TradeVersion(
        number=ours.number if ours else None,
        version=ours.version + 1 if ours else 1,
        action=payload.action,
        uti=payload.uti or (ours.uti if ours else None),
        source=payload.source,
        record_number=payload.record_number,
        trade=captured,
    )
    if captured is None:
        return Follows((), stored)
    reason = _amended(ours) if ours else "A trade that was captured is to be reviewed."
    return Follows((FollowUp(case.client_id, "trade_review", captured, reason),), stored)


def _amended(ours: TradeNow) -> str:
    reviewed = f"reviewed by request {ours.reviewed_by}, " if ours.reviewed_by else ""
    return (
        f"Version {ours.version + 1} of trade {ours.number} amends the one before, which was "
        f"{reviewed}captured by request {ours.captured_by}."
    )


def _exception(case: Case, ours: TradeNow, trade_now: JsonObject) -> FollowUp:
    payload: TradeCapture = case.payload
    names = ", ".join(captures.differences(payload, ours)) or "the record or the client"
    captured = payload.trade.normalised() if payload.trade else {}
    theirs = _side(payload.source, payload.record_number, payload.uti, captured)
    if "side" in theirs:
        theirs["side"] = CONTRARY[str(theirs["side"])]
    pair: JsonObject = {
        "ours": _side(ours.source, ours.record_number, ours.uti, trade_now),
        "theirs": theirs,
        "stage": "capture",
    }
    if "mic" in captured:
        pair["market"] = captured["mic"]
    reason = f"The capture contradicts trade {ours.number} that we have in {names}."
    return FollowUp(case.client_id, "trade_exception", pair, reason)


def _side(source: str, record_number: str, uti: str | None, of: JsonObject) -> JsonObject:
    found = {name: of[name] for name in OF_A_SIDE if name in of}
    if not of:
        found["cancelled"] = True
    return {
        "source": source,
        "record_number": record_number,
        **({"uti": uti} if uti else {}),
        **found,
    }


TYPE = RequestType(
    name="trade_capture",
    description="Is this a trade of ours, and what follows from it?",
    queue="trade_capture",
    policy_key="trade_capture",
    approved_means="The capture is a version of our trade: stored now, or before.",
    rejected_means="The capture is not stored: the trade that we have stays as it is.",
    payload=TradeCapture,
    facts=facts,
    follows=follows,
    example={
        "source": "OMS",
        "record_number": "4711",
        "trade": {
            "symbol": "AAPL", "isin": "US0378331005", "side": "buy", "quantity": 10000,
            "price": 250, "notional": 2500000, "trade_date": "2026-11-24",
            "settlement_date": "2026-11-25",
        },
    },
    needs=(Trades,),
    fact_schema=FACTS,
)  # fmt: skip
