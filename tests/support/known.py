"""Looked-up values for facts, as a batch has them where nothing speaks against a trade."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bankagent.domain.known import Known, LookedUp
from bankagent.facts.answers import Answers
from bankagent.facts.breaks.of_pair import PairCalendars, PairRates, PairRestrictions
from bankagent.facts.breaks.pairs import Arrival, Pairs
from bankagent.facts.breaks.tolerances import Tolerances
from bankagent.facts.calendars import BusinessCalendars, Calendar
from bankagent.facts.captures import Trades
from bankagent.facts.fx import FxRates, Rate
from bankagent.facts.limits import Limit, TradingLimits
from bankagent.facts.onboarding.earlier import EarlierCases
from bankagent.facts.onboarding.judgements import ScreeningJudgements
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.facts.onboarding.requirements import Requirements
from bankagent.facts.onboarding.reviewed import DocumentVerdicts, RequirementWaivers
from bankagent.facts.onboarding.risks import CountryRisk, ProductRisk
from bankagent.facts.onboarding.today import Today
from bankagent.facts.portfolios import Holding, PortfolioSnapshots, Snapshot
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.facts.screenings import Screenings
from bankagent.facts.submissions import Submission, Submissions
from bankagent.screening.index import Hit

RECEIVED = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
RATE_DAY = date(2026, 11, 23)
XNYS = Calendar(
    date(2026, 1, 1), date(2026, 12, 31), frozenset({date(2026, 11, 26), date(2026, 12, 25)})
)


def rates(day: date | None = None, **units: str) -> FxRates:
    """Rates for 1 EUR, of the day before the trade."""
    return FxRates(
        3, {(code, day): Rate(RATE_DAY, Decimal(one)) for code, one in units.items()}, "a test"
    )


def hit(score: int) -> Hit:
    """A hit with this score."""
    return Hit("7258", "primary", score, score, score, 0, 2)


def screened(name: str, *scores: int) -> Screenings:
    """What OFAC's list says about a name."""
    return Screenings(
        {"screening:OFAC-SDN": 5}, {name: {"screening:OFAC-SDN": tuple(map(hit, scores))}}
    )


def held(
    traded: str, others: str, *, hours: int = 1, request_id: int = 1, is_comparable: bool = True
) -> PortfolioSnapshots:
    """A snapshot in USD of this age when the request was received."""
    as_of = RECEIVED - timedelta(hours=hours)
    holdings = {"USD": Holding(Decimal(traded), Decimal(others))}
    return PortfolioSnapshots(3, {request_id: Snapshot(7, as_of, is_comparable, holdings)})


def quiet(*others: LookedUp, request_id: int = 1) -> Known:
    """Values of a batch of one request that no list and no limit holds up, but for `others`."""
    usual: list[LookedUp] = [
        rates(USD="1.1"),
        BusinessCalendars(4, {"XNYS": XNYS, "USD": XNYS}),
        TradingLimits(2, {("desk", "eq"): Limit("USD", Decimal(5_000_000))}),
        RestrictedInstruments(1, {}),
        PortfolioSnapshots(None, {}),
        Submissions({request_id: Submission(RECEIVED)}),
        Screenings({"screening:OFAC-SDN": 5}, {}),
        Tolerances(),
        PairRates(),
        PairCalendars(),
        PairRestrictions(1, {}),
        Pairs({request_id: Arrival(RECEIVED)}),
        Trades(),
        Today(RECEIVED.date()),
        Requirements(),
        CountryRisk(),
        ProductRisk(),
        PartyScreenings(),
        DocumentVerdicts(),
        RequirementWaivers(),
        ScreeningJudgements(),
        EarlierCases(),
        Answers(),
    ]
    replaced = {type(one) for one in others}
    return Known(*(one for one in usual if type(one) not in replaced), *others)
