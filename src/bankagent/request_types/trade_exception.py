"""The request type trade_exception: do both sides' records of a trade agree?"""

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic import StringConstraints as Text

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.known import Known
from bankagent.domain.request_type import Evidence, RequestType
from bankagent.facts import looked_up
from bankagent.facts.breaks import of_policy
from bankagent.facts.breaks.assess import as_json, assess
from bankagent.facts.breaks.of_pair import PairCalendars, PairRates, PairRestrictions
from bankagent.facts.breaks.pair import Pair
from bankagent.facts.breaks.pairs import Pairs
from bankagent.facts.breaks.tolerances import Tolerances
from bankagent.facts.screenings import Screenings
from bankagent.request_types.fields import AmountAboveZero, Currency, Mic, Name, Payload
from bankagent.request_types.trade_exception_facts import FACTS
from bankagent.request_types.trade_exception_feed import FeedRow
from bankagent.request_types.trade_exception_side import Side

Code = Annotated[str, Text(pattern=r"^[A-Z]{4}$")]
AssetClass = Annotated[str, Text(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
MOST_CODES = 20


class TradeException(Payload):
    """A pair of records of one trade; one of the sides may be missing, and is then null."""

    ours: Side | None = Field(
        default=None, description="the bank's own record, an object; null where there is none"
    )
    theirs: Side | None = Field(
        default=None, description="the other party's record, an object; null where there is none"
    )
    reported_reason_codes: tuple[Code, ...] = Field(
        default=(),
        max_length=MOST_CODES,
        strict=False,
        description=f"up to {MOST_CODES} reason codes (ISO 15022 24B) that a source reports, as "
        '["DQUA"]',
    )
    stage: (
        Literal[
            "capture", "allocation", "confirmation", "affirmation", "matching", "settlement",
            "position",
        ]
        | None
    ) = Field(
        default=None,
        description="capture, allocation, confirmation, affirmation, matching, settlement or "
        "position",
    )  # fmt: skip
    market: Mic | None = Field(
        default=None, description="the market's code (MIC, ISO 10383), 4 capitals or digits"
    )
    asset_class: AssetClass | None = Field(
        default=None,
        description="the asset class, for tolerances and penalties, as equity or government_bond: "
        "1 to 40 small letters, digits or _",
    )
    tick_size: AmountAboveZero | None = Field(
        default=None,
        description="the smallest step of the price, above 0, for tolerances in ticks",
    )
    exposure: AmountAboveZero | None = Field(
        default=None,
        description="the amount at stake in major units of `currency`, above 0; without it the "
        "larger settlement amount of the sides counts, each in the currency of its side",
    )
    currency: Currency | None = Field(
        default=None,
        description="the currency code (ISO 4217) of `exposure`; without it the one that the sides "
        "have",
    )
    counterparty_name: Name | None = Field(
        default=None, description="the counterparty's name, 1 to 256 printable characters"
    )
    feed: FeedRow | None = Field(
        default=None,
        description="the row of the feed that the pair came in with, an object with name, row and "
        "rows; it counts there, and is not compared",
    )

    @model_validator(mode="after")
    def _has_a_side(self) -> Self:
        if self.ours is None and self.theirs is None:
            raise ValueError("must have ours, theirs or both")
        return self

    @cached_property
    def pair(self) -> Pair:
        """Both sides in one spelling; found once, for look-ups and facts."""
        return Pair.of(self)

    # Screened as of a trade; sides that name two counterparties are a break, which people look at.
    @property
    def counterparty_lei(self) -> str | None:
        """The LEI of the counterparty, as ours has it, else theirs."""
        return self.pair.text("counterparty_lei")

    @property
    def counterparty_bic(self) -> str | None:
        """The BIC of the counterparty, as ours has it, else theirs."""
        return self.pair.text("counterparty_bic")


def facts(payload: TradeException, known: Known) -> dict[str, JsonValue]:
    """Return the facts about a pair, without its evidence."""
    return facts_and_evidence(payload, known)[0]


def facts_and_evidence(
    payload: TradeException, known: Known
) -> tuple[dict[str, JsonValue], Evidence]:
    """Return the facts about a pair, and its comparison and assessment, which results show.

    `exposure_usd` is in major units of USD, `penalty_amount` in those of the exposure's currency.
    """
    assessed = assess(payload, known)
    found = {
        **of_policy.facts(assessed),
        "restriction": known[PairRestrictions].restriction(),
        **_counterparty(payload, known[Screenings]),
    }
    return found, lambda said: {"comparison": as_json(assessed, said)}


def _counterparty(payload: TradeException, screened: Screenings) -> dict[str, JsonValue]:
    """Return what screening lists say; without a name only a hit of an identifier counts.

    A matching file seldom has names: without this each pair of it would wait for people.
    """
    found = looked_up.counterparty(screened)
    if payload.counterparty_name is None and found["counterparty"] != "hit":
        return {"counterparty": "not_given", "counterparty_score": 0}
    return found


TYPE = RequestType(
    name="trade_exception",
    description="Do both sides' records of a trade agree?",
    queue="trade_exception",
    policy_key="trade_exception",
    approved_means="The records agree, or their break is closed: by a repair or a write-off.",
    rejected_means="No agreement comes of the pair: it came twice, or the trade is cancelled.",
    payload=TradeException,
    facts=facts,
    facts_and_evidence=facts_and_evidence,
    example={
        "ours": {
            "source": "OMS", "record_number": "4711", "isin": "US0378331005", "side": "buy",
            "quantity": 1000, "price": "150.25", "settlement_amount": 150250, "currency": "USD",
            "trade_date": "2026-11-24", "settlement_date": "2026-11-25",
        },
        "theirs": {
            "source": "BROKER-A", "record_number": "9-17", "isin": "US0378331005", "side": "sell",
            "quantity": 1000, "price": "150.25", "settlement_amount": 150250, "currency": "USD",
            "trade_date": "2026-11-24", "settlement_date": "2026-11-25",
        },
        "market": "XNAS",
    },
    needs=(Tolerances, PairRates, PairCalendars, PairRestrictions, Pairs, Screenings),
    fact_schema=FACTS,
)  # fmt: skip
